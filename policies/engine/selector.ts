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

export type Labels = Readonly<Record<string, string>>;

export const selectsAll = ({ matchLabels = {}, matchExpressions = [] }: Selector = {}): boolean =>
  Object.keys(matchLabels).length === 0 && matchExpressions.length === 0;

export const selects = (
  { matchLabels = {}, matchExpressions = [] }: Selector,
  labels: Labels = {},
): boolean =>
  Object.keys(matchLabels).every((key) => matchLabels[key] === labels[key]) &&
  matchExpressions.every((requirement) => meets(labels, requirement));

function meets(labels: Labels, { key, operator, values = [] }: Requirement): boolean {
  const has = key in labels;
  const listed = has && values.some((value) => value === labels[key]);
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
