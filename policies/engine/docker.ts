/** The inputs of a docker:index/container:Container of Pulumi's Docker provider that rules read. */
export interface DockerContainer {
  readonly name?: string;
  readonly image?: string;
  readonly privileged?: boolean;
  readonly capabilities?: { readonly adds?: readonly string[]; readonly drops?: readonly string[] };
  readonly pidMode?: string;
  readonly ipcMode?: string;
  readonly networkMode?: string;
  readonly usernsMode?: string;
  readonly securityOpts?: readonly string[];
  readonly volumes?: readonly DockerVolume[];
  readonly mounts?: readonly DockerMount[];
  readonly ports?: readonly {
    readonly internal?: number;
    readonly external?: number;
    readonly ip?: string;
  }[];
  readonly publishAllPorts?: boolean;
  /** In MB. */
  readonly memory?: number;
  readonly cpus?: string;
  readonly cpuQuota?: number;
  readonly cpuShares?: number;
  readonly ulimits?: readonly { readonly name?: string; readonly soft?: number; readonly hard?: number }[];
  /** no, on-failure, always or unless-stopped; no if unset. */
  readonly restart?: string;
  readonly healthcheck?: { readonly tests?: readonly string[] };
  readonly logDriver?: string;
  readonly logOpts?: Readonly<Record<string, string>>;
  readonly readOnly?: boolean;
  readonly user?: string;
}

/** Takes hostPath before volumeName. */
export interface DockerVolume {
  readonly hostPath?: string;
  readonly containerPath?: string;
}

export interface DockerMount {
  readonly type?: string;
  readonly source?: string;
  readonly target?: string;
  readonly volumeOptions?: { readonly driverOptions?: Readonly<Record<string, string>> };
}
