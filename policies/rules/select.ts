/** CEL that is true if the label selector, which is there, selects the labels; an empty one selects all. */
export const selectsCel = (selector: string, labels: string): string => {
  const holds = (key: string) => `${key} in ${labels}`;
  const listed = `${holds("e.key")} && ${labels}[e.key] in e.?values.orValue([])`;
  const byOperator = `e.operator == 'In' ? (${listed}) : e.operator == 'NotIn' ? !(${listed}) : e.operator == 'Exists' ? ${holds("e.key")} : e.operator == 'DoesNotExist' && !(${holds("e.key")})`;
  return `(${selector}.?matchLabels.orValue({}).all(l, ${holds("l")} && ${labels}[l] == ${selector}.matchLabels[l]) && ${selector}.?matchExpressions.orValue([]).all(e, ${byOperator}))`;
};
