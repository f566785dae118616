import { any } from "./unknown.ts";

/** A Kubernetes label selector; an empty one selects everything. */
export interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly Requirement[];
}

interface Requirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

type Labels = Readonly<Record<string, string>>;

export const selectsAll = (selector: Selector = {}): boolean =>
  Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions ?? []).length === 0;

export const selects = (selector: Selector, labels: Labels = {}): boolean =>
  !any(Object.keys(selector.matchLabels ?? {}), (key) => selector.matchLabels?.[key] !== labels[key]) &&
  !any(selector.matchExpressions ?? [], (requirement) => !meets(labels, requirement));

function meets(labels: Labels, { key, operator, values = [] }: Requirement): boolean {
  const has = key in labels;
  const listed = has && any(values, (value) => value === labels[key]);
  switch (operator) {
    case "In":
      return listed;
    case "NotIn":
      return !listed;
    case "Exists":
      return has;
    case "DoesNotExist":
      return !has;
    default:
      return false;
  }
}
