import { writeFileSync } from "node:fs";
import { stackFileSchema } from "./stack-file-schema.ts";
import { projectFile } from "./stack-file.ts";

writeFileSync(projectFile("settings.schema.json"), stackFileSchema());
