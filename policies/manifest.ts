/** One resource as the engine shows it: a type token and what was asked for. Any field may be missing. */
export interface Resource {
  readonly type: string;
  readonly urn: string;
  readonly props: Readonly<Record<string, unknown>>;
}

export interface Metadata {
  readonly name?: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface Pod {
  readonly metadata?: Metadata;
  readonly spec?: PodSpec;
}

export interface PodSpec {
  readonly automountServiceAccountToken?: boolean;
  readonly containers?: readonly Container[];
  readonly ephemeralContainers?: readonly Container[];
  readonly hostIPC?: boolean;
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly initContainers?: readonly Container[];
  readonly restartPolicy?: string;
  readonly securityContext?: SecurityContext;
  readonly serviceAccountName?: string;
  readonly volumes?: readonly { readonly name?: string; readonly hostPath?: object }[];
}

export interface Container {
  readonly name?: string;
  readonly image?: string;
  readonly env?: readonly { readonly name?: string; readonly value?: string }[];
  readonly ports?: readonly { readonly hostPort?: number }[];
  readonly readinessProbe?: object;
  readonly resources?: {
    readonly limits?: Readonly<Record<string, string>>;
    readonly requests?: Readonly<Record<string, string>>;
  };
  readonly securityContext?: SecurityContext & {
    readonly allowPrivilegeEscalation?: boolean;
    readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
    readonly privileged?: boolean;
    readonly readOnlyRootFilesystem?: boolean;
  };
}

interface SecurityContext {
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly seccompProfile?: { readonly type?: string };
}

/** The Kubernetes kind of a resource, in whichever API version; nothing for other providers' resources. */
export const kindOf = ({ type }: Pick<Resource, "type">): string | undefined =>
  /^kubernetes:[^:]+:(\w+)$/.exec(type)?.[1];

interface Holder {
  readonly spec?: {
    readonly template?: Pod;
    readonly jobTemplate?: { readonly spec?: { readonly template?: Pod } };
  };
  readonly template?: Pod;
}

/** The pod, or the template of pods, that a resource asks for. */
export function podOf(resource: Pick<Resource, "type" | "props">): Pod | undefined {
  const props: Pod & Holder = resource.props;
  switch (kindOf(resource)) {
    case "Pod":
      return props;
    case "PodTemplate":
      return props.template;
    case "CronJob":
      return props.spec?.jobTemplate?.spec?.template;
    case "DaemonSet":
    case "Deployment":
    case "Job":
    case "ReplicaSet":
    case "ReplicationController":
    case "StatefulSet":
      return props.spec?.template;
    default:
      return undefined;
  }
}
