import {
  ApiException,
  CoreV1Api,
  KubeConfig,
  KubernetesObjectApi,
  type KubernetesObject,
  VersionApi,
} from "@kubernetes/client-node";
import { type Answer, until } from "../interrupt.ts";
import { Problem, sentence } from "../problem.ts";
import { furniture } from "./furniture.ts";

/** The name of the context that the client makes up where there is no kubeconfig. */
const invented = "loaded-context";

/** The kubeconfig's context, ready to be asked; a Problem that names what the kubeconfig lacks. */
export function connect(context: string, kubeconfig?: string): KubeConfig {
  const config = new KubeConfig();
  try {
    if (kubeconfig === undefined) config.loadFromDefault();
    else config.loadFromFile(kubeconfig);
  } catch (thrown) {
    throw new Problem(`cannot read the kubeconfig ${kubeconfig ?? ""}: ${sentence(thrown)}`);
  }
  const known = config.contexts.map(({ name }) => name).filter((it) => it !== invented);
  if (!known.includes(context))
    throw new Problem(
      `the kubeconfig has no context ${JSON.stringify(context)}: it has ${known.join(", ") || "none at all"}`,
    );
  config.setCurrentContext(context);
  return config;
}

/** The server of the context, for messages. */
export const serverOf = (config: KubeConfig): string => config.getCurrentCluster()?.server ?? "no server";

/**
 * Resolves once the API server answers; a Problem that says why it does not after `seconds`, or whatever `check` throws
 * meanwhile.
 */
export async function reach(
  config: KubeConfig,
  seconds: number,
  signal?: AbortSignal,
  check: () => void = () => undefined,
): Promise<void> {
  const version = config.makeApiClient(VersionApi);
  const ask = (): Promise<Answer<unknown>> => {
    check();
    return answerOf(version.getCode());
  };
  await until(`the Kubernetes API at ${serverOf(config)} does not answer`, seconds, ask, signal);
}

/** Puts the furniture into a new cluster and waits until pods can be placed on its nodes. */
export async function furnish(config: KubeConfig, signal?: AbortSignal): Promise<void> {
  const objects = KubernetesObjectApi.makeApiClient(config);
  const core = config.makeApiClient(CoreV1Api);
  for (const object of furniture)
    await until(
      `${object.kind} ${object.metadata?.name} cannot be created`,
      30,
      () => answerOf(objects.create(object).catch(ifThere(object))),
      signal,
    );
  await until("the nodes are not ready", 30, async () => ready((await core.listNode()).items), signal);
}

const ready = (
  nodes: readonly {
    readonly status?: { readonly conditions?: readonly { type: string; status: string }[] };
  }[],
): Answer<true> => {
  const waiting = nodes.filter(
    ({ status }) => !status?.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True"),
  );
  return waiting.length === 0 ? { value: true } : { because: `${waiting.length} of ${nodes.length} are not` };
};

const ifThere =
  (object: KubernetesObject) =>
  (thrown: unknown): KubernetesObject => {
    if (thrown instanceof ApiException && thrown.code === 409) return object;
    throw thrown;
  };

const answerOf = <T>(asked: Promise<T>): Promise<Answer<T>> =>
  asked.then(
    (value) => ({ value }),
    (thrown: unknown) => ({ because: reasonOf(thrown) }),
  );

/** Why a request failed, in a few words. */
export function reasonOf(thrown: unknown): string {
  if (thrown instanceof ApiException) {
    const body: unknown = thrown.body;
    const message = typeof body === "string" ? /"message":"((?:[^"\\]|\\.)*)"/.exec(body)?.[1] : undefined;
    return `${thrown.code} ${message ?? ""}`.trim();
  }
  return sentence(thrown instanceof Error && thrown.cause !== undefined ? thrown.cause : thrown);
}
