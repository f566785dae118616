import sdk from "@pulumi/random/package.json" with { type: "json" };
import { engineLog } from "../shared/engine.ts";
import { serveProvider } from "../shared/service.ts";
import { randomProvider } from "./provider.ts";

await serveProvider(randomProvider(sdk.version, engineLog(process.argv[2])));
