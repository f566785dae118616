import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { checkout } from "../../../local/paths.ts";
import { workFolder } from "../../../local/cluster/kwokctl.ts";
import { must } from "./api.ts";
import { testInstance } from "./cluster.ts";
import { ofKind } from "./objects.ts";
import type { TestStack } from "./stack.ts";

/** A place where no secret should be, and all that is written there. */
export interface Hay {
  readonly place: string;
  readonly text: string;
}

interface Exported {
  readonly deployment: {
    readonly resources: readonly {
      readonly type: string;
      readonly outputs?: { readonly result?: { readonly plaintext: string } };
    }[];
  };
}

/** Every value of the stack's Secrets, every random password in the state, and the values that the test gave. */
export async function secretValuesOf(stack: TestStack, given: readonly string[]): Promise<readonly string[]> {
  const { project } = stack.instance;
  const shown = await stack.secretly(["stack", "export", "--show-secrets"], project);
  const passwords = (JSON.parse(shown) as Exported).deployment.resources
    .filter(({ type }) => type === "random:index/randomPassword:RandomPassword")
    .map(({ outputs }) => JSON.parse(outputs?.result?.plaintext ?? '""') as string);
  const held = ofKind(await stack.objects(), "Secret").flatMap(({ data }) => Object.values(data ?? {}));
  const decoded = held.map((value) => Buffer.from(value, "base64").toString());
  return [...new Set([...passwords, ...decoded, ...given])];
}

/** The places where a value is found in any form that it is likely to be written in. */
export const hits = (values: readonly string[], haystack: readonly Hay[]): readonly string[] =>
  haystack
    .filter(({ text }) => values.flatMap(formsOf).some((form) => text.includes(form)))
    .map(({ place }) => place);

const formsOf = (value: string): readonly string[] => {
  const jsons = [inJson(value), inJson(inJson(value))];
  return [value, ...jsons, ...jsons.map(asGoWritesIt), encodeURIComponent(value), ...insideBase64(value)];
};

const inJson = (value: string): string => JSON.stringify(value).slice(1, -1);

const asGoWritesIt = (json: string): string =>
  json.replaceAll(/[<>&]/g, (it) => `\\u00${it.charCodeAt(0).toString(16)}`);

/** How base64 writes it at each of the three offsets that it may have in a longer text, less what its neighbours decide. */
const insideBase64 = (value: string): readonly string[] =>
  [0, 1, 2].map((offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(value)]);
    const whole = bytes.subarray(0, bytes.length - (bytes.length % 3));
    return whole.toString("base64").slice(offset === 0 ? 0 : 4);
  });

/** All that the stack left in files, in the engine's output and in the cluster, but for its Secrets. */
export async function haystackOf(stack: TestStack): Promise<readonly Hay[]> {
  const { backend, stackFile } = stack.instance;
  const logs = path.join(workFolder(testInstance("cluster").cluster), "logs");
  const renderings = path.join(checkout, "test", "stacks");
  const objects = [...(await stack.objects())].filter(([, { kind }]) => kind !== "Secret");
  const events = await must(stack.config, `/api/v1/namespaces/${stack.namespace}/events`);
  return [
    ...[backend, logs, renderings, stackFile].flatMap(filesIn),
    ...stack.outputs.map((text, index) => ({ place: `output ${index + 1} of the engine`, text })),
    ...objects.map(([place, object]) => ({ place, text: JSON.stringify(object) })),
    { place: "events", text: JSON.stringify(events) },
  ];
}

const filesIn = (place: string): readonly Hay[] =>
  statSync(place).isDirectory()
    ? readdirSync(place).flatMap((name) => filesIn(path.join(place, name)))
    : [{ place, text: readFileSync(place, "latin1") }];
