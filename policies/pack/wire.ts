import { keyPath } from "../engine/property-path.ts";
import { isObject, unknown, type Raw, type RawObject } from "../engine/value.ts";
import { Message } from "./protobuf.ts";

/** The key by which Pulumi tells special objects from plain ones on the wire. */
const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const outputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** The texts that stand for a value that is not known yet: of a text, truth value, number, list, asset, archive or object. */
const unknownTexts = new Set([
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** Properties as they came over the wire, freed of the engine's marks. */
export interface Properties {
  readonly raw: RawObject;
  /** Where values lie that the engine marks secret. */
  readonly secretPaths: readonly string[];
  /** The texts that are marked secret, so that no message about the resource tells one. */
  readonly secrets: ReadonlySet<string>;
  /** Those that no message at all may tell. Of a list that is marked as a whole hardly a text is a secret. */
  readonly secretsAnywhere: ReadonlySet<string>;
}

/** Reads properties once, from a google.protobuf.Struct. */
export function propertiesOf(struct: Buffer): Properties {
  const reader = new Reader();
  const raw = reader.struct(new Message(struct));
  return {
    raw: isObject(raw) ? raw : {},
    secretPaths: reader.secretPaths,
    secrets: reader.secrets,
    secretsAnywhere: reader.secretsAnywhere,
  };
}

/** The numbers of the fields of google.protobuf.Value; null has the first. */
const [number, text, truth, struct, list] = [2, 3, 4, 5, 6] as const;

class Reader {
  readonly secretPaths: string[] = [];
  readonly secrets = new Set<string>();
  readonly secretsAnywhere = new Set<string>();
  readonly #path: (string | number)[] = [];
  #depth = 0;
  #isList = false;

  value(value: Message): Raw {
    for (let field = value.next(); field !== 0; field = value.next()) {
      if (field === text) return this.#text(value.text());
      if (field === number) return this.#number(value.double());
      if (field === truth) return value.isTrue();
      if (field === struct) return this.struct(value.message());
      if (field === list) return this.#list(value.message());
    }
    return null;
  }

  struct(message: Message): Raw {
    const mark = markIn(message.again());
    if (mark !== undefined) return this.#marked(message, mark);
    const object: Record<string, Raw> = {};
    while (message.next() !== 0) {
      const entry = message.message();
      const key = entry.next() === keyField ? entry.text() : "";
      this.#path.push(key);
      object[key] = entry.next() === 0 ? null : this.value(entry.message());
      this.#path.pop();
    }
    return object;
  }

  /** An object in which the engine wraps a value: a secret, or an output that may be one or not known yet. */
  #marked(message: Message, mark: string): Raw {
    const fields = entriesOf(message);
    const content = fields.get("value");
    if (mark === secretSignature) return this.#secret(content);
    if (mark !== outputSignature) return plainOf(fields, this);
    const isSecret = fields.get("secret");
    if (isSecret && this.value(isSecret) === true) return this.#secret(content);
    return content ? this.value(content) : unknown;
  }

  #secret(content: Message | undefined): Raw {
    if (this.#depth === 0) {
      this.secretPaths.push(pathText(this.#path));
      this.#isList = content?.again().next() === list;
    }
    this.#depth++;
    const read = content ? this.value(content) : unknown;
    this.#depth--;
    return read;
  }

  #list(message: Message): Raw {
    const items: Raw[] = [];
    while (message.next() !== 0) {
      this.#path.push(items.length);
      items.push(this.value(message.message()));
      this.#path.pop();
    }
    return items;
  }

  #number(content: number): number {
    if (this.#depth > 0) this.secrets.add(String(content));
    return content;
  }

  #text(content: string): Raw {
    if (unknownTexts.has(content)) return unknown;
    if (this.#depth > 0) this.secrets.add(content);
    if (this.#depth > 0 && !this.#isList) this.secretsAnywhere.add(content);
    return content;
  }
}

const [keyField, valueField] = [1, 2] as const;

/** What the engine says by a key of its own that the object stands for; nothing for most objects. */
function markIn(message: Message): string | undefined {
  while (message.next() !== 0) {
    const entry = message.message();
    if (entry.next() !== keyField || entry.length !== signature.length || entry.text() !== signature)
      continue;
    const value = entry.next() === valueField ? entry.message() : undefined;
    return value?.next() === text ? value.text() : "";
  }
  return undefined;
}

/** The values of an object, unread, by key. */
function entriesOf(message: Message): ReadonlyMap<string, Message> {
  const entries = new Map<string, Message>();
  while (message.next() !== 0) {
    const entry = message.message();
    const key = entry.next() === keyField ? entry.text() : "";
    if (entry.next() === valueField) entries.set(key, entry.message());
  }
  return entries;
}

/** Assets and references to resources are objects like others, to rules. */
const plainOf = (fields: ReadonlyMap<string, Message>, reader: Reader): Raw =>
  Object.fromEntries([...fields].map(([key, value]) => [key, reader.value(value)]));

const pathText = (path: readonly (string | number)[]): string =>
  path
    .map((key) => (typeof key === "number" ? `[${key}]` : keyPath(key)))
    .join("")
    .replace(/^\./, "");
