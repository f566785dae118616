import type { Properties } from "./wire.ts";

/** What a provider does, in plain data: the engine's protocol without its messages. */
export interface Provider {
  readonly version: string;
  /** Finds what is wrong with the provider's own inputs, as sentences. */
  checkConfig(inputs: Properties): Promise<Checked>;
  diffConfig(olds: Properties, news: Properties): Difference;
  configure(variables: ReadonlyMap<string, string>): Promise<void>;
  check(request: CheckRequest): Promise<Checked>;
  diff(request: DiffRequest): Promise<Difference>;
  create(request: CreateRequest): Promise<Created>;
  /** The live resource, or nothing when there is none. */
  read(request: ReadRequest): Promise<Live | undefined>;
  update(request: UpdateRequest): Promise<Properties>;
  delete(request: DeleteRequest): Promise<void>;
  cancel(): void;
}

export interface Resource {
  readonly urn: string;
  /** `kubernetes:apps/v1:Deployment` */
  readonly type: string;
  readonly name: string;
}

export interface CheckRequest extends Resource {
  readonly olds: Properties;
  readonly news: Properties;
  /** Decides every random choice, so that a preview and its update choose the same. */
  readonly seed: Uint8Array;
  readonly autonaming: { readonly mode: "propose" | "disable"; readonly name: string } | undefined;
}

export interface Checked {
  readonly inputs: Properties;
  readonly failures: readonly { readonly property: string; readonly reason: string }[];
}

export interface DiffRequest extends Resource {
  readonly state: Properties;
  readonly news: Properties;
  readonly ignoreChanges: readonly string[];
}

export type ChangeKind = "add" | "delete" | "update";

export interface Change {
  readonly kind: ChangeKind;
  readonly replace: boolean;
}

export interface Difference {
  /** By property path, such as `spec.containers[0].image`; empty when nothing changes. */
  readonly changes: ReadonlyMap<string, Change>;
  readonly deleteBeforeReplace: boolean;
}

export const unchanged: Difference = { changes: new Map(), deleteBeforeReplace: false };

interface Operation extends Resource {
  /** Seconds the program allows; 0 leaves it to the provider. */
  readonly timeout: number;
}

export interface CreateRequest extends Operation {
  readonly inputs: Properties;
  readonly preview: boolean;
}

export interface Created {
  /** Empty at preview. */
  readonly id: string;
  readonly state: Properties;
}

export interface ReadRequest extends Resource {
  readonly id: string;
  readonly state: Properties;
  readonly inputs: Properties;
}

export interface Live {
  readonly id: string;
  readonly state: Properties;
  readonly inputs: Properties;
}

export interface UpdateRequest extends Operation {
  readonly id: string;
  readonly state: Properties;
  readonly news: Properties;
  readonly preview: boolean;
  readonly ignoreChanges: readonly string[];
}

export interface DeleteRequest extends Operation {
  readonly id: string;
  readonly state: Properties;
}
