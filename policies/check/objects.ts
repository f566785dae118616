import { itemsOf, type Item } from "../engine/lists.ts";
import { Manifest } from "../engine/manifest.ts";
import { at, isList, isObject, type Raw } from "../engine/value.ts";
import type { FileError, Input } from "./inputs.ts";
import { readDocuments, type Read } from "./yaml.ts";

/** An object under judgement, and how to find it in its file. */
export interface Found {
  readonly manifest: Manifest;
  readonly file: string;
  readonly document: number;
  /** The line of a path in the object, or of the nearest thing that holds it. */
  readonly lineOf: (path: string) => number;
}

export interface Objects {
  readonly found: readonly Found[];
  readonly errors: readonly FileError[];
  /** What lies in a folder beside the objects, and is none. */
  readonly skipped: readonly FileError[];
}

/** The Kubernetes objects of all texts. Empty documents count as nothing. */
export function objectsOf(inputs: readonly Input[]): Objects {
  const found: Found[] = [];
  const errors: FileError[] = [];
  const skipped: FileError[] = [];
  for (const { file, named, text } of inputs) {
    const { documents, errors: unreadable } = readDocuments(text);
    errors.push(...unreadable.map((error) => ({ file, ...error })));
    for (const document of documents.filter(({ value }) => value !== null)) {
      for (const item of itemsOf(document.value)) {
        if (!("object" in item)) {
          const line = document.lineOf(item.place);
          (named ? errors : skipped).push({ file, line, message: whyNoObject(item.value) });
        } else if (isForKustomize(item)) {
          const line = document.lineOf(item.place);
          skipped.push({
            file,
            line,
            message: "is a file of kustomize: judge what `kustomize build` prints",
          });
        } else add(document, item, file);
      }
    }
  }
  return { found, errors, skipped };

  function add(document: Read, { object, place }: Item, file: string): void {
    const lineOf = (path: string) => document.lineOf([...place, ...keysOf(path)]);
    try {
      const manifest = new Manifest(object, { file, document: document.index });
      const template = templatedPath(manifest);
      if (template === undefined) found.push({ manifest, file, document: document.index, lineOf });
      else
        errors.push({
          file,
          line: lineOf(template),
          message: `${template} is a template that was not rendered`,
        });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      errors.push({ file, line: lineOf(""), message: "is nested too deeply" });
    }
  }
}

/** The keys and indexes of a path; a key with dots in it is quoted, as in annotations["example.com/a"]. */
const keysOf = (path: string): readonly string[] =>
  [...path.matchAll(/\["([^"]*)"\]|[^.[\]]+/g)].map(([key, quoted]) => quoted ?? key);

const isForKustomize = ({ object }: Item) =>
  typeof object["apiVersion"] === "string" && object["apiVersion"].startsWith("kustomize.config.k8s.io/");

function whyNoObject(value: Raw): string {
  if (!isObject(value)) return "is no object of Kubernetes: right is a mapping with apiVersion and kind";
  const missing = ["apiVersion", "kind"].filter((key) => typeof value[key] !== "string" || value[key] === "");
  return `is no object of Kubernetes: it has no ${missing.join(" and no ")}`;
}

/** The path of a value that no object can have, as it is a template still; other texts, and custom resources, may hold their own. */
function templatedPath({ raw, pods, kind }: Manifest): string | undefined {
  if (kind === undefined) return undefined;
  const places = [
    ["metadata", "name"],
    ["metadata", "namespace"],
    ...pods.flatMap((pod) =>
      ["initContainers", "containers"].flatMap((list) => {
        const containers = at(raw, [...pod, "spec", list]);
        const count = isList(containers) ? containers.length : 0;
        return Array.from({ length: count }, (_, index) => [...pod, "spec", list, String(index), "image"]);
      }),
    ),
  ];
  return places.find((place) => isTemplate(at(raw, place)))?.join(".");
}

const isTemplate = (value: Raw) => typeof value === "string" && /\{\{.*\}\}/.test(value);
