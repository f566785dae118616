import { describe, expect, test } from "vitest";
import { json } from "../../../policies/check/formats/json.ts";
import { junit } from "../../../policies/check/formats/junit.ts";
import { sarif } from "../../../policies/check/formats/sarif.ts";
import { text } from "../../../policies/check/formats/text.ts";
import { exitCode, judge, type Report } from "../../../policies/check/report.ts";
import { activate } from "../../../policies/engine/settings.ts";
import { rules } from "../../../policies/rules/index.ts";
import { container, deployment, pod } from "../objects.ts";
import { documents } from "./command.ts";
import { parseXml, type Element } from "./markup.ts";

const ids = ["pss-privileged", "pss-host-namespaces", "pss-sysctls", "pss-host-ports", "namespace-quota"];
const active = activate(
  rules.filter(({ id }) => ids.includes(id)),
  { all: "mandatory", "pss-host-ports": "advisory" },
);
const dirty = container({
  name: `<&"'\u0007`,
  ports: [{ containerPort: 8080, hostPort: 8080 }],
  securityContext: { privileged: true },
});
const exemption = {
  rule: "pss-host-namespaces",
  object: "Pod/shop/agent",
  reason: "sees the node's <processes>",
  owner: "platform",
  expires: "2026-12-31",
};

const report: Report = judge({
  texts: [
    {
      file: "a folder/web & more.yaml",
      named: true,
      text: documents([
        deployment(),
        pod({ hostPID: true, hostNetwork: true, containers: [dirty] }, { name: "agent" }),
      ]),
    },
    { file: "-", named: true, text: `${documents([pod({ hostIPC: true })])}---\nkind: [` },
    { file: "chart/values.yaml", named: false, text: "a: 1" },
  ],
  errors: [],
  active,
  exemptions: [
    { ...exemption, path: "spec.hostPID" },
    { ...exemption, path: "spec.hostNetwork", expires: "2026-11-20" },
    { ...exemption, object: "Pod/shop/gone" },
  ],
  today: "2026-11-21",
});

const title = "Pod shop/agent";

test("JSON holds every violation, and what the exemptions made of them", () => {
  const found = JSON.parse(json(report)) as Record<string, readonly Record<string, unknown>[]>;
  expect(found["checked"]).toBe(3);
  expect(
    found["violations"]?.map(({ rule, level, file, document, name, path }) => [
      rule,
      level,
      file,
      document,
      name,
      path,
    ]),
  ).toEqual([
    [
      "pss-privileged",
      "mandatory",
      "a folder/web & more.yaml",
      1,
      "agent",
      "spec.containers[0].securityContext.privileged",
    ],
    ["pss-host-namespaces", "mandatory", "a folder/web & more.yaml", 1, "agent", "spec.hostNetwork"],
    ["pss-host-ports", "advisory", "a folder/web & more.yaml", 1, "agent", "spec.containers[0].ports"],
    ["pss-host-namespaces", "mandatory", "-", 0, "app", "spec.hostIPC"],
  ]);
  expect(found["violations"]?.[1]?.["message"]).toContain("; its exemption expired on 2026-11-20");
  expect(found["exempted"]).toMatchObject([{ path: "spec.hostPID", exemption: { owner: "platform" } }]);
  expect(found["unused"]).toEqual([{ ...exemption, object: "Pod/shop/gone" }]);
  expect(found["notApplicable"]).toEqual(["namespace-quota"]);
  expect(found["errors"]).toMatchObject([{ file: "-", line: expect.any(Number) as number }]);
  expect(found["skipped"]).toMatchObject([{ file: "chart/values.yaml", line: 1 }]);
  expect(exitCode(report, "mandatory")).toBe(2);
});

test("text tells each violation in one line, and then all else", () => {
  const lines = text(report).split("\n");
  expect(text(report)).not.toMatch(/(?!\n)\p{Cc}/u);
  expect(lines.filter((line) => line.includes("; to mend: "))).toHaveLength(4);
  expect(lines[0]).toMatch(/^Pod shop\/agent \(a folder\/web & more\.yaml:\d+\)$/);
  expect(lines).toContain(
    "  pss-host-namespaces Pod shop/agent (a folder/web & more.yaml) spec.hostPID: sees the node's <processes> (platform, until 2026-12-31)",
  );
  expect(lines).toContain("Rules that saw nothing to judge, 1 of 5:");
  expect(lines.at(-2)).toBe("3 objects judged: 3 mandatory violations, 1 advisory violation, 1 exempted.");
});

describe("SARIF", () => {
  interface Result {
    readonly ruleId: string;
    readonly ruleIndex: number;
    readonly level: string;
    readonly message: { readonly text: string };
    readonly locations: readonly Location[];
    readonly suppressions?: readonly { readonly kind: string; readonly justification: string }[];
  }
  interface Location {
    readonly physicalLocation: { artifactLocation: { uri: string }; region: { startLine: number } };
  }
  interface Log {
    readonly version: string;
    readonly runs: readonly {
      readonly tool: { driver: { name: string; rules: readonly Record<string, unknown>[] } };
      readonly results: readonly Result[];
      readonly invocations: readonly {
        readonly executionSuccessful: boolean;
        readonly toolExecutionNotifications: readonly { level: string; locations: readonly Location[] }[];
      }[];
    }[];
  }
  const { version, runs } = JSON.parse(sarif(report)) as Log;
  const [run] = runs;

  test("has what version 2.1.0 requires", () => {
    expect(version).toBe("2.1.0");
    expect(run?.tool.driver.name).not.toBe("");
    expect(run?.tool.driver.rules.map(({ id }) => id)).toEqual(active.map(({ rule }) => rule.id));
    expect(run?.results).toHaveLength(5);
    for (const { ruleId, ruleIndex, level, message, locations } of run?.results ?? []) {
      expect(run?.tool.driver.rules[ruleIndex]?.["id"]).toBe(ruleId);
      expect(["error", "warning"]).toContain(level);
      expect(message.text).not.toBe("");
      expect(locations).toHaveLength(1);
    }
  });

  test("says of each rule how it is mended and what it refers to", () => {
    const privileged = run?.tool.driver.rules.find(({ id }) => id === "pss-privileged");
    expect(privileged).toMatchObject({
      help: { text: expect.stringContaining("To mend: ") as string },
      properties: {
        tags: expect.arrayContaining(["security", "pss:baseline:privileged"]) as string[],
        "security-severity": "9.5",
      },
    });
  });

  test("places are of URIs and lines from 1, of what could not be read too", () => {
    const notes = run?.invocations[0]?.toolExecutionNotifications ?? [];
    expect(run?.invocations[0]?.executionSuccessful).toBe(false);
    const places = [...(run?.results ?? []), ...notes].flatMap(({ locations }) => locations);
    expect(places).toHaveLength(7);
    for (const { physicalLocation } of places) expect(physicalLocation.region.startLine).toBeGreaterThan(0);
    expect(new Set(places.map(({ physicalLocation }) => physicalLocation.artifactLocation.uri))).toEqual(
      new Set(["a%20folder/web%20%26%20more.yaml", "stdin", "chart/values.yaml"]),
    );
  });

  test("what is exempted is suppressed, with its reason", () => {
    const suppressed = run?.results.filter(({ suppressions }) => suppressions !== undefined);
    expect(suppressed).toMatchObject([
      {
        ruleId: "pss-host-namespaces",
        suppressions: [{ kind: "external", justification: expect.stringContaining("platform") as string }],
      },
    ]);
  });
});

describe("JUnit", () => {
  const root = parseXml(junit(report, "mandatory"));
  const cases = (suite: Element | undefined) =>
    suite?.children.map(({ attributes: { name = "" }, children }) => [name, children[0]?.name ?? "passed"]);

  test("has a suite for each file, in it a case for each rule that an object violates", () => {
    expect(root.children.map(({ name, attributes }) => [name, attributes["name"]])).toEqual([
      ["testsuite", "a folder/web & more.yaml"],
      ["testsuite", "-"],
      ["testsuite", "chart/values.yaml"],
    ]);
    expect(cases(root.children[0])).toEqual([
      ["Deployment shop/app (document 0)", "passed"],
      [`${title} (document 1): pss-privileged`, "failure"],
      [`${title} (document 1): pss-host-namespaces`, "failure"],
      [`${title} (document 1): pss-host-ports`, "skipped"],
      [`${title} (document 1): pss-host-namespaces, exempted`, "skipped"],
    ]);
    expect(cases(root.children[1])?.map(([, outcome]) => outcome)).toEqual(["failure", "error"]);
    expect(cases(root.children[2])?.map(([, outcome]) => outcome)).toEqual(["skipped"]);
  });

  test("counts what it holds", () => {
    const counted = ({ attributes: { tests, failures, errors, skipped } }: Element) =>
      [tests, failures, errors, skipped].map(Number);
    expect(counted(root)).toEqual([8, 3, 1, 3]);
    expect(root.children.map(counted)).toEqual([
      [5, 2, 0, 2],
      [2, 1, 1, 0],
      [1, 0, 0, 1],
    ]);
  });

  test("texts come out as they went in, but for what XML cannot hold", () => {
    const [failure] = root.children[0]?.children[1]?.children ?? [];
    expect(failure?.text).toContain(`<&"'\uFFFD runs privileged`);
    expect(failure?.attributes["message"]).toBe(failure?.text);
  });

  test("advisory violations fail where they count", () => {
    const strict = parseXml(junit(report, "advisory"));
    expect(cases(strict.children[0])).toContainEqual([`${title} (document 1): pss-host-ports`, "failure"]);
  });
});
