import type { Rendered } from "../support/render.ts";
import { unsealed } from "../support/secrets.ts";
import type { PolicySpec } from "./network.ts";

export interface Metadata {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface PodTemplate {
  readonly metadata: Pick<Metadata, "labels">;
  readonly spec: {
    readonly serviceAccountName: string;
    readonly imagePullSecrets?: readonly object[];
    readonly nodeSelector?: object;
    readonly tolerations?: readonly object[];
    readonly priorityClassName?: string;
    readonly containers: readonly {
      readonly image: string;
      readonly args?: readonly string[];
      readonly env?: readonly {
        readonly name: string;
        readonly value?: string;
        readonly valueFrom?: { readonly secretKeyRef?: { readonly name: string; readonly key: string } };
      }[];
      readonly resources: {
        readonly requests: Readonly<Record<string, string>>;
        readonly limits: Readonly<Record<string, string>>;
      };
      readonly volumeMounts: readonly {
        readonly name: string;
        readonly mountPath: string;
        readonly subPath?: string;
      }[];
    }[];
    readonly volumes: readonly {
      readonly name: string;
      readonly secret?: { readonly secretName: string };
      readonly configMap?: { readonly name: string };
    }[];
  };
}

export interface Workload {
  readonly metadata: Metadata;
  readonly spec: {
    readonly replicas: number;
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly strategy?: {
      readonly rollingUpdate: { readonly maxSurge: number; readonly maxUnavailable: number };
    };
    readonly template: PodTemplate;
    readonly volumeClaimTemplates?: readonly {
      readonly metadata: { readonly name: string };
      readonly spec: Claim["spec"];
    }[];
  };
}

export interface Claim {
  readonly metadata: Metadata;
  readonly spec: {
    readonly storageClassName?: string;
    readonly resources: { readonly requests: { readonly storage: string } };
  };
}

interface Range {
  readonly default: Readonly<Record<string, string>>;
  readonly defaultRequest: Readonly<Record<string, string>>;
  readonly max: Readonly<Record<string, string>>;
}

interface Kinds {
  readonly Deployment: Workload;
  readonly StatefulSet: Workload;
  readonly PersistentVolumeClaim: Claim;
  readonly NetworkPolicy: { readonly spec: PolicySpec };
  readonly Service: {
    readonly metadata: Metadata;
    readonly spec: { readonly selector: Readonly<Record<string, string>> };
  };
  readonly ServiceAccount: { readonly metadata: Metadata };
  readonly ResourceQuota: { readonly spec: { readonly hard: Readonly<Record<string, string>> } };
  readonly LimitRange: { readonly spec: { readonly limits: readonly Range[] } };
}

export const kindOf = ({ type }: Rendered): string => type.split(":").at(-1) ?? type;

/** What the cluster would be asked for, by kind. */
export const objects = <Kind extends keyof Kinds>(
  resources: readonly Rendered[],
  ...kinds: readonly Kind[]
): readonly Kinds[Kind][] =>
  resources
    .filter((it) => (kinds as readonly string[]).includes(kindOf(it)))
    .map(({ inputs }) => unsealed(inputs) as Kinds[Kind]);

export const workloads = (resources: readonly Rendered[]): readonly Workload[] =>
  objects(resources, "Deployment", "StatefulSet");
