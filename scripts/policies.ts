import { writeFileSync } from "node:fs";
import { policiesPage } from "./policies-page.ts";
import { projectFile } from "./stack-file.ts";

writeFileSync(projectFile("docs/policies.md"), policiesPage());
