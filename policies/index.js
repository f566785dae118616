// The directory form of the pack. The engine's runner requires this file, so that it waits for nothing itself.
import { createRequire } from "node:module";
import process from "node:process";

if (process.features.typescript) import("./pack/main.ts").then(({ start }) => start(import.meta.dirname));
else createRequire(import.meta.url)("./dist/vectorstack-policies");
