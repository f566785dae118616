import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { forms, lineOf, PackProcess, type Resource } from "../../scripts/policies/pack-process.ts";
import { container, deployment } from "./objects.ts";

let pack: PackProcess;

beforeAll(async () => {
  pack = await PackProcess.start(forms.executable());
});
beforeEach(() => pack.begin());
afterAll(() => pack.stop());

const broken: Resource = {
  type: "kubernetes:apps/v1:Deployment",
  props: JSON.parse(
    JSON.stringify(
      deployment({ containers: [container({ securityContext: { privileged: true } })], hostPID: true }),
    ),
  ) as Resource["props"],
};

const judged = async () => (await pack.analyze(broken)).getDiagnosticsList().map(lineOf);

test.each([
  [
    "a rule that does not exist",
    { "pss-privilegd": "advisory" },
    /pss-privilegd: there is no such rule; did you mean pss-privileged/,
  ],
  [
    "a parameter that does not exist",
    { "pss-privileged": { size: 1 } },
    /pss-privileged\.size: the rule has no such parameter/,
  ],
  [
    "a level that fits no rule",
    { "pss-privileged": "remediate" },
    /pss-privileged: the level "remediate": right is mandatory/,
  ],
  [
    "a wrong value",
    { "pss-selinux": { kubernetesVersion: "two" } },
    /pss-selinux\.kubernetesVersion: "two": right is a text/,
  ],
  [
    "a parameter for all rules",
    { all: { enforcementLevel: "advisory", size: 1 } },
    /all\.size: 1: right is a level/,
  ],
])("refuses a configuration with %s", async (_, config, message) => {
  await expect(pack.configure(config)).rejects.toThrow(message);
});

test("sets the level of all rules, and of one besides", async () => {
  await pack.configure({ all: "disabled", "pss-privileged": "advisory" });
  expect(await judged()).toEqual([expect.stringMatching(/^pss-privileged advisory /)]);
  await pack.configure({ all: "mandatory" });
  const all = (await judged()).map((line) => line.split(" ", 2).join(" "));
  expect(all).toEqual(expect.arrayContaining(["pss-privileged mandatory", "pss-host-namespaces mandatory"]));
});

test("takes the parameters of a rule and keeps its level", async () => {
  const images = async () => (await judged()).filter((line) => line.startsWith("image-registry-allowed"));
  await pack.configure({ "image-registry-allowed": { registries: ["registry.example"] } });
  expect(await images()).toEqual([]);
  await pack.configure({ "image-registry-allowed": { registries: ["elsewhere.example"] } });
  expect(await images()).toEqual([expect.stringMatching(/^image-registry-allowed advisory /)]);
});
