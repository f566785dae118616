import type { RuleCases } from "../case.ts";
import { deployment, metadata } from "../objects.ts";

const allowing = (text: string) => ({
  ...deployment(),
  metadata: metadata("app", { annotations: { "vectorstack.dev/allow": text } }),
});

export const allowedChangesCases: readonly RuleCases[] = [
  {
    rule: "allowed-change",
    passes: [
      {
        name: "two changes, each with a day to come and a reason",
        object: allowing(
          "peers=2 until=2999-12-31 reason=moved its shards\nimage=app:1 until=2999-12-31 reason=a test",
        ),
      },
    ],
    fails: [
      { name: "a day that is past", object: allowing("peers=2 until=2026-01-31 reason=moved its shards") },
      { name: "no reason", object: allowing("peers=2 until=2999-12-31 reason= ") },
      { name: "any number of peers", object: allowing("peers=* until=2999-12-31 reason=moved its shards") },
      { name: "no day", object: allowing("delete=app reason=moved its shards") },
    ],
  },
];
