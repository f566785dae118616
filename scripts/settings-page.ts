import { z } from "zod";
import { Settings } from "../components/index.ts";

type Schema = z.core.JSONSchema.BaseSchema;

/** `docs/settings.md`: every setting with its type, default and meaning. */
export function settingsPage(): string {
  const rows = rowsOf([], z.toJSONSchema(Settings, { io: "input" }));
  return [
    "# Settings",
    "",
    "All keys stand under `vectorstack:settings` in `Pulumi.<stack>.yaml`. Made by `npm run schema`.",
    "",
    "| key | right | default | meaning |",
    "| --- | --- | --- | --- |",
    ...rows.map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`),
    "",
  ].join("\n");
}

function rowsOf(path: readonly string[], schema: Schema): readonly (readonly string[])[] {
  const inner = Object.entries(schema.properties ?? {}).flatMap(([key, value]) =>
    typeof value === "boolean" ? [] : rowsOf([...path, key], value),
  );
  const ofAny = schema.additionalProperties;
  const each =
    typeof ofAny === "object" && ofAny.properties !== undefined ? rowsOf([...path, "<name>"], ofAny) : [];
  const ownRow = path.length > 0 && (inner.length === 0 || schema.description !== undefined);
  return [...(ownRow ? [row(path, schema)] : []), ...inner, ...each];
}

const row = (path: readonly string[], schema: Schema): readonly string[] => [
  `\`${path.join(".")}\``,
  right(schema),
  schema.default === undefined ? "" : `\`${JSON.stringify(schema.default)}\``,
  schema.description ?? "",
];

function right(schema: Schema): string {
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${String(value)}\``).join(", ");
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches !== undefined)
    return branches.map((branch) => (typeof branch === "boolean" ? "" : right(branch))).join(" or ");
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  return String(schema.type ?? "");
}
