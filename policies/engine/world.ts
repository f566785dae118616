import type { KindName } from "../kinds.ts";
import type { Manifest } from "./manifest.ts";

export type { Manifest };

/** All objects of one run, which rules across objects look things up in. */
export class World {
  readonly manifests: readonly Manifest[];
  /** The day of the run, as in 2026-11-21. */
  readonly today: string;
  readonly #byKind: ReadonlyMap<KindName | undefined, readonly Manifest[]>;

  constructor(manifests: readonly Manifest[], today = new Date().toISOString().slice(0, 10)) {
    this.manifests = manifests;
    this.today = today;
    this.#byKind = Map.groupBy(manifests, ({ kind }) => kind);
  }

  /** The objects of these kinds, in the order in which they were read. */
  of(...kinds: readonly KindName[]): readonly Manifest[] {
    return kinds.flatMap((kind) => this.#byKind.get(kind) ?? []);
  }

  /** The objects of these kinds in a namespace. */
  in(namespace: string, ...kinds: readonly KindName[]): readonly Manifest[] {
    return this.of(...kinds).filter((it) => it.namespace === namespace);
  }

  /** The object of that kind and name; of cluster-wide kinds without regard to the namespace. */
  find(kind: KindName, name: string, namespace?: string): Manifest | undefined {
    return this.of(kind).find(
      (it) => it.name === name && (namespace === undefined || it.namespace === namespace),
    );
  }
}
