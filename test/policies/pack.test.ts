import analyzerProto, { type AnalyzeResponse } from "@pulumi/pulumi/proto/analyzer_pb.js";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { rules } from "../../policies/rules/index.ts";
import { forms, lineOf, PackProcess, type Resource } from "../../scripts/policies/pack-process.ts";
import { container, deployment, metadata, pod, podSpec } from "./objects.ts";

const password = "hunter2-correct-horse";
const secret = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** What a program hands over holds no `undefined`. */
const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as Readonly<Record<string, unknown>>;
const privileged = () => container({ securityContext: { privileged: true } });

const app = (spec: Parameters<typeof deployment>[0] = {}): Resource => ({
  type: "kubernetes:apps/v1:Deployment",
  name: "app",
  props: plain(deployment(spec)),
});

const named = (type: string, props: unknown, rest: Partial<Resource> = {}): Resource => ({
  type,
  name: "it",
  props: plain(props),
  ...rest,
});

const lines = (response: AnalyzeResponse) => response.getDiagnosticsList().map(lineOf);
const mandatory = (response: AnalyzeResponse) =>
  response
    .getDiagnosticsList()
    .filter((it) => it.getEnforcementlevel() === analyzerProto.EnforcementLevel.MANDATORY)
    .map((it) => it.getPolicyname());

describe.each([forms.executable, forms.directory])("the pack as the engine starts it: %o", (form) => {
  let pack: PackProcess;

  beforeAll(async () => {
    pack = await PackProcess.start(form());
  });
  beforeEach(async () => {
    await pack.begin();
    await pack.configure();
  });
  afterAll(() => pack.stop());

  test("serves every rule with its level, its severity and the schema of its parameters", async () => {
    const policies = (await pack.information()).getPoliciesList();
    expect(policies.map((it) => it.getName()).toSorted()).toEqual(rules.map(({ id }) => id).toSorted());
    for (const rule of rules) {
      const policy = policies.find((it) => it.getName() === rule.id);
      const schema = policy?.getConfigschema()?.getProperties()?.toJavaScript() ?? {};
      expect(Object.keys(schema).toSorted(), rule.id).toEqual(Object.keys(rule.parameters ?? {}).toSorted());
      expect(policy?.getMessage(), rule.id).toContain(rule.why);
      expect(policy?.getRemediationSteps(), rule.id).toBe(rule.mend);
      expect(policy?.getSeverity(), rule.id).toBeGreaterThan(0);
    }
  });

  test("lets an object through that keeps to the rules, and mends nothing", async () => {
    expect((await pack.remediate(app())).getRemediationsList()).toEqual([]);
    expect(mandatory(await pack.analyze(app()))).toEqual([]);
  });

  test("refuses a privileged container by the rule's id, with path, container, mending and severity", async () => {
    const response = await pack.analyze(app({ containers: [privileged()] }));
    const found = response.getDiagnosticsList().find((it) => it.getPolicyname() === "pss-privileged");
    expect(found && lineOf(found)).toBe(
      "pss-privileged mandatory spec.template.spec.containers[0].securityContext.privileged: app runs privileged; remove securityContext.privileged",
    );
    expect(found?.getSeverity()).toBe(analyzerProto.PolicySeverity.POLICY_SEVERITY_CRITICAL);
    expect(found?.getUrn()).toContain("::app");
  });

  test("sees a privileged sidecar beside an image that is not known yet, and says what it cannot decide", async () => {
    const resource = app({ containers: [container({ image: unknown }), { ...privileged(), name: "side" }] });
    const analysed = await pack.analyze(resource);
    expect(lines(analysed).join("\n")).toMatch(/^pss-privileged mandatory .*containers\[1\].*side runs/m);
    expect(lines(analysed).join("\n")).not.toContain("image-digest");
    const stack = lines(await pack.analyzeStack([resource]));
    const undecided = stack.filter((line) => line.startsWith("every-value-is-known"));
    expect(undecided).toHaveLength(1);
    expect(undecided[0]).toMatch(
      /advisory \d+ values? .* not known yet: cannot decide .*image-digest.* on Deployment\/app/,
    );
  });

  test("judges what is still not known at an up as a violation", async () => {
    await pack.begin({ dryRun: false });
    await pack.configure();
    const analysed = await pack.analyze(app({ containers: [container({ image: unknown })] }));
    expect(lines(analysed).join("\n")).toMatch(
      /image-digest mandatory .*cannot be judged: a value .* not known/,
    );
  });

  test("finds a secret outside of a Secret by its mark, and never tells its value", async () => {
    const leaking = named("kubernetes:core/v1:ConfigMap", {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: metadata("leaking"),
      data: { plain: "text", "the-key": secret(password), url: secret(`https://user:${password}@host`) },
    });
    const kept = named("kubernetes:core/v1:Secret", {
      apiVersion: "v1",
      kind: "Secret",
      metadata: metadata("kept"),
      stringData: secret({ password }),
    });
    const open = app({ containers: [container({ args: ["--password", password], name: password })] });
    const analysed = await pack.analyze(leaking);
    const flow = lines(analysed).filter((line) => line.startsWith("secret-flow mandatory"));
    expect(flow).toHaveLength(2);
    expect(flow[0]).toContain("data.the-key");
    expect(mandatory(await pack.analyze(kept))).not.toContain("secret-flow");
    const told = [analysed, await pack.analyze(open), await pack.analyzeStack([leaking, kept, open])];
    expect(told.flatMap(lines).length).toBeGreaterThan(3);
    expect(told.flatMap(lines).join("\n")).not.toContain(password);
  });

  test.each([
    ["a patch", "kubernetes:apps/v1:DeploymentPatch", deployment({ containers: [privileged()] })],
    ["a List", "kubernetes:core/v1:PodList", { items: [pod(), pod({ containers: [privileged()] })] }],
    [
      "a legacy API version",
      "kubernetes:extensions/v1beta1:Deployment",
      {
        ...deployment({ containers: [privileged()] }),
        apiVersion: "extensions/v1beta1",
      },
    ],
    [
      "an object without kind",
      "kubernetes:core/v1:Pod",
      { metadata: metadata("p"), spec: podSpec({ containers: [privileged()] }) },
    ],
    [
      "an object whose kind is not known yet",
      "kubernetes:core/v1:Pod",
      {
        apiVersion: unknown,
        kind: unknown,
        metadata: metadata("p"),
        spec: podSpec({ containers: [privileged()] }),
      },
    ],
    [
      "a custom resource that holds a pod",
      "kubernetes:example.com/v1:Runner",
      {
        apiVersion: "example.com/v1",
        kind: "Runner",
        metadata: metadata("runner"),
        spec: { worker: { spec: podSpec({ containers: [privileged()] }) } },
      },
    ],
  ])("judges %s", async (_, type, props) => {
    const response = await pack.analyze(named(type, props));
    expect(mandatory(response)).toContain("pss-privileged");
    if (type.endsWith("List"))
      expect(lines(response).join("\n")).toContain("pss-privileged mandatory items[1].spec.containers[0]");
  });

  test("refuses a Helm Release, ignoreChanges on what rules judge, and state without protect", async () => {
    const release = named("kubernetes:helm.sh/v3:Release", { chart: "redis", name: "redis" });
    expect(mandatory(await pack.analyze(release))).toContain("no-opaque-release");
    const ignoring = { ...app(), ignoreChanges: ["spec.template.spec.containers[0].image"] };
    expect(lines(await pack.analyze(ignoring)).join("\n")).toContain("no-ignore-changes");
    const claim = named("kubernetes:core/v1:PersistentVolumeClaim", {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: metadata("data"),
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
    });
    const names = async (resource: Resource) =>
      (await pack.analyze(resource)).getDiagnosticsList().map((it) => it.getPolicyname());
    await pack.configure({ "stateful-protected": { throwawayStacks: [] } });
    expect(await names(claim)).toContain("stateful-protected");
    expect(await names({ ...claim, protect: true })).not.toContain("stateful-protected");
  });

  test("says once what it cannot check, and which rules had nothing to judge", async () => {
    const resources = [
      app(),
      named(
        "kubernetes:example.com/v1:Widget",
        { metadata: metadata("widget"), spec: { size: 1 } },
        { name: "w" },
      ),
      named("kubernetes:helm.sh/v3:Release", { chart: "redis" }, { name: "redis" }),
      named(
        "kubernetes:apps/v1:DeploymentPatch",
        {
          metadata: metadata("app"),
          spec: { replicas: 3 },
        },
        { name: "patch" },
      ),
    ];
    for (const resource of resources) await pack.analyze(resource);
    const stack = lines(await pack.analyzeStack(resources));
    const [unchecked = "", ...more] = stack.filter((line) =>
      line.startsWith("every-resource-can-be-checked"),
    );
    expect(more).toEqual([]);
    expect(unchecked).toContain("no rule knows the kind Widget: Widget/widget");
    expect(unchecked).toContain("a Helm release hides its objects: Release/redis");
    expect(unchecked).toMatch(/a patch leaves open .*: DeploymentPatch\/app/);
    const [unseen = ""] = stack.filter((line) => line.startsWith("every-rule-saw-a-subject"));
    expect(unseen).toContain("docker-privileged");
    expect(unseen).not.toContain("pss-privileged");
  });

  test("counts a rule that judged nothing as not applicable, never as passed", async () => {
    const config = named("kubernetes:core/v1:ConfigMap", { metadata: metadata("c"), data: { a: "b" } });
    const reasons = (await pack.analyze(config)).getNotApplicableList();
    expect(reasons.map((it) => it.getPolicyName())).toContain("pss-privileged");
  });

  test("judges rules across objects by the inputs of the whole stack", async () => {
    const service = named("kubernetes:core/v1:Service", {
      apiVersion: "v1",
      kind: "Service",
      metadata: metadata("app"),
      spec: { selector: { "app.kubernetes.io/name": "nobody" }, ports: [{ port: 80, targetPort: "http" }] },
    });
    for (const resource of [app(), service]) await pack.analyze(resource);
    const found = await pack.analyzeStack([app(), service]);
    expect(lines(found).join("\n")).toMatch(/^service-targets-pod advisory spec\.selector/m);
    expect(mandatory(found)).toContain("netpol-covers-pod");
  });
});
