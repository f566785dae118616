import type { DockerRule } from "../../rule.ts";
import { isolation } from "./isolation.ts";
import { limits } from "./limits.ts";

/** The rules on the containers of a Docker host. */
export const onDocker: readonly DockerRule[] = [...isolation, ...limits];
