import { isObject, unknown, type Raw, type RawObject } from "../engine/value.ts";
import { fieldsOf } from "./protobuf.ts";

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
  const raw = reader.object(struct, "");
  return {
    raw: isObject(raw) ? raw : {},
    secretPaths: reader.secretPaths,
    secrets: reader.secrets,
    secretsAnywhere: reader.secretsAnywhere,
  };
}

/** The fields of google.protobuf.Value that are there, by number; null has the first. */
const kinds = { number: 2, text: 3, truth: 4, struct: 5, list: 6 } as const;

class Reader {
  readonly secretPaths: string[] = [];
  readonly secrets = new Set<string>();
  readonly secretsAnywhere = new Set<string>();
  #depth = 0;
  #isList = false;

  value(value: Buffer, path: string): Raw {
    for (const field of fieldsOf(value)) {
      switch (field.number) {
        case kinds.number:
          return field.double();
        case kinds.text:
          return this.#text(field.text());
        case kinds.truth:
          return field.isTrue();
        case kinds.struct:
          return this.object(field.bytes(), path);
        case kinds.list:
          return [...fieldsOf(field.bytes())].map((item, index) =>
            this.value(item.bytes(), `${path}[${index}]`),
          );
      }
    }
    return null;
  }

  #text(text: string): Raw {
    if (unknownTexts.has(text)) return unknown;
    if (this.#depth > 0) this.secrets.add(text);
    if (this.#depth > 0 && !this.#isList) this.secretsAnywhere.add(text);
    return text;
  }

  object(struct: Buffer, path: string): Raw {
    const fields = entriesOf(struct);
    const signed = fields.get(signature);
    const mark = signed && textIn(signed);
    if (mark === secretSignature) return this.#secret(fields.get("value"), path);
    if (mark === outputSignature) {
      const content = fields.get("value");
      const isSecret = fields.get("secret");
      if (isSecret && this.value(isSecret, "") === true) return this.#secret(content, path);
      return content ? this.value(content, path) : unknown;
    }
    const object: Record<string, Raw> = {};
    for (const [key, value] of fields) object[key] = this.value(value, path + segment(key, path === ""));
    return object;
  }

  #secret(content: Buffer | undefined, path: string): Raw {
    if (this.#depth === 0) {
      this.secretPaths.push(path);
      this.#isList = content !== undefined && [...fieldsOf(content)].some((it) => it.number === kinds.list);
    }
    this.#depth++;
    const read = content ? this.value(content, path) : unknown;
    this.#depth--;
    return read;
  }
}

/** The values of a Struct, unread, by key. */
function entriesOf(struct: Buffer): ReadonlyMap<string, Buffer> {
  const entries = new Map<string, Buffer>();
  for (const entry of fieldsOf(struct)) {
    let key = "";
    let value: Buffer = Buffer.alloc(0);
    for (const field of fieldsOf(entry.bytes())) {
      if (field.number === 1) key = field.text();
      else value = field.bytes();
    }
    entries.set(key, value);
  }
  return entries;
}

const textIn = (value: Buffer): string | undefined => {
  for (const field of fieldsOf(value)) if (field.number === kinds.text) return field.text();
  return undefined;
};

const segment = (key: string, first: boolean): string => {
  if (!/^[\w-]+$/.test(key)) return `[${JSON.stringify(key)}]`;
  return first ? key : `.${key}`;
};
