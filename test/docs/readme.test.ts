import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { declareServices } from "../../components/index.ts";
import { mermaid } from "../../components/model/graph.ts";
import { projectFile, settingsOf } from "../../scripts/stack-file.ts";

const read = (name: string) => readFileSync(projectFile(name), "utf8");
const readme = read("README.md");

test("the README's picture is the one that production's declarations make", () => {
  const pictures = [...readme.matchAll(/^```mermaid\n([^]*?)^```$/gm)].map(([, picture]) => picture);
  expect(pictures).toEqual([mermaid(declareServices(settingsOf("production")))]);
});

test("every script that the README tells to run is there", () => {
  const { scripts } = JSON.parse(read("package.json")) as { readonly scripts: object };
  const named = [...readme.matchAll(/npm run (?:-s )?([\w:]+)/g)].map(([, name = ""]) => name);
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
});

test("every file that the README links to is there", () => {
  const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map(([, target = ""]) => target);
  expect(links.length).toBeGreaterThan(2);
  for (const link of links) expect(read(link).length, link).toBeGreaterThan(0);
});
