import { expect, test } from "vitest";
import { judgeObject, type ActiveRule } from "../../policies/engine/judge.ts";
import { Manifest } from "../../policies/engine/manifest.ts";
import { activate } from "../../policies/engine/settings.ts";
import { unknown, type RawObject } from "../../policies/engine/value.ts";
import { World } from "../../policies/engine/world.ts";
import type { ObjectRule } from "../../policies/rule.ts";
import { rules } from "../../policies/rules/index.ts";
import { container, deployment, running } from "./objects.ts";

/** What the rule says: refused, undecided or passed, and where. */
function verdict(id: string, object: RawObject, partial = false): readonly string[] {
  const [active] = activate(
    rules.filter((rule) => rule.id === id),
    { all: "mandatory" },
  ) as readonly ActiveRule<ObjectRule>[];
  if (active === undefined) throw new Error(`there is no rule ${id}`);
  const manifest = new Manifest(object, {}, partial);
  const { problems, undecided } = judgeObject(active, manifest, new World([manifest]));
  return [...problems.map(({ path }) => `refused ${path}`), ...undecided.map((path) => `undecided ${path}`)];
}

const first = "spec.template.spec.containers[0]";
const second = "spec.template.spec.containers[1]";
const adding = (...add: readonly (string | typeof unknown)[]) =>
  running({ securityContext: { capabilities: { drop: ["ALL"], add } } });
const dropping = (...drop: readonly (string | typeof unknown)[]) =>
  running({ securityContext: { capabilities: { drop } } });

test.each<[string, string, RawObject, readonly string[]]>([
  [
    "an unknown image hides no privileged neighbour",
    "pss-privileged",
    deployment({
      containers: [
        container({ image: unknown }),
        container({ name: "side", securityContext: { privileged: true } }),
      ],
    }),
    [`refused ${second}.securityContext.privileged`],
  ],
  [
    "an unknown container hides none either",
    "pss-privileged",
    deployment({ containers: [unknown, container({ name: "side", securityContext: { privileged: true } })] }),
    [
      `undecided ${first}.securityContext.privileged`,
      `refused ${second}.securityContext.privileged`,
    ].toSorted(),
  ],
  [
    "an unknown item hides no item that is wrong",
    "pss-capabilities-baseline",
    adding(unknown, "SYS_ADMIN"),
    [`refused ${first}.securityContext.capabilities.add`],
  ],
  [
    "an unknown item among right ones decides nothing",
    "pss-capabilities-baseline",
    adding("CHOWN", unknown),
    [`undecided ${first}.securityContext.capabilities.add`],
  ],
  [
    "an unknown item may be the one that is asked for",
    "pss-capabilities-drop-all",
    dropping("KILL", unknown),
    [`undecided ${first}.securityContext.capabilities.drop`],
  ],
  [
    "what is asked for is there beside an unknown item",
    "pss-capabilities-drop-all",
    dropping(unknown, "ALL"),
    [],
  ],
  [
    "an unknown field is undecided",
    "pss-allow-privilege-escalation",
    running({ securityContext: { allowPrivilegeEscalation: unknown } }),
    [`undecided ${first}.securityContext.allowPrivilegeEscalation`],
  ],
  [
    "an unknown spec is undecided",
    "pss-host-path",
    { ...deployment(), spec: unknown },
    ["undecided spec.template.spec.hostPath"],
  ],
  [
    "no spec at all is refused",
    "pss-host-path",
    { ...deployment(), spec: {} },
    ["refused spec.template.spec.hostPath"],
  ],
  [
    "a text where a list belongs is refused",
    "pss-privileged",
    deployment({ containers: "none" }),
    ["refused spec.template.spec.containers.securityContext.privileged"],
  ],
])("%s", (_, id, object, expected) => {
  expect(verdict(id, object).toSorted()).toEqual(expected);
});

const patch = (spec: RawObject): RawObject => ({ ...deployment(), spec: { template: { spec } } });

test.each<[string, string, RawObject, readonly string[]]>([
  [
    "what a patch forbids is refused",
    "pss-allow-privilege-escalation",
    patch({ containers: [{ name: "app", securityContext: { allowPrivilegeEscalation: true } }] }),
    [`refused ${first}.securityContext.allowPrivilegeEscalation`],
  ],
  [
    "what a patch leaves out may be in the cluster",
    "pss-allow-privilege-escalation",
    patch({ containers: [{ name: "app" }] }),
    [`undecided ${first}.securityContext.allowPrivilegeEscalation`],
  ],
  [
    "a patch without a pod's security context leaves it as it is",
    "pss-run-as-user",
    patch({ serviceAccountName: "app" }),
    ["undecided spec.template.spec.securityContext.runAsUser"],
  ],
  [
    "a patch without a pod decides nothing about pods",
    "pss-privileged",
    { ...deployment(), spec: { replicas: 2 } },
    ["undecided spec.template.spec.securityContext.privileged"],
  ],
])("%s", (_, id, object, expected) => {
  expect(verdict(id, object, true)).toEqual(expected);
});
