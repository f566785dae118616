import { some } from "../engine/certain.ts";
import type { PodPath } from "../engine/manifest.ts";
import { at, isList, unknown, UnknownValueError, type Raw } from "../engine/value.ts";
import type { Manifest, World } from "../engine/world.ts";
import { workloads } from "../kinds.ts";
import type { ObjectRule } from "../rule.ts";

/** The service accounts of pods, and their tokens. */
export const accounts: readonly ObjectRule[] = [
  {
    engine: "object",
    kinds: [...workloads, "ServiceAccount"],
    id: "sa-token-automount",
    title: "No token of the API where nobody needs it",
    holds:
      "automountServiceAccountToken of the pod is false, or unset while its ServiceAccount among the objects says false; and every ServiceAccount says false. Pods of an account that callers names, or that a binding among the objects gives a role to (the one called default aside), may have a token.",
    why: "A token that lies in a container is the first thing that whoever breaks into it tries on the API.",
    mend: "set automountServiceAccountToken to false; let the pods that call the API set it to true, and name their account in callers",
    severity: "medium",
    level: "mandatory",
    parameters: {
      callers: {
        type: "array",
        items: { type: "string" },
        default: [],
        description: "The names of the service accounts whose pods call the API.",
      },
    },
    references: {
      cis: ["5.1.6"],
      nsa: ["C-0034"],
      checkov: ["CKV_K8S_38"],
      trivy: ["KSV-0036"],
      kyverno: ["restrict-automount-sa-token", "restrict-sa-automount-sa-token"],
    },
    checks: [
      {
        each: "pod",
        kinds: workloads,
        cel: "variables.podSpec.?automountServiceAccountToken.orValue(true) == false || variables.podSpec.?serviceAccountName.orValue('default') in params.callers",
        field: "spec.automountServiceAccountToken",
        message: "gets a token of the API",
        fix: { value: "false", when: "object.kind != 'Pod'" },
      },
      {
        each: "object",
        kinds: ["ServiceAccount"],
        cel: "object.?automountServiceAccountToken.orValue(true) == false",
        field: "automountServiceAccountToken",
        message: "gives a token of the API to every pod that does not refuse it",
        fix: { value: "false" },
      },
    ],
    excuse: (manifest, world) =>
      manifest.pods.length > 0 && manifest.pods.every((pod) => mayHaveToken(manifest, pod, world)),
  },
  {
    engine: "object",
    kinds: workloads,
    id: "sa-default",
    title: "A service account of its own for every workload",
    holds:
      "serviceAccountName is set and not default, and the deprecated serviceAccount, where it is set (as by the API server), names the same.",
    why: "What is granted to the account called default is granted to every pod of the namespace that names none.",
    mend: "make a ServiceAccount for the workload, name it in serviceAccountName, and remove serviceAccount",
    severity: "medium",
    level: "mandatory",
    references: {
      cis: ["5.1.5"],
      checkov: ["CKV_K8S_41"],
      kubeLinter: ["default-service-account", "deprecated-service-account-field"],
    },
    checks: [
      {
        each: "pod",
        cel: "!(variables.podSpec.?serviceAccountName.orValue(variables.podSpec.?serviceAccount.orValue('')) in ['', 'default'])",
        field: "spec.serviceAccountName",
        message: "runs as the namespace's default service account",
      },
      {
        each: "pod",
        cel: "[variables.podSpec.?serviceAccount.orValue('')].all(a, a == '' || a == variables.podSpec.?serviceAccountName.orValue(''))",
        field: "spec.serviceAccount",
        message: "names its service account by a deprecated field",
      },
    ],
  },
];

/** Whether the account of a pod refuses tokens for it, where it does not say itself, or is meant to call the API. */
function mayHaveToken(manifest: Manifest, pod: PodPath, world: World): boolean {
  const read = (field: string) => known(at(manifest.raw, [...pod, "spec", field]));
  const said = read("automountServiceAccountToken");
  if (said === false) return true;
  const named = read("serviceAccountName") ?? read("serviceAccount");
  if (named === undefined && manifest.partial) throw new UnknownValueError("serviceAccountName");
  const name = typeof named === "string" && named !== "" ? named : "default";
  const account = world.find("ServiceAccount", name, manifest.namespace);
  const refuses = account && known(at(account.raw, ["automountServiceAccountToken"])) === false;
  return (
    (said === undefined && refuses === true) ||
    (name !== "default" && isBound(name, manifest.namespace, world))
  );
}

const isBound = (name: string, namespace: string, world: World): boolean =>
  some(world.of("RoleBinding", "ClusterRoleBinding"), ({ raw }) => {
    const subjects = known(at(raw, ["subjects"]));
    const wanted = { kind: "ServiceAccount", name, namespace };
    const isWanted = (subject: Raw) =>
      Object.entries(wanted).every(([key, value]) => known(at(subject, [key])) === value);
    return isList(subjects) && some(subjects, isWanted);
  });

function known(value: Raw): Raw {
  if (value === unknown) throw new UnknownValueError("a value that is not known yet");
  return value;
}
