import type { KindName } from "../kinds.ts";
import type { Manifest } from "./manifest.ts";

export type { Manifest };

/** All objects of one run, which rules across objects look things up in. Patches are no objects of the set: they change some. */
export class World {
  readonly manifests: readonly Manifest[];
  /** The day of the run, as in 2026-11-21. */
  readonly today: string;
  readonly #byKind: ReadonlyMap<KindName | undefined, readonly Manifest[]>;
  readonly #byPlace: ReadonlyMap<string, readonly Manifest[]>;
  readonly #byName: ReadonlyMap<string, readonly Manifest[]>;

  constructor(manifests: readonly Manifest[], today = new Date().toISOString().slice(0, 10)) {
    this.manifests = manifests;
    this.today = today;
    const whole = manifests.filter(({ partial }) => !partial);
    this.#byKind = Map.groupBy(whole, ({ kind }) => kind);
    this.#byPlace = Map.groupBy(whole, ({ kind, namespace }) => placeOf(kind, namespace));
    this.#byName = Map.groupBy(whole, ({ kind, name }) => placeOf(kind, name));
  }

  /** The objects of these kinds, in the order in which they were read. */
  of(...kinds: readonly KindName[]): readonly Manifest[] {
    return kinds.flatMap((kind) => this.#byKind.get(kind) ?? []);
  }

  /** The objects of these kinds in a namespace. */
  in(namespace: string, ...kinds: readonly KindName[]): readonly Manifest[] {
    return kinds.flatMap((kind) => this.#byPlace.get(placeOf(kind, namespace)) ?? []);
  }

  /** The objects of kinds that no rule knows. */
  get others(): readonly Manifest[] {
    return this.#byKind.get(undefined) ?? [];
  }

  /** The objects of kinds that no rule knows in a namespace. */
  othersIn(namespace: string): readonly Manifest[] {
    return this.#byPlace.get(placeOf(undefined, namespace)) ?? [];
  }

  /** The object of that kind and name; of cluster-wide kinds without regard to the namespace. */
  find(kind: KindName, name: string, namespace?: string): Manifest | undefined {
    const named = this.#byName.get(placeOf(kind, name)) ?? [];
    return named.find((it) => namespace === undefined || it.namespace === namespace);
  }
}

const placeOf = (kind: KindName | undefined, namespace: string): string => `${kind ?? ""}/${namespace}`;
