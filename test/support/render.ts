import * as pulumi from "@pulumi/pulumi";
import { declareServices, Settings } from "../../components/index.ts";
import { KubernetesPlatform, type KubernetesPlatformArgs } from "../../components/kubernetes/platform.ts";

export interface Rendered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly options: pulumi.CustomResourceOptions;
  /** Whether it is only looked at, as it is there already. */
  readonly isRead: boolean;
}

/** What the program finds outside of itself. */
export interface World {
  /** What the cluster answers when an object is read, by kind and id. */
  readonly cluster?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** What `pulumi config set` has stored, by key. */
  readonly config?: Readonly<Record<string, string>>;
  /** The name that the provider makes up for an object without one. */
  readonly autoName?: (name: string, inputs: object) => string;
}

const renderings = new Map<string, Promise<readonly Rendered[]>>();

/** Everything that a stack with these settings asks its providers for, without a cluster, in the order of type and name. */
export function render(stack: string, value: unknown, world: World = {}): Promise<readonly Rendered[]> {
  const asked = JSON.stringify([stack, value, world, world.autoName?.name]);
  const found = renderings.get(asked) ?? renderSettings(stack, Settings.parse(value), world);
  renderings.set(asked, found);
  return found;
}

const renderSettings = (stack: string, settings: Settings, world: World): Promise<readonly Rendered[]> =>
  renderServices(
    {
      stack,
      platform: settings.kubernetes,
      admission: settings.admission,
      exempted: [],
      protect: settings.protect,
      services: declareServices(settings),
      secretSources: settings.secrets,
    },
    world,
  );

/** The same for services of any declaration. */
export async function renderServices(
  args: KubernetesPlatformArgs,
  { cluster = {}, config = {}, autoName = (name) => `<${name}>` }: World = {},
): Promise<readonly Rendered[]> {
  const options = new Map<string, pulumi.CustomResourceOptions>();
  const resources: Rendered[] = [];
  const newResource = ({ type, name, inputs, custom, id }: pulumi.runtime.MockResourceArgs) => {
    const given = inputs as Record<string, unknown>;
    const isRead = Boolean(id);
    if (custom === true)
      resources.push({ type, name, inputs: given, options: options.get(key(type, name)) ?? {}, isRead });
    const found = isRead ? cluster[`${type.split(":").at(-1)} ${id}`] : undefined;
    return { id: `${name}-id`, state: found ?? stateOf(type, name, given, autoName) };
  };
  const call = ({ inputs }: pulumi.runtime.MockCallArgs) => inputs as Record<string, unknown>;
  await pulumi.runtime.setMocks({ newResource, call }, "vectorstack", args.stack);
  acceptHooks(pulumi.runtime.getMonitor());
  pulumi.runtime.setAllConfig(
    Object.fromEntries(Object.entries(config).map(([name, value]) => [`vectorstack:${name}`, value])),
  );
  const remember: pulumi.ResourceTransformation = ({ type, name, opts }) => {
    options.set(key(type, name), opts);
    return undefined;
  };
  new KubernetesPlatform("vectorstack", args, { transformations: [remember] });
  await pulumi.runtime.disconnect();
  pulumi.runtime.setAllConfig({});
  return resources.toSorted((a, b) => key(a.type, a.name).localeCompare(key(b.type, b.name)));
}

/** The mocks take resources with hooks, but not the hooks themselves. */
const acceptHooks = (monitor: object | undefined): void => {
  const registerResourceHook = (_: unknown, done: (error: null) => void) => done(null);
  if (monitor !== undefined) Object.assign(monitor, { registerResourceHook });
};

const key = (type: string, name: string) => `${type} ${name}`;

/** A name where the provider would make one up, and a secret that says whose it is. */
function stateOf(
  type: string,
  name: string,
  inputs: Record<string, unknown>,
  autoName: NonNullable<World["autoName"]>,
): Record<string, unknown> {
  if (type === "random:index/randomPassword:RandomPassword")
    return { ...inputs, result: password(name, inputs) };
  const { metadata } = inputs;
  return {
    ...inputs,
    metadata: { name: autoName(name, inputs), ...(typeof metadata === "object" ? metadata : {}) },
  };
}

const password = (name: string, { keepers }: { readonly keepers?: { readonly version?: string } }) =>
  keepers?.version === "1" ? `<${name}>` : `<${name} ${keepers?.version}>`;
