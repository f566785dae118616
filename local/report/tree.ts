import { type Deployment, type Resource } from "../engine/state.ts";

/** A component of the stack, with the cluster objects that are its own and the components inside it. */
export interface Component {
  readonly type: string;
  readonly name: string;
  readonly objects: readonly ClusterObject[];
  readonly children: readonly Component[];
}

/** An object of the cluster that a resource in the state stands for. */
export interface ClusterObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

const nameOf = (urn: string): string => urn.split("::").at(-1) ?? urn;

/** The components of a deployment as a tree, with the stack as its root; undefined if nothing is deployed. */
export function componentTree({ resources = [] }: Deployment): Component | undefined {
  const present = resources.filter((it) => !it.delete);
  const children = Map.groupBy(present, ({ parent = "" }) => parent);
  const under = (urn: string): readonly Resource[] => children.get(urn) ?? [];
  const objectsUnder = (urn: string): readonly ClusterObject[] =>
    under(urn)
      .filter(({ custom }) => custom)
      .flatMap((it) => [...objectOf(it), ...objectsUnder(it.urn)]);
  const componentOf = ({ type, urn }: Resource): Component => ({
    type,
    name: nameOf(urn),
    objects: objectsUnder(urn),
    children: under(urn)
      .filter(({ custom }) => !custom)
      .map(componentOf),
  });
  const root = present.find(({ type }) => type === "pulumi:pulumi:Stack");
  return root && componentOf(root);
}

function objectOf({ type, id, inputs = {} }: Resource): readonly ClusterObject[] {
  const { apiVersion, kind } = inputs as { readonly apiVersion?: string; readonly kind?: string };
  if (!type.startsWith("kubernetes:") || id === undefined || !apiVersion || !kind) return [];
  const slash = id.indexOf("/");
  const namespace = slash === -1 ? {} : { namespace: id.slice(0, slash) };
  return [{ apiVersion, kind, name: id.slice(slash + 1), ...namespace }];
}

/** A line for each component, indented by its depth, with what `describe` says of it. */
export function formatTree(root: Component, describe: (component: Component) => string): readonly string[] {
  const rows = (component: Component, depth: number): { readonly left: string; readonly right: string }[] => [
    { left: `${"  ".repeat(depth)}${component.type} ${component.name}`, right: describe(component) },
    ...component.children.flatMap((it) => rows(it, depth + 1)),
  ];
  const all = rows(root, 0);
  const width = Math.max(...all.map(({ left }) => left.length));
  return all.map(({ left, right }) => (right === "" ? left : `${left.padEnd(width)}  ${right}`));
}
