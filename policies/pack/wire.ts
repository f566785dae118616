import structProto, { type Struct, type Value } from "google-protobuf/google/protobuf/struct_pb.js";
import { isObject, unknown, type Raw, type RawObject } from "../engine/value.ts";

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

/** Reads properties once. */
export function propertiesOf(struct: Struct | undefined): Properties {
  const reader = new Reader();
  const raw = struct ? reader.object(struct, "") : {};
  return {
    raw: isObject(raw) ? raw : {},
    secretPaths: reader.secretPaths,
    secrets: reader.secrets,
    secretsAnywhere: reader.secretsAnywhere,
  };
}

const { KindCase } = structProto.Value;

class Reader {
  readonly secretPaths: string[] = [];
  readonly secrets = new Set<string>();
  readonly secretsAnywhere = new Set<string>();
  #depth = 0;
  #isList = false;

  value(value: Value, path: string): Raw {
    switch (value.getKindCase()) {
      case KindCase.STRING_VALUE:
        return this.#text(value.getStringValue());
      case KindCase.NUMBER_VALUE:
        return value.getNumberValue();
      case KindCase.BOOL_VALUE:
        return value.getBoolValue();
      case KindCase.STRUCT_VALUE:
        return this.object(value.getStructValue() ?? new structProto.Struct(), path);
      case KindCase.LIST_VALUE:
        return (value.getListValue()?.getValuesList() ?? []).map((item, index) =>
          this.value(item, `${path}[${index}]`),
        );
      case KindCase.NULL_VALUE:
      case KindCase.KIND_NOT_SET:
        return null;
    }
  }

  #text(text: string): Raw {
    if (unknownTexts.has(text)) return unknown;
    if (this.#depth > 0) this.secrets.add(text);
    if (this.#depth > 0 && !this.#isList) this.secretsAnywhere.add(text);
    return text;
  }

  object(struct: Struct, path: string): Raw {
    const fields = struct.getFieldsMap();
    const mark = fields.get(signature)?.getStringValue();
    if (mark === secretSignature) return this.#secret(fields.get("value"), path);
    if (mark === outputSignature) {
      const content = fields.get("value");
      if (fields.get("secret")?.getBoolValue()) return this.#secret(content, path);
      return content ? this.value(content, path) : unknown;
    }
    const object: Record<string, Raw> = {};
    fields.forEach((value, key) => {
      object[key] = this.value(value, path + segment(key, path === ""));
    });
    return object;
  }

  #secret(content: Value | undefined, path: string): Raw {
    if (this.#depth === 0) {
      this.secretPaths.push(path);
      this.#isList = content?.getKindCase() === KindCase.LIST_VALUE;
    }
    this.#depth++;
    const read = content ? this.value(content, path) : unknown;
    this.#depth--;
    return read;
  }
}

const segment = (key: string, first: boolean): string => {
  if (!/^[\w-]+$/.test(key)) return `[${JSON.stringify(key)}]`;
  return first ? key : `.${key}`;
};
