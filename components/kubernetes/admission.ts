import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { mutating, validating, type Mutating, type Validating } from "../../policies/admission/index.ts";
import { guarding } from "../../policies/admission/guarding.ts";
import type { Service } from "../model/service.ts";
import { stackLabels, type Stack } from "./labels.ts";
import { permission } from "./permission.ts";
import type { AdmissionSettings } from "./settings.ts";

export interface AdmissionArgs {
  readonly stack: Stack;
  readonly context: string;
  readonly namespace: string;
  readonly settings: AdmissionSettings;
  /** Rules of which some violation in the namespace is accepted for the time being. */
  readonly exempted: readonly string[];
  readonly services: readonly Pick<Service, "name" | "state" | "peers" | "upgrades">[];
}

/** The rules as policies of the API server, for what is in the stack's namespace and for what carries its labels outside of it. */
export function admission(
  { stack, context, namespace, settings, exempted, services }: AdmissionArgs,
  opts: pulumi.CustomResourceOptions,
): readonly pulumi.Resource[] {
  const { mode, fix } = typeof settings === "string" ? { mode: settings, fix: false } : settings;
  const labels = stackLabels(stack);
  const scope = {
    project: pulumi.getProject(),
    stack: stack.stack,
    namespace,
    exempted,
    labels: Object.fromEntries(identifying.map((key) => [key, labels[key]])),
  };
  const policies =
    mode === "off" ? [] : [...validating(scope, mode), ...guarding(scope, mode, atRisk(services))];
  const changes = fix ? mutating(scope) : [];
  const [first, ...others] = [...policies.flatMap(judging), ...changes.flatMap(fixing)];
  if (first === undefined) return [];
  const hooks = { beforeCreate: [permission(context, kinds(fix), "set admission: off")] };
  const asking = first(labels, { ...opts, hooks });
  return [asking, ...others.map((make) => make(labels, { ...opts, dependsOn: asking }))];
}

/** What a user must be allowed to make. */
const kinds = (fix: boolean) =>
  ["validatingadmission", ...(fix ? ["mutatingadmission"] : [])]
    .flatMap((kind) => [`${kind}policies`, `${kind}policybindings`])
    .map((resource) => ({ group: "admissionregistration.k8s.io", resource }));

const atRisk = (services: AdmissionArgs["services"]) => ({
  peers: services.filter(({ peers, state }) => peers.length > 0 && !isEmpty(state)).map(({ name }) => name),
  minorVersions: services.filter(({ upgrades }) => upgrades === "next-minor").map(({ name }) => name),
});

const isEmpty = (state: object) => Object.keys(state).length === 0;

/** The labels that no settings can change. */
const identifying = ["app.kubernetes.io/instance", "app.kubernetes.io/part-of"] as const;

type Make = (labels: Readonly<Record<string, string>>, opts: pulumi.CustomResourceOptions) => pulumi.Resource;

const judging = ({ what, name, spec, binding }: Validating): readonly Make[] => [
  (labels, opts) =>
    new k8s.admissionregistration.v1.ValidatingAdmissionPolicy(
      what,
      { metadata: { name, labels }, spec },
      opts,
    ),
  (labels, opts) =>
    new k8s.admissionregistration.v1.ValidatingAdmissionPolicyBinding(
      what,
      { metadata: { name, labels }, spec: binding },
      opts,
    ),
];

const fixing = ({ what, name, spec, binding }: Mutating): readonly Make[] => [
  (labels, opts) =>
    new k8s.admissionregistration.v1.MutatingAdmissionPolicy(
      what,
      { metadata: { name, labels }, spec },
      opts,
    ),
  (labels, opts) =>
    new k8s.admissionregistration.v1.MutatingAdmissionPolicyBinding(
      what,
      { metadata: { name, labels }, spec: binding },
      opts,
    ),
];
