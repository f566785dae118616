import type { Rendered } from "../support/render.ts";
import { unsealed } from "../support/secrets.ts";

export interface Metadata {
  readonly name?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface PodTemplate {
  readonly metadata: Metadata;
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

export const kindOf = ({ type }: Rendered): string => type.split(":").at(-1) ?? type;

/** What the cluster would be asked for, by kind. */
export const objects = <T>(resources: readonly Rendered[], ...kinds: readonly string[]): readonly T[] =>
  resources.filter((it) => kinds.includes(kindOf(it))).map(({ inputs }) => unsealed(inputs) as T);

export const workloads = (resources: readonly Rendered[]): readonly Workload[] =>
  objects<Workload>(resources, "Deployment", "StatefulSet");
