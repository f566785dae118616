import analyzerProto from "@pulumi/pulumi/proto/analyzer_pb.js";
import type { DockerContainer } from "../engine/docker.ts";
import { itemsOf } from "../engine/lists.ts";
import { Manifest } from "../engine/manifest.ts";
import type { PulumiResource } from "../engine/pulumi.ts";
import { holdsUnknown, plainTree, unknown, type Raw, type RawObject } from "../engine/value.ts";
import { Message } from "./protobuf.ts";
import { propertiesOf } from "./wire.ts";

/** A Kubernetes object of a resource, and where it lies in the properties; empty if the resource is the object. */
export interface Placed {
  readonly manifest: Manifest;
  readonly place: string;
}

/** A resource with all that rules judge of it. */
export interface Shown {
  readonly resource: PulumiResource;
  readonly objects: readonly Placed[];
  readonly container: DockerContainer | undefined;
  /** Where objects lie that are not known yet. */
  readonly pending: readonly string[];
  /** Why something of it is out of reach of the rules. */
  readonly gaps: readonly string[];
  /** Texts that must not be told, of the resource and at all (wire.ts). */
  readonly secrets: ReadonlySet<string>;
  readonly secretsAnywhere: ReadonlySet<string>;
}

/** The numbers of the fields that a resource has in common with a provider. */
const numbers = { type: 1, properties: 2, urn: 3, name: 4, options: 5, provider: 6 } as const;

const nothing = Buffer.alloc(0);

/** Reads a resource as the engine sends it, to be analysed by itself or in its stack. */
export function shownBy(message: Buffer): Shown {
  const fields = fieldsOf(message);
  const text = (field: keyof typeof numbers) => fields.get(numbers[field])?.toString("utf8") ?? "";
  const bytes = (field: keyof typeof numbers) => fields.get(numbers[field]);
  const { raw, secretPaths, ...secrets } = propertiesOf(bytes("properties") ?? nothing);
  const [urn, type] = [text("urn"), text("type")];
  const kubernetes = objectsOf(type, raw, urn);
  const isContainer = type === "docker:index/container:Container";
  const provider = bytes("provider");
  return {
    resource: {
      urn,
      type,
      name: text("name"),
      properties: tree(raw),
      secretPaths,
      options: optionsIn(bytes("options") ?? nothing),
      provider: provider && providerIn(provider),
      manifests: kubernetes.objects.map(({ manifest }) => manifest),
    },
    container: isContainer ? tree(raw) : undefined,
    ...secrets,
    ...kubernetes,
    gaps: type.startsWith("docker:") && !isContainer ? [`no rule knows ${type}`] : kubernetes.gaps,
  };
}

function optionsIn(message: Buffer): PulumiResource["options"] {
  const options = analyzerProto.AnalyzerResourceOptions.deserializeBinary(message);
  return {
    protect: options.getProtect(),
    ignoreChanges: options.getIgnorechangesList(),
    deleteBeforeReplace: options.getDeletebeforereplace(),
    aliases: options.getAliasesList(),
  };
}

function providerIn(message: Buffer): PulumiResource["provider"] {
  const fields = fieldsOf(message);
  const { raw } = propertiesOf(fields.get(numbers.properties) ?? nothing);
  return {
    type: fields.get(numbers.type)?.toString("utf8") ?? "",
    urn: fields.get(numbers.urn)?.toString("utf8") ?? "",
    properties: tree(raw),
  };
}

function fieldsOf(bytes: Buffer): ReadonlyMap<number, Buffer> {
  const message = new Message(bytes);
  const fields = new Map<number, Buffer>();
  for (let field = message.next(); field !== 0; field = message.next()) fields.set(field, message.bytes());
  return fields;
}

const tree = (raw: RawObject) => plainTree(raw) as Readonly<Record<string, unknown>>;

type Objects = Pick<Shown, "objects" | "pending" | "gaps">;

const none: Objects = { objects: [], pending: [], gaps: [] };

/** Groups of the Kubernetes provider whose resources are components: what they hold comes as resources of its own. */
const components = /^(?:yaml|kustomize|helm\.sh)(?:\/|$)/;

function objectsOf(type: string, raw: RawObject, urn: string): Objects {
  const [, version, token] = /^kubernetes:([^:]+):(\w+)$/.exec(type) ?? [];
  if (version === undefined || token === undefined) return none;
  if (version.startsWith("helm.sh/") && token === "Release")
    return { ...none, gaps: ["a Helm release hides its objects"] };
  if (components.test(version)) return none;
  const { named, partial } = identified(raw, version, token);
  if (isPendingList(named)) return { ...none, pending: ["items"] };
  const pending: string[] = [];
  const gaps: string[] = [];
  const objects: Placed[] = [];
  for (const item of itemsOf(named)) {
    const place = placeText(item.place);
    if ("object" in item) {
      const manifest = new Manifest(item.object, { urn }, partial);
      objects.push({ manifest, place });
      if (!manifest.kind && manifest.pods.length === 0)
        gaps.push(`no rule knows the kind ${manifest.kindName}`);
    } else if (holdsUnknown(item.value)) pending.push(place);
    else gaps.push(`${place} is no object of Kubernetes`);
  }
  return { objects, pending, gaps };
}

/** The object with its apiVersion and kind, from its type where it does not say them or they are not known yet. */
function identified(
  raw: RawObject,
  version: string,
  token: string,
): { readonly named: RawObject; readonly partial: boolean } {
  const said = text(raw["kind"]);
  const patched = /^(\w+)Patch$/.exec(token)?.[1];
  const partial = patched !== undefined && said !== token;
  const kind = said || (partial ? patched : token);
  const apiVersion = text(raw["apiVersion"]) || version.replace(/^core\//, "");
  return { named: { ...raw, apiVersion, kind }, partial };
}

const isPendingList = ({ kind, items }: RawObject): boolean =>
  typeof kind === "string" && kind.endsWith("List") && items === unknown;

const text = (value: Raw): string => (typeof value === "string" ? value : "");

const placeText = (place: readonly string[]): string =>
  place
    .map((key) => (/^\d+$/.test(key) ? `[${key}]` : `.${key}`))
    .join("")
    .replace(/^\./, "");
