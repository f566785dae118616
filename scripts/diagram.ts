import { declareServices } from "../components/index.ts";
import { mermaid } from "../components/model/graph.ts";
import { settingsOf } from "./stack-file.ts";

const [stack = "production"] = process.argv.slice(2);
try {
  process.stdout.write(mermaid(declareServices(settingsOf(stack))));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
