import { z } from "zod";
import { count, dnsLabel, dnsName } from "../model/values.ts";

const labelKey = z
  .string("a label's key")
  .regex(
    /^([a-z0-9.-]+\/)?[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/,
    "a label's key, such as example.com/team",
  );

const labelValue = z
  .string("a label's value")
  .regex(
    /^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/,
    "a label's value: letters, digits, dashes, dots, 63 characters at most",
  );

const toleration = z.strictObject({
  key: labelKey.optional(),
  operator: z.enum(["Exists", "Equal"], "Exists or Equal").optional(),
  value: labelValue.optional(),
  effect: z
    .enum(["NoSchedule", "PreferNoSchedule", "NoExecute"], "NoSchedule, PreferNoSchedule or NoExecute")
    .optional(),
  tolerationSeconds: count(0).optional(),
});

const placement = {
  storageClass: dnsName.optional().describe("By default the cluster's default class"),
  nodeSelector: z.record(labelKey, labelValue).optional().describe("Labels that a node must carry."),
  tolerations: z.array(toleration).optional().describe("Taints of nodes that pods accept."),
  priorityClass: dnsName.optional().describe("The pods' priority class."),
};

/** The engine reads a day that is not in quotes as the time at which it begins. */
const day = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])( 00:00:00 \+0000 UTC)?$/;

/** A change that a guard against losing data would refuse, allowed for a while. */
export type AllowedChange = z.infer<typeof AllowedChange>;
const AllowedChange = z.strictObject({
  change: z
    .string("a change, such as peers=2")
    .regex(
      /^(peers=\d+|(version|image|storage|delete)=\S+)$/,
      "a change as the refusal words it, such as peers=2, version=1.17, image=app:2 or delete=qdrant",
    ),
  until: z
    .string("a day, such as 2026-12-31")
    .regex(day, "a day, such as 2026-12-31")
    .describe("The last day on which it is allowed."),
  reason: z
    .string("why nothing is lost by it")
    .regex(/^[^\n]*\S[^\n]*$/, "a line that says why nothing is lost by it"),
});

const allow = z
  .array(AllowedChange)
  .default([])
  .describe("Changes that the guards against losing data would refuse, each allowed for a while.");

/** Where pods run and volumes lie; for one service it wins over what stands for all. */
export type Placement = z.infer<typeof Placement>;
export const Placement = z.strictObject({
  ...placement,
  serviceAccountAnnotations: z
    .record(labelKey, z.string("a text"))
    .optional()
    .describe("For workload identity, such as eks.amazonaws.com/role-arn."),
  allow,
});

export type KubernetesSettings = z.infer<typeof KubernetesSettings>;
export const KubernetesSettings = z.strictObject(
  {
    context: z
      .string("the name of a kubeconfig context")
      .min(1, "the name of a kubeconfig context")
      .describe("The kubeconfig context to deploy to; the current context of the kubeconfig plays no part."),
    cluster: z
      .uuid("the uid of the cluster's kube-system namespace")
      .optional()
      .describe(
        "The uid of the cluster's kube-system namespace, which identifies a cluster (OpenTelemetry's `k8s.cluster.uid`); with it a deployment to any other cluster is refused.",
      ),
    namespace: dnsLabel.default("vectorstack").describe("The namespace of the stack, and of no other."),
    existingNamespace: z
      .boolean("true or false")
      .default(false)
      .describe(
        "The namespace is there already, belongs to this stack alone, and enforces the restricted pod security standard.",
      ),
    imagePullSecrets: z.array(dnsName).default([]).describe("Secrets in the namespace that pull images."),
    registryMirror: z
      .string("a registry and path, such as mirror.example.com/proxy")
      .regex(/^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)*$/, "a registry and path, such as mirror.example.com/proxy")
      .optional()
      .describe("Takes the place of the registry's host in every image, such as mirror.example.com/proxy."),
    labels: z
      .record(labelKey, labelValue)
      .default({})
      .describe("Labels that every object carries besides the usual ones."),
    dns: z
      .strictObject({
        namespace: dnsLabel.default("kube-system"),
        podLabels: z.record(labelKey, labelValue).default({ "k8s-app": "kube-dns" }),
        port: count(1).default(53),
        cidrs: z.array(z.cidrv4("an address range, such as 169.254.20.10/32")).default([]),
      })
      .prefault({})
      .describe(
        "The cluster's DNS servers; an address range is for a cache on the node, such as 169.254.20.10/32.",
      ),
    ...placement,
    services: z
      .record(dnsLabel, Placement)
      .default({})
      .describe("What differs for one service, by its name."),
    allow: allow.describe("As for a service, for the namespace."),
  },
  "an object with at least the context to deploy to, such as { context: production }",
);

const admissionMode = z.enum(["off", "warn", "deny"], "off, warn or deny");

export type AdmissionSettings = z.infer<typeof AdmissionSettings>;
export const AdmissionSettings = z
  .union(
    [
      admissionMode,
      z.strictObject({
        mode: admissionMode.default("deny"),
        fix: z
          .boolean("true or false")
          .default(false)
          .describe(
            "The API server fills in what a rule asks for and an object leaves out (Kubernetes 1.36 or later).",
          ),
      }),
    ],
    "off, warn, deny, or an object such as { mode: deny, fix: true }",
  )
  .default("deny")
  .describe(
    "What the API server does with objects of the stack that break a mandatory rule of the policies, whoever sends them: deny refuses them, warn only tells (Kubernetes 1.30 or later); with `{ mode: deny, fix: true }` it also fills in what a rule asks for and an object leaves out (1.36 or later).",
  );

/** Where one service runs: what stands for all, but for what the service has of its own. */
export const placementOf = (name: string, platform: KubernetesSettings): Placement => ({
  ...platform,
  allow: [],
  ...platform.services[name],
});
