/** What selects the pods of one service; never changes, as selectors cannot. */
export const selector = (name: string) => ({ "app.kubernetes.io/name": name });

export interface Stack {
  readonly stack: string;
  /** Labels that the settings add to every object. */
  readonly labels: Readonly<Record<string, string>>;
}

/** What every object of the stack carries. */
export const stackLabels = ({ stack, labels }: Stack) => ({
  ...labels,
  "app.kubernetes.io/name": "vectorstack",
  "app.kubernetes.io/instance": stack,
  "app.kubernetes.io/part-of": "vectorstack",
  "app.kubernetes.io/managed-by": "pulumi",
});

/** What every object of one service carries. */
export const serviceLabels = (name: string, stack: Stack) => ({ ...stackLabels(stack), ...selector(name) });
