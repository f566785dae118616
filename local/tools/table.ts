/** A program that the local environment or the tests need. */
export interface Tool {
  /** The folder with the go.mod and go.sum that pin it and all that it is made of; its own sources too, if it has any. */
  readonly group: "etcd" | "k8s" | "kwok" | "pulumi" | "../../test/policies/oracle";
  /** Its main package. */
  readonly package: string;
  /** Go variables that are set to a text when it is linked. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Seconds that a build takes on two cores with empty caches: the longest are built first. */
  readonly seconds: number;
  /** Megabytes that a build takes with empty caches, the caches included. */
  readonly megabytes: number;
  /** If one on PATH will do: how it tells its version, and the oldest that is good enough. */
  readonly onPath?: { readonly ask: readonly string[]; readonly from: string };
}

export const kubernetesVersion = "v1.36.3";

const kubernetesVariables = Object.fromEntries(
  ["k8s.io/component-base/version", "k8s.io/client-go/pkg/version"].flatMap((it) => [
    [`${it}.gitVersion`, kubernetesVersion],
    [`${it}.gitMajor`, "1"],
    [`${it}.gitMinor`, "36"],
    [`${it}.gitTreeState`, "clean"],
  ]),
);

const kubernetes = (name: string, seconds: number, megabytes: number): Tool => ({
  group: "k8s",
  package: `k8s.io/kubernetes/cmd/${name}`,
  variables: kubernetesVariables,
  seconds,
  megabytes,
});

/** Every tool. A new one is a row here, and a folder with its go.mod and go.sum if it shares no other's. */
export const tools = {
  pulumi: {
    group: "pulumi",
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    variables: { "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": "v3.258.0" },
    seconds: 245,
    megabytes: 3_000,
    onPath: { ask: ["version"], from: "3.255.0" },
  },
  "kube-apiserver": kubernetes("kube-apiserver", 225, 2_500),
  "kube-controller-manager": kubernetes("kube-controller-manager", 65, 700),
  "kube-scheduler": kubernetes("kube-scheduler", 7, 200),
  kubectl: kubernetes("kubectl", 24, 300),
  kwok: { group: "kwok", package: "sigs.k8s.io/kwok/cmd/kwok", seconds: 75, megabytes: 900 },
  kwokctl: { group: "kwok", package: "sigs.k8s.io/kwok/cmd/kwokctl", seconds: 20, megabytes: 300 },
  etcd: { group: "etcd", package: "go.etcd.io/etcd/server/v3", seconds: 65, megabytes: 600 },
  oracle: {
    group: "../../test/policies/oracle",
    package: "vectorstack.local/test/policies/oracle",
    seconds: 80,
    megabytes: 700,
  },
} as const satisfies Record<string, Tool>;

export type ToolName = keyof typeof tools;

export const toolNames = Object.keys(tools) as readonly ToolName[];

/** The linker's flags: no debug information, and the variables. */
export const linkerFlags = ({ variables = {} }: Tool): string =>
  ["-s -w", ...Object.entries(variables).map(([name, value]) => `-X ${name}=${value}`)].join(" ");
