import sdk from "@pulumi/kubernetes/package.json" with { type: "json" };
import { engineLog } from "../shared/engine.ts";
import { serveProvider } from "../shared/service.ts";
import { kubernetesProvider } from "./provider.ts";

await serveProvider(kubernetesProvider(sdk.version, engineLog(process.argv[2])));
