import { Secret, type ResourceValidationPolicy } from "@pulumi/policy";
import { kindOf, type Resource } from "./manifest.ts";
import { eachContainer, resourceRule, type Policy, type Visit } from "./rule.ts";
import { each } from "./unknown.ts";

/** The paths that the engine marks secret, by URN. Only a remediation is shown the marks; it always runs first. */
const marked = new Map<string, readonly string[]>();

const isPlain = (resource: Pick<Resource, "type">) => !["Secret", undefined].includes(kindOf(resource));

export const marksStayInSecrets: Policy & ResourceValidationPolicy = {
  name: "secret-stays-in-secrets",
  description: "A value that is secret to Pulumi reaches no Kubernetes object but a Secret.",
  enforcementLevel: "remediate",
  sees: isPlain,
  remediateResource: (resource) => {
    if (isPlain(resource)) marked.set(resource.urn, secretPaths(resource.props));
  },
  validateResource: ({ urn }, report) => {
    for (const path of marked.get(urn) ?? [])
      report(`${path}: keep the secret value in a Secret and refer to it`);
    marked.delete(urn);
  },
};

/** Reads through property descriptors, which the proxies that hide the marks leave alone. */
const secretPaths = (tree: object, prefix = ""): readonly string[] =>
  Object.entries(Object.getOwnPropertyDescriptors(tree)).flatMap(
    ([key, descriptor]: [string, { value?: unknown }]) => {
      const { value } = descriptor;
      if (value instanceof Secret) return [prefix + key];
      return value instanceof Object ? secretPaths(value, `${prefix}${key}.`) : [];
    },
  );

interface Entry {
  readonly name?: string;
  readonly value?: string;
}

const eachEntry: Visit<Entry> = (resource, step) => {
  eachContainer(resource, ({ container }, label) =>
    each(container.env ?? [], (variable) => step(variable, `${label}env ${String(variable.name)}: `)),
  );
  if (kindOf(resource) !== "ConfigMap") return;
  const { data = {} }: { readonly data?: Readonly<Record<string, string>> } = resource.props;
  each(Object.keys(data), (name) => step({ name, value: data[name] ?? "" }, `data ${name}: `));
};

export const namesStayInSecrets = resourceRule(eachEntry)({
  name: "secret-is-not-written-out",
  description: "What is named like a secret is never written out where everybody can read it.",
  problems: {
    "keep the value in a Secret and refer to it": ({ name = "", value = "" }) =>
      /(^|[._-])(password|passwd|passphrase|token|secret|(api|access|private|secret)[._-]?key)$/i.test(
        name,
      ) &&
      value !== "" &&
      !refersToVariables.test(value),
  },
});

/** Text that Kubernetes fills in from other variables, such as $(PASSWORD). */
const refersToVariables = /^(\$\(\w+\))+$/;
