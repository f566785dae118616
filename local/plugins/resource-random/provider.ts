import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { Log } from "../shared/engine.ts";
import { type Change, type Provider, unchanged } from "../shared/provider.ts";
import {
  type Properties,
  hasSecret,
  hasUnknown,
  isUnknown,
  revealAll,
  secret,
  unknown,
} from "../shared/wire.ts";
import { kindOf } from "./kinds.ts";

/** Draws values once and keeps them: any change of an input draws a new one. */
export const randomProvider = (version: string, log: Log): Provider => ({
  version,
  checkConfig: (inputs) => Promise.resolve({ inputs, failures: [] }),
  diffConfig: () => unchanged,
  configure: () => {
    log("random: the stand-in plugin of this project draws the values, as the official one is not installed");
    return Promise.resolve();
  },
  check: ({ type, news }) => {
    const { parse } = kindOf(type);
    if (!hasUnknown(news))
      return Promise.resolve({ inputs: news, failures: problems(() => parse(revealAll(news))) });
    return Promise.resolve({ inputs: news, failures: [] });
  },
  diff: ({ type, state, news }) => {
    const { parse } = kindOf(type);
    const before = revealAll(state);
    const after = hasUnknown(news) ? revealAll(news) : parse(revealAll(news));
    const asked = Object.entries(after).filter(
      ([key, value]) => isUnknown(value) || !isDeepStrictEqual(value, before[key]),
    );
    const dropped = optionalKeys.filter((key) => (before[key] ?? null) !== null && !(key in after));
    const change: Change = { kind: "update", replace: true };
    const changes = new Map([...asked.map(([key]) => key), ...dropped].map((key) => [key, change]));
    return Promise.resolve({ changes, deleteBeforeReplace: false });
  },
  create: ({ type, inputs, preview }) => {
    const { outputs: names, parse, create } = kindOf(type);
    if (preview) {
      const drawnLater = Object.fromEntries(names.map((name) => [name, unknown]));
      return Promise.resolve({ id: "", state: { ...inputs, ...drawnLater } });
    }
    const known = revealAll(inputs);
    const { id, outputs } = create(known);
    return Promise.resolve({ id, state: { ...remarked(parse(known), inputs), ...outputs } });
  },
  read: ({ id, state, inputs }) => {
    if (Object.keys(state).length > 0) return Promise.resolve({ id, state, inputs });
    throw new Error("The stand-in random plugin cannot import a value: use the official plugin for it");
  },
  update: ({ news }) => Promise.resolve(news),
  delete: () => Promise.resolve(),
  cancel: () => undefined,
});

/** Inputs without a default: the state has them only if they were given. */
const optionalKeys = ["keepers", "overrideSpecial"];

function problems(parse: () => unknown) {
  try {
    parse();
    return [];
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    return error.issues.map(({ path, message }) => ({ property: path.join("."), reason: message }));
  }
}

/** What was given as a secret stays one. */
const remarked = (parsed: Properties, inputs: Properties): Properties =>
  Object.fromEntries(
    Object.entries(parsed).map(([key, value]) => [
      key,
      hasSecret(inputs[key] ?? null) ? secret(value) : value,
    ]),
  );
