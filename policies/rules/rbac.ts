/** Resources by API group; the core group is "". */
export type Resources = Readonly<Record<string, readonly string[]>>;

export const roles = { engine: "object", kinds: ["Role", "ClusterRole"], level: "mandatory" } as const;
export const clusterRoles = { ...roles, kinds: ["ClusterRole"] } as const;
export const bindings = {
  engine: "object",
  kinds: ["RoleBinding", "ClusterRoleBinding"],
  level: "mandatory",
} as const;

export const writes = ["create", "update", "patch", "delete", "deletecollection"] as const;

const oneOf = (items: readonly string[]) => `[${items.map((item) => `'${item}'`).join(", ")}]`;

/** Every way to write the resource in a rule, wildcards included; pods/* is read as its author means it. */
function ways(resource: string): readonly string[] {
  const [name = "", subresource] = resource.split("/");
  return subresource === undefined
    ? ["*", resource]
    : ["*", resource, `${name}/*`, `*/${subresource}`, "*/*"];
}

const has = (field: string, items: readonly string[]) =>
  `r.?${field}.orValue([]).exists(x, x in ${oneOf([...new Set(items)])})`;

/**
 * A rule without API groups is not valid; it is judged as if it named all. One that looks in the core group for what is in
 * another grants nothing, until somebody corrects it: it is judged as it was meant.
 */
const inGroup = (group: string) =>
  `(size(r.?apiGroups.orValue([])) == 0 || ${has("apiGroups", ["*", "", group])})`;

/** CEL that is true if a rule of a role allows any of the verbs, or any verb at all, on any of the resources. */
export function grants(resources: Resources, verbs?: readonly string[]): string {
  const covered = Object.entries(resources).map(
    ([group, names]) => `${inGroup(group)} && ${has("resources", names.flatMap(ways))}`,
  );
  const verb = has("verbs", ["*", ...(verbs ?? [])]);
  const any = covered.join(" || ");
  return verbs ? `(${verb} && (${any}))` : `(${any})`;
}

/** A check that no rule of a role does so. */
export const noRule = (granted: string, message: string, field = "resources") =>
  ({ each: "policyRule", cel: `!${granted}`, field, message }) as const;
