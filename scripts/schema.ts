import { writeFileSync } from "node:fs";
import { settingsPage } from "./settings-page.ts";
import { stackFileSchema } from "./stack-file-schema.ts";
import { projectFile } from "./stack-file.ts";

writeFileSync(projectFile("settings.schema.json"), stackFileSchema());
writeFileSync(projectFile("docs/settings.md"), settingsPage());
