import * as pulumi from "@pulumi/pulumi";
import { declareServices, Settings } from "../../components/index.ts";
import { KubernetesPlatform } from "../../components/kubernetes/platform.ts";

export interface Rendered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** Everything that a stack with these settings asks its providers for, without a cluster, in the order of type and name. */
export async function render(stack: string, value: unknown): Promise<readonly Rendered[]> {
  const resources: Rendered[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs, custom }) => {
        const given = inputs as Record<string, unknown>;
        if (custom) resources.push({ type, name, inputs: given });
        return { id: `${name}-id`, state: stateOf(type, name, given) };
      },
      call: ({ inputs }) => inputs as Record<string, unknown>,
    },
    "vectorstack",
    stack,
  );
  const settings = Settings.parse(value);
  new KubernetesPlatform("vectorstack", {
    stack,
    platform: settings.kubernetes,
    protect: settings.protect,
    services: declareServices(settings),
    secretSources: settings.secrets,
  });
  await pulumi.runtime.disconnect();
  return resources.toSorted((a, b) => `${a.type} ${a.name}`.localeCompare(`${b.type} ${b.name}`));
}

/** A name where the provider would make one up, and a secret that says whose it is. */
function stateOf(type: string, name: string, inputs: Record<string, unknown>): Record<string, unknown> {
  if (type === "random:index/randomPassword:RandomPassword") return { ...inputs, result: `<${name}>` };
  const { metadata } = inputs;
  return { ...inputs, metadata: { name: `<${name}>`, ...(typeof metadata === "object" ? metadata : {}) } };
}
