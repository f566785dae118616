import { workloads } from "../kinds.ts";
import type { ObjectRule } from "../rule.ts";
import { anyKnown, assignsSecret, isNamedSecret, isRandom, known } from "./credentials.ts";

const inWorkloads = { engine: "object", kinds: workloads } as const;

/** CEL of each literal value of a variable, as v. */
const ofVariable = (wrong: string) => `!has(e.value) || [string(e.value)].all(v, v == '' || !(${wrong}))`;

/** CEL of each value of a ConfigMap, as v; binary ones in base64. */
const ofEntry = (wrong: string) =>
  `[string(object.?data[?k].or(object.?binaryData[?k]).orValue(''))].all(v, v == '' || !(${wrong}))`;

/**
 * The lines of a value are looked at if it has fewer characters than this divided by the number of entries: more costs the
 * API server too much.
 */
const searched = 200_000;

/** Where secrets may be written, and how they are read. */
export const secrets: readonly ObjectRule[] = [
  {
    ...inWorkloads,
    id: "secret-in-env",
    title: "No secrets written out in environment variables",
    holds:
      "No variable of any container has a literal value if it is named like a credential, nor one that is a private key, a token of a known format, a URL with a password, or looks drawn at random. References to other variables, paths, numbers and switches are no secrets.",
    why: "Whoever may read the workload reads the secret, and so does everybody who reads its manifest.",
    mend: "keep the value in a Secret and refer to it by valueFrom.secretKeyRef or a volume",
    severity: "critical",
    level: "mandatory",
    references: { nsa: ["C-0012"], kubeLinter: ["env-var-secret"] },
    checks: [
      {
        each: "environment",
        cel: ofVariable(isNamedSecret("e.name", "v")),
        field: "value",
        message: "is named like a secret and has its value written out",
      },
      {
        each: "environment",
        cel: ofVariable(anyKnown("v")),
        field: "value",
        message: "has a private key, a token or the password of a URL in its value",
      },
      {
        each: "environment",
        cel: ofVariable(isRandom("e.name", "v")),
        field: "value",
        message: "has a value that looks like a secret",
      },
    ],
  },
  {
    engine: "object",
    kinds: ["ConfigMap"],
    id: "secret-in-configmap",
    title: "No secrets in ConfigMaps",
    holds: `No entry of a ConfigMap is named like a credential and has one as its value, and none has a private key, a token of a known format, a URL with a password, or a line that gives a credential its value. Lines are looked at in values of less than ${searched} characters divided by the number of entries.`,
    why: "ConfigMaps are read by many who may not read Secrets, are not encrypted at rest, and end up in logs and bug reports.",
    mend: "keep the value in a Secret, and have the file refer to it by a variable",
    severity: "critical",
    level: "mandatory",
    references: { nsa: ["C-0012"], trivy: ["KSV-0109", "KSV-01010"] },
    checks: [
      { cel: isNamedSecret("k", "v"), message: "is named like a secret" },
      ...known("v").map(({ what, cel }) => ({ cel, message: `has ${what} in it` })),
      {
        cel: `(v.contains("\\n") || v.contains(":") || v.contains("=")) && size(v) * size(object.?data.orValue({})) < ${searched} && ${assignsSecret("v")}`,
        message: "gives a credential its value",
      },
    ].map(({ cel, message }) => ({ each: "entry", cel: ofEntry(cel), message })),
  },
  {
    ...inWorkloads,
    id: "secret-env-from",
    title: "Secrets are read from files",
    holds: "No container has secretKeyRef in env or secretRef in envFrom.",
    why: "Variables are inherited by every process and appear in crash reports; a file is read by who needs it and follows its Secret.",
    mend: "mount the Secret as a volume and give the program the path",
    severity: "low",
    level: "disabled",
    levelReason: "most images, those of this stack among them, take their secrets from variables only",
    references: {
      cis: ["5.4.1"],
      checkov: ["CKV_K8S_35"],
      kubeLinter: ["read-secret-from-env-var"],
      kyverno: ["secrets-not-from-env-vars"],
    },
    checks: [
      {
        each: "environment",
        cel: "!has(e.valueFrom) || !has(e.valueFrom.secretKeyRef)",
        field: "valueFrom.secretKeyRef",
        message: "is read from a Secret into a variable",
      },
      {
        each: "container",
        cel: "c.?envFrom.orValue([]).all(f, !has(f.secretRef))",
        field: "envFrom",
        message: "reads a whole Secret into variables",
      },
    ],
  },
  {
    engine: "object",
    kinds: ["Secret"],
    id: "secret-sa-token-type",
    title: "No service account tokens that never expire",
    holds: "The type of a Secret is not kubernetes.io/service-account-token.",
    why: "Such a token is valid until the Secret is deleted, wherever it has gone.",
    mend: "have the pod mount a projected token, or ask for one with an expiry",
    severity: "medium",
    level: "mandatory",
    references: { kyverno: ["deny-secret-service-account-token-type"] },
    checks: [
      {
        each: "object",
        cel: "object.?type.orValue('Opaque') != 'kubernetes.io/service-account-token'",
        field: "type",
        message: "is a service account token that never expires",
      },
    ],
  },
];
