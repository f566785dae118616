import { command } from "./interrupt.ts";
import { sessionOf } from "./session.ts";
import { takeDown } from "./take-down.ts";

await command(async (interruption) => {
  const session = sessionOf("local:down", process.argv.slice(2), process.env);
  return session === undefined ? 0 : await takeDown(session, interruption);
});
