import { deploy } from "./deploy.ts";
import { command } from "./interrupt.ts";
import { sessionOf } from "./session.ts";

await command(async (interruption) => {
  const session = sessionOf("local", process.argv.slice(2), process.env);
  return session === undefined ? 0 : await deploy(session, interruption);
});
