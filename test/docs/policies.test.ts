import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { activate } from "../../policies/engine/settings.ts";
import { exemptionsIn } from "../../policies/engine/exemptions.ts";
import { rules, topics } from "../../policies/rules/index.ts";
import { policiesPage } from "../../scripts/policies-page.ts";
import { projectFile } from "../../scripts/stack-file.ts";

const page = readFileSync(projectFile("docs/policies.md"), "utf8");

test("docs/policies.md is the one that the table makes", () => {
  expect(page).toBe(policiesPage());
});

test("every rule has its section, once", () => {
  const sections = [...page.matchAll(/^### (.+)$/gm)].map(([, id = ""]) => id);
  expect(sections.length).toBeGreaterThan(100);
  expect(sections).toEqual(rules.map(({ id }) => id));
  expect(new Set(sections).size).toBe(sections.length);
  expect([...page.matchAll(/^## (.+)$/gm)].map(([, title = ""]) => title)).toEqual(
    expect.arrayContaining(Object.keys(topics)),
  );
});

const example = (language: string) =>
  new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, "m").exec(page)?.[1] ?? "";

test("its examples are right", () => {
  const config = JSON.parse(example("json")) as Record<string, unknown>;
  expect(activate(rules, config).length).toBeGreaterThan(100);
  const ids = rules.map(({ id }) => id);
  expect(exemptionsIn(parse(example("yaml")), "docs/policies.md", ids)).toHaveLength(1);
});
