import { command } from "./interrupt.ts";
import { sessionOf } from "./session.ts";
import { show } from "./show.ts";

await command(async ({ asked }) => {
  const session = sessionOf("local:status", process.argv.slice(2), process.env);
  return session === undefined ? 0 : await show(session, asked);
});
