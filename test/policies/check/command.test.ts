import { afterAll, expect, test } from "vitest";
import { rules } from "../../../policies/rules/index.ts";
import { projectFile } from "../../../scripts/stack-file.ts";
import { container, deployment, pod, running } from "../objects.ts";
import { documents, Folder, only, printed, type Ended } from "./command.ts";

const folder = new Folder();
afterAll(() => folder.remove());

const privileged = pod({ containers: [container({ securityContext: { privileged: true } })] });
const fine = deployment();
const path = "spec.containers[0].securityContext.privileged";

folder.write({
  "only.json": only(rules, "pss-privileged"),
  "advisory.json": JSON.stringify({ all: "disabled", "pss-privileged": "advisory" }),
  "bad.yaml": [fine, privileged],
  "good.yaml": [fine],
  "broken.yaml": `${documents([fine])}---\nkind: [\n${documents([privileged])}`,
  "template.yaml": "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Release.Name }}\n",
  "values.yaml": "replicas: 3\n",
  "chart/values.yaml": "replicas: 3\n",
  "chart/templates/pod.yml": [privileged],
  "chart/templates/a.json": JSON.stringify({ apiVersion: "v1", kind: "List", items: [fine, privileged] }),
  "chart/notes.txt": "{{ none }}",
  "chart/.git/pod.yaml": [privileged],
  "chart/node_modules/pod.yaml": [privileged],
  "chart/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n",
  "empty/readme.md": "",
  "comments.yaml": "# nothing\n---\n# more\n",
});

const judge = (...args: readonly string[]) =>
  folder.check(["--config", "only.json", "--format", "json", ...args]);
const places = (ended: Ended) =>
  printed(ended).violations.map(({ file, document, kind }) => [file, document, kind]);

test("exit code 0 if nothing is wrong, and nothing but the result is printed", async () => {
  const ended = await judge("good.yaml");
  expect(ended).toMatchObject({ code: 0, err: "" });
  expect(Object.keys(printed(ended))).toEqual(
    expect.arrayContaining(["checked", "violations", "unused", "notApplicable", "errors"]),
  );
  expect(printed(ended)).toEqual({
    checked: 1,
    violations: [],
    unused: [],
    notApplicable: [],
    errors: [],
    exempted: [],
    skipped: [],
  });
});

test("exit code 1 for a violation, which says all there is to say", async () => {
  const ended = await judge("bad.yaml");
  expect(ended).toMatchObject({ code: 1, err: "" });
  expect(printed(ended).violations).toEqual([
    {
      rule: "pss-privileged",
      level: "mandatory",
      file: "bad.yaml",
      document: 1,
      kind: "Pod",
      namespace: "shop",
      name: "app",
      path,
      line: expect.any(Number) as number,
      message: "app runs privileged",
      fix: expect.stringContaining("privileged") as string,
      severity: "critical",
      references: expect.objectContaining({ pss: ["baseline:privileged"] }) as object,
    },
  ]);
});

test("exit code 2 goes before 1, and what can be read is judged", async () => {
  const ended = await judge("broken.yaml", "missing.yaml", "template.yaml");
  expect(ended.code).toBe(2);
  expect(printed(ended).checked).toBe(2);
  expect(places(ended)).toEqual([["broken.yaml", 2, "Pod"]]);
  expect(printed(ended).errors.map(({ file }) => file)).toEqual([
    "missing.yaml",
    "broken.yaml",
    "template.yaml",
  ]);
  expect(printed(ended).errors[2]).toMatchObject({ line: 4 });
});

test("an advisory violation is listed, and counts only if it is asked to", async () => {
  const judgeAdvisory = (...args: readonly string[]) =>
    folder.check(["bad.yaml", "--format", "json", "--config", "advisory.json", ...args]);
  const [as, counted] = await Promise.all([judgeAdvisory(), judgeAdvisory("--level", "advisory")]);
  expect(printed(as).violations).toMatchObject([{ rule: "pss-privileged", level: "advisory" }]);
  expect([as.code, counted.code]).toEqual([0, 1]);
});

test("a folder is read with all below it, in the order of names; what is no object is told", async () => {
  const ended = await judge("chart");
  expect(ended.code).toBe(1);
  expect(printed(ended)).toMatchObject({ checked: 3, errors: [] });
  expect(places(ended)).toEqual([
    ["chart/templates/a.json", 0, "Pod"],
    ["chart/templates/pod.yml", 0, "Pod"],
  ]);
  expect(printed(ended).skipped.map(({ file, line }) => [file, line])).toEqual([
    ["chart/kustomization.yaml", 1],
    ["chart/values.yaml", 1],
  ]);
});

test("a file that is named and holds no object is an error, named twice or found again it is read once", async () => {
  const [values, again] = await Promise.all([
    judge("values.yaml", "good.yaml"),
    judge("chart", "chart/templates/pod.yml", "./chart"),
  ]);
  expect(values.code).toBe(2);
  expect(printed(values).errors).toEqual([
    { file: "values.yaml", line: 1, message: expect.stringContaining("no apiVersion and no kind") as string },
  ]);
  expect(printed(again).checked).toBe(3);
});

test("an input without a single object is no pass", async () => {
  const endings = await Promise.all([judge("comments.yaml"), judge("empty"), folder.check(["-"], "")]);
  expect(endings.map(({ code }) => code)).toEqual([2, 2, 2]);
  expect(endings[2].out).toContain("-:1: holds no object of Kubernetes");
});

test("standard input is called -, with folders and files one set", async () => {
  const ended = await folder.check(
    ["--config", "only.json", "--format", "json", "good.yaml", "-"],
    `# Source: app/templates/pod.yaml\n${documents([privileged])}`,
  );
  expect(ended.code).toBe(1);
  expect(printed(ended).checked).toBe(2);
  expect(printed(ended).violations).toMatchObject([{ file: "-", document: 0, path }]);
});

test("npm runs it from wherever the caller stands", async () => {
  const prefix = projectFile("");
  const ended = await folder.run("npm", [
    "--prefix",
    prefix,
    "run",
    "-s",
    "policies",
    "--",
    "check",
    "bad.yaml",
  ]);
  expect(ended).toMatchObject({ code: 1, err: "" });
  expect(ended.out).toContain("Pod shop/app (bad.yaml:");
  expect(ended.out).toMatch(
    /^ {2}mandatory pss-privileged line \d+ spec\.containers\[0\]\S+: app runs privileged; to mend: /m,
  );
});

test("what is wrong with a call is said in one line, with exit code 2", async () => {
  folder.write({ "typo.json": JSON.stringify({ "pss-priviledged": "advisory" }) });
  const calls = {
    "--colour": ["--colour", "good.yaml"],
    "none.json": ["--config", "none.json", "good.yaml"],
    "broken.yaml:": ["--config", "broken.yaml", "good.yaml"],
    "pss-priviledged: there is no such rule; did you mean pss-privileged?": [
      "--config",
      "typo.json",
      "good.yaml",
    ],
    "none.yaml": ["--exemptions", "none.yaml", "good.yaml"],
  };
  const endings = await Promise.all(
    Object.entries(calls).map(async ([said, args]) => ({ said, ended: await folder.check(args) })),
  );
  expect(endings).toHaveLength(5);
  for (const { said, ended } of endings) {
    expect(ended).toMatchObject({ code: 2, out: "" });
    expect(ended.err).toContain(said);
    expect(ended.err).not.toMatch(/\n\s+at /);
  }
});

test("--help tells of every option", async () => {
  const { code, out, err } = await folder.check(["--help"]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  for (const option of ["format", "level", "all", "kubernetes-version", "config", "exemptions"])
    expect(out).toContain(`--${option}`);
});

test("the version of Kubernetes decides", async () => {
  const root = running({ securityContext: { runAsNonRoot: false } });
  const own = deployment({
    hostUsers: false,
    containers: [container({ securityContext: { runAsNonRoot: false } })],
  });
  folder.write({ "own.yaml": [own], "root.yaml": [root], "root.json": only(rules, "pss-run-as-non-root") });
  const at = (version: string, file: string) =>
    folder.check(["--kubernetes-version", version, "--config", "root.json", file]);
  const endings = await Promise.all([
    at("1.34", "own.yaml"),
    at("v1.35.2", "own.yaml"),
    at("1.35", "root.yaml"),
  ]);
  expect(endings.map(({ code }) => code)).toEqual([1, 0, 1]);
});

test("an exemption takes a violation away until its last day; one that matches nothing is told", async () => {
  const exemption = (object: string, expires: string) =>
    `- { rule: pss-privileged, object: ${object}, reason: a test, owner: us, expires: ${expires} }\n`;
  folder.write({
    "holds.yaml": exemption("Pod/shop/app", "2999-12-31") + exemption("Pod/shop/gone", "2999-12-31"),
    "expired.yaml": exemption("Pod/shop/app", "2026-01-01"),
  });
  const [holds, expired] = await Promise.all([
    judge("bad.yaml", "--exemptions", "holds.yaml"),
    judge("bad.yaml", "--exemptions", "expired.yaml"),
  ]);
  expect(holds.code).toBe(0);
  expect(printed(holds)).toMatchObject({
    violations: [],
    exempted: [{ rule: "pss-privileged", path, exemption: { owner: "us", expires: "2999-12-31" } }],
    unused: [{ object: "Pod/shop/gone" }],
  });
  expect(expired.code).toBe(1);
  expect(printed(expired)).toMatchObject({
    violations: [{ message: "app runs privileged; its exemption expired on 2026-01-01" }],
    exempted: [],
    unused: [],
  });
});

test("--all judges by every rule on objects, and by none on Pulumi or Docker; what saw nothing is told", async () => {
  folder.write({ "bare.yaml": [pod({ containers: [container({ resources: {} })] })] });
  const ended = await folder.check(["--all", "--format", "json", "bad.yaml", "bare.yaml"]);
  const { violations, notApplicable } = printed(ended);
  const onObjects = rules.filter(({ engine }) => engine === "object" || engine === "set").map(({ id }) => id);
  expect(onObjects.length).toBeGreaterThan(100);
  expect(onObjects).toEqual(expect.arrayContaining([...notApplicable]));
  expect(notApplicable).toContain("namespace-quota");
  expect(notApplicable).not.toContain("pss-privileged");
  const off = rules.filter(({ level }) => level === "disabled").map(({ id }) => id);
  const levelsOfOff = violations.filter(({ rule }) => off.includes(String(rule))).map(({ level }) => level);
  expect(new Set(levelsOfOff)).toEqual(new Set(["advisory"]));
});
