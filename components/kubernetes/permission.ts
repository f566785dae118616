import * as pulumi from "@pulumi/pulumi";
import { refusal } from "./existing.ts";

/** A kind of object of the API. */
export interface Kind {
  readonly group: string;
  readonly resource: string;
}

/** What a plugin sends to make an object, whichever way it does it. */
const verbs = ["create", "patch"];

/**
 * Asks the cluster, before the first object of these kinds is made, whether the kubeconfig's user may make them: a preview sends
 * nothing that would tell. The client is loaded only then.
 * @throws in one sentence that names what is missing and what to do.
 */
export const permission = (context: string, kinds: readonly Kind[], otherwise: string): pulumi.ResourceHook =>
  new pulumi.ResourceHook(
    "permission to make policies",
    async () => {
      const { AuthorizationV1Api, KubeConfig } = await import("@kubernetes/client-node");
      const config = new KubeConfig();
      config.loadFromDefault();
      config.setCurrentContext(context);
      const api = config.makeApiClient(AuthorizationV1Api);
      const may = async ({ group, resource }: Kind, verb: string): Promise<boolean> => {
        const spec = { resourceAttributes: { group, resource, verb } };
        const { status } = await api.createSelfSubjectAccessReview({ body: { spec } });
        return status?.allowed !== false;
      };
      const asked = kinds.flatMap((kind) => verbs.map((verb) => ({ kind, verb })));
      const answers = await Promise.all(asked.map(({ kind, verb }) => may(kind, verb)));
      const missing = asked.filter((_, index) => answers[index] === false);
      if (missing.length === 0) return;
      const either = (names: readonly string[]) => [...new Set(names)].join(" or ");
      throw refusal(
        `the user of context ${context} may not ${either(missing.map(({ verb }) => verb))} ` +
          `${either(missing.map(({ kind }) => `${kind.resource}.${kind.group}`))}: grant it, or ${otherwise}`,
      );
    },
    { onDryRun: true },
  );
