import { describe, expect, test } from "vitest";
import type { Exemption } from "../../policies/engine/exemptions.ts";
import type { Config } from "../../policies/engine/settings.ts";
import { Analysis } from "../../policies/pack/analysis.ts";
import { shownBy, type Shown } from "../../policies/pack/resource.ts";
import { rules } from "../../policies/rules/index.ts";
import { requestOf, urnOf, type Resource } from "../../scripts/policies/pack-process.ts";
import { container, deployment, metadata } from "./objects.ts";

const exemption = (change: Partial<Exemption> = {}): Exemption => ({
  rule: "pss-privileged",
  object: "Deployment/shop/app",
  reason: "it loads a driver",
  owner: "platform",
  expires: "2999-12-31",
  ...change,
});

const only = (...ids: readonly string[]): Config => ({
  all: "disabled",
  ...Object.fromEntries(ids.map((id) => [id, "mandatory"])),
});

const resource = (type: string, name: string, props: object): Resource => ({
  type,
  name,
  props: JSON.parse(JSON.stringify(props)) as Resource["props"],
});

const privileged = resource(
  "kubernetes:apps/v1:Deployment",
  "app",
  deployment({ containers: [container({ securityContext: { privileged: true } })] }),
);

const shown = (it: Resource): Shown => shownBy(Buffer.from(requestOf(it).serializeBinary()));

function analysisOf(config: Config, exemptions: readonly Exemption[] = [], dryRun = true): Analysis {
  return new Analysis(rules, { config, exemptions, occasion: { stack: "production", dryRun } });
}

describe("an exemption", () => {
  const told = (exemptions: readonly Exemption[], dryRun = true) => {
    const analysis = analysisOf(only("pss-privileged"), exemptions, dryRun);
    const findings = analysis.analyze(shown(privileged)).findings;
    const { lines } = analysis.analyzeStack([urnOf(privileged)], []);
    return { findings: findings.map(({ level, message }) => `${level} ${message}`), lines };
  };

  test("turns a violation into an advice that says until when, by whom and why", () => {
    const { findings, lines } = told([exemption()]);
    expect(findings).toEqual([
      expect.stringMatching(
        /^advisory .*runs privileged; .*; exempted until 2999-12-31 by platform: it loads/,
      ),
    ]);
    expect(lines).toEqual([]);
  });

  test.each([
    ["that expired", { expires: "2020-01-01" }, true, "its exemption expired on 2020-01-01"],
    [
      "that the stack's up refuses",
      { refusedAtUpOf: ["production"] },
      false,
      "does not hold for an up of production",
    ],
  ])("%s leaves the violation", (_, change, dryRun, message) => {
    const { findings } = told([exemption(change)], dryRun);
    expect(findings).toEqual([expect.stringMatching(/^mandatory /)]);
    expect(findings.join("")).toContain(message);
  });

  test("that the stack's up refuses holds for its preview", () => {
    expect(told([exemption({ refusedAtUpOf: ["production"] })]).findings.join("")).toMatch(/^advisory/);
  });

  test("that matches nothing is told once in the end", () => {
    const { findings, lines } = told([exemption({ object: "Deployment/shop/other" })]);
    expect(findings).toEqual([expect.stringMatching(/^mandatory /)]);
    expect(lines).toEqual([
      {
        name: "every-exemption-is-needed",
        message: "exemptions that matched nothing: pss-privileged on Deployment/shop/other",
      },
    ]);
  });
});

describe("a violation that another object may excuse", () => {
  const config = only("min-replicas");
  const single = resource("kubernetes:apps/v1:Deployment", "app", {
    ...deployment(),
    spec: { ...(deployment()["spec"] as object), replicas: 1 },
  });
  const autoscaler = resource("kubernetes:autoscaling/v2:HorizontalPodAutoscaler", "app", {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: metadata("app"),
    spec: {
      minReplicas: 2,
      maxReplicas: 5,
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "app" },
    },
  });

  const judged = (...resources: readonly Resource[]) => {
    const analysis = analysisOf(config);
    const alone = resources.flatMap((it) => analysis.analyze(shown(it)).findings);
    return { alone, together: analysis.analyzeStack(resources.map(urnOf), []).findings };
  };

  test("is judged with the stack, and only there", () => {
    const { alone, together } = judged(single);
    expect(alone).toEqual([]);
    expect(together.map(({ rule, level }) => [rule.id, level])).toEqual([["min-replicas", "mandatory"]]);
  });

  test("is none if one does", () => {
    expect(judged(single, autoscaler).together).toEqual([]);
  });
});

test("a resource that is only read is there to be found, and is not judged", () => {
  const analysis = analysisOf(only("sa-exists", "pss-privileged"));
  const account = resource("kubernetes:core/v1:ServiceAccount", "app", {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: metadata("app"),
  });
  const app = resource("kubernetes:apps/v1:Deployment", "app", deployment());
  analysis.analyze(shown(app));
  const without = analysis.analyzeStack([urnOf(app)], []).findings;
  expect(without.map(({ rule }) => rule.id)).toEqual(["sa-exists"]);
  const read = { ...privileged, name: "read" };
  const found = analysis.analyzeStack(
    [urnOf(app), urnOf(account), urnOf(read)],
    [shown(account), shown(read)],
  );
  expect(found.findings).toEqual([]);
});

test("a stack of which nothing was analysed is judged as it is shown, by every rule", () => {
  const analysis = analysisOf(only("sa-exists", "pss-privileged"));
  const { findings } = analysis.analyzeStack([urnOf(privileged)], [shown(privileged)]);
  expect(findings.map(({ rule }) => rule.id).toSorted()).toEqual(["pss-privileged", "sa-exists"]);
});

test("a container of a Docker host whose name is not known yet is judged", () => {
  const name = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
  const it = resource("docker:index/container:Container", "it", { name, privileged: true });
  const { findings } = analysisOf(only("docker-privileged")).analyze(shown(it));
  expect(findings.map(({ message }) => message).join("\n")).toContain("runs privileged");
});

describe("no message tells", () => {
  const secret = (value: string) => ({
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    value,
  });

  function told(type: string, props: object): string {
    const it = resource(type, "it", props);
    const analysis = new Analysis(rules, {
      exemptions: [],
      occasion: { stack: "production", dryRun: true },
    });
    const { findings } = analysis.analyze(shown(it));
    const stack = analysis.analyzeStack([urnOf(it)], []);
    const messages = [...findings, ...stack.findings, ...stack.lines].map(({ message }) => message);
    expect(messages.length).toBeGreaterThan(1);
    return messages.join("\n");
  }

  test("a secret in a line about the whole stack", () => {
    const props = {
      apiVersion: "example.com/v1",
      kind: "Widget",
      metadata: { name: secret("hunter2-horse") },
    };
    const text = told("kubernetes:example.com/v1:Widget", props);
    expect(text).toContain("no rule knows the kind Widget: Widget/[secret]");
    expect(text).not.toContain("hunter2");
  });

  test("one line of a secret", () => {
    const annotations = { "vectorstack.dev/allow": secret('peers=2\n"hunter2" horse\n') };
    const props = { ...deployment(), kind: "StatefulSet", metadata: metadata("app", { annotations }) };
    const text = told("kubernetes:apps/v1:StatefulSet", props);
    expect(text).toContain("[secret]");
    expect(text).not.toContain("hunter2");
  });

  test("a short secret that was found, but its letters where they say something else", () => {
    const text = told("docker:index/container:Container", {
      name: "it",
      capabilities: { adds: [secret("set")] },
    });
    expect(text).toContain("adds the capability [secret]");
    expect(text).toContain("has no limit of memory; set what is missing");
  });

  test("a secret number", () => {
    const ports = [{ internal: secret(54321 as unknown as string) }];
    const text = told("docker:index/container:Container", { name: "it", ports });
    expect(text).toContain("publishes port [secret]");
    expect(text).not.toContain("54321");
  });
});
