import { type Properties, type Value, isObject } from "../shared/wire.ts";

/** As much of the live object as the inputs speak of: what the cluster filled in by itself is no difference. */
export const prune = (live: Properties, inputs: Properties): Properties =>
  Object.fromEntries(
    Object.entries(live).flatMap(([key, value]) => {
      const asked = inputs[key];
      return asked === undefined ? [] : [[key, pruneValue(value, asked)]];
    }),
  );

function pruneValue(live: Value, asked: Value): Value {
  if (isObject(live) && isObject(asked)) return prune(live, asked);
  if (Array.isArray(live) && Array.isArray(asked)) return pruneList(live, asked);
  return live;
}

/** Items match by position. What the cluster appended after the last item asked for is its own. */
const pruneList = (live: readonly Value[], asked: readonly Value[]): Value[] =>
  live.slice(0, asked.length).map((item, index) => pruneValue(item, asked[index] ?? null));
