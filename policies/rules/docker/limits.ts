import { certainFirst, problemIf, some } from "../../engine/certain.ts";
import type { DockerContainer } from "../../engine/docker.ts";
import type { DockerRule, Problem } from "../../rule.ts";

type Judgement = (container: DockerContainer) => readonly Problem[];

const isPositive = (value: number | string | undefined): boolean => Number(value ?? 0) > 0;

const isRoot = (user: string): boolean => /^(root|0+)?(:|$)/.test(user);

/** A digest of a registry, or the id of an image that the host has. */
const isPinned = (image: string): boolean => /(^|@)sha256:[0-9a-f]{64}$/.test(image);

/** Whether the logs of the container cannot fill the disk; only json-file, which is the default, grows without end. */
const isRotated = ({ logDriver = "json-file", logOpts }: DockerContainer): boolean =>
  logDriver !== "json-file" || Boolean(logOpts?.["max-size"]);

const judgements: readonly Judgement[] = [
  ({ memory }) => problemIf(!isPositive(memory), "memory", "has no limit of memory"),
  ({ cpus, cpuQuota, cpuShares }) =>
    problemIf(
      !some([() => cpus, () => cpuQuota, () => cpuShares], (it) => isPositive(it())),
      "cpus",
      "has neither a limit nor a share of the processors",
    ),
  ({ ulimits = [] }) =>
    problemIf(
      !some(ulimits, ({ name, hard }) => name === "nproc" && isPositive(hard)),
      "ulimits",
      "has no limit of processes (nproc)",
    ),
  ({ restart = "no" }) => problemIf(restart === "no", "restart", "is not restarted when it ends"),
  ({ healthcheck }) => {
    const [kind = "NONE"] = healthcheck?.tests ?? [];
    return problemIf(kind === "NONE", "healthcheck.tests", "has no health check");
  },
  (container) => problemIf(!isRotated(container), "logOpts", "has logs that grow without end (max-size)"),
  ({ readOnly }) => problemIf(readOnly !== true, "readOnly", "may write to its root file system"),
  ({ user = "" }) => problemIf(isRoot(user), "user", "runs as root, or as whom its image says"),
  ({ image = "" }) => problemIf(!isPinned(image), "image", "has an image without a digest"),
];

export const limits: readonly DockerRule[] = [
  {
    id: "docker-limits",
    title: "Containers of a Docker host keep within their bounds",
    engine: "docker",
    holds:
      "memory is set; cpus, cpuQuota or cpuShares is set; ulimits has nproc, since Pulumi's Docker provider has no limit of pids; restart is not no, which is the default; healthcheck.tests is set and not NONE; logOpts has max-size if logDriver is json-file, which is taken for the default; readOnly is true, with tmpfs or volumes for what is written; user is set, and is neither root nor 0; image ends in a sha256 digest, or is the id of an image.",
    why: "One container without bounds takes the memory, processes or disk of the host from all others; one that nobody restarts or checks stays down.",
    mend: "set what is missing in the arguments of the container",
    severity: "medium",
    level: "advisory",
    levelReason: "some images have no program that could check their health, or must start as root",
    references: {},
    *judge(container) {
      yield* certainFirst(...judgements.map((judge) => () => judge(container)));
    },
  },
];
