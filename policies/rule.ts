import type { EnforcementLevel, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { podOf, type Container, type Pod, type Resource } from "./manifest.ts";
import { each } from "./unknown.ts";

/** What must hold, and what is to be done when it does not. */
export interface Rule<Subject, Context extends readonly unknown[] = []> {
  readonly name: string;
  readonly description: string;
  /** @default "mandatory" */
  readonly enforcementLevel?: EnforcementLevel;
  /** By the message that says how to mend it, whether a subject has that problem. */
  readonly problems: Readonly<Record<string, (subject: Subject, ...context: Context) => boolean>>;
}

export type Policy = (ResourceValidationPolicy | StackValidationPolicy) & {
  /** Whether the resource holds anything that the policy judges. */
  readonly sees: (resource: Resource) => boolean;
};

export interface PodContainer {
  readonly role: string;
  readonly container: Container;
  readonly pod: Pod;
}

/** Hands every subject that a resource holds to the step, with the words that tell it from its neighbours. */
export type Visit<Subject> = (resource: Resource, step: (subject: Subject, label: string) => void) => void;

export const eachPod: Visit<Pod> = (resource, step) => {
  const pod = podOf(resource);
  if (pod) step(pod, "");
};

const roles = [
  ["init container", "initContainers"],
  ["container", "containers"],
  ["ephemeral container", "ephemeralContainers"],
] as const;

export const eachContainer: Visit<PodContainer> = (resource, step) =>
  eachPod(resource, (pod) =>
    each(roles, ([role, field]) =>
      each(pod.spec?.[field] ?? [], (container) => {
        const name: unknown = Object.getOwnPropertyDescriptor(container, "name")?.value;
        step({ role, container, pod }, `${role} ${String(name)}: `);
      }),
    ),
  );

/** A rule on what each resource holds, judged before the resource is made. */
export const resourceRule =
  <Subject>(visit: Visit<Subject>) =>
  ({ problems, ...rule }: Rule<Subject>): Policy & ResourceValidationPolicy => ({
    ...rule,
    sees: seenBy(visit),
    validateResource: (resource, report) =>
      visit(resource, (subject, label) =>
        each(Object.entries(problems), ([message, has]) => {
          if (has(subject)) report(label + message);
        }),
      ),
  });

/** A rule on what each resource holds among all resources of the stack, judged when all of them are known. */
export const stackRule =
  <Subject>(visit: Visit<Subject>) =>
  ({
    problems,
    ...rule
  }: Rule<Subject, [resources: readonly Resource[]]>): Policy & StackValidationPolicy => ({
    ...rule,
    sees: seenBy(visit),
    validateStack: ({ resources }, report) =>
      each(resources, (resource) =>
        visit(resource, (subject, label) =>
          each(Object.entries(problems), ([message, has]) => {
            if (has(subject, resources)) report(label + message, resource.urn);
          }),
        ),
      ),
  });

/** A rule on every pod, whichever kind of object asks for it. */
export const podRule = resourceRule(eachPod);

/** A rule on every container of every pod: init, ephemeral and ordinary ones. */
export const containerRule = resourceRule(eachContainer);

const seenBy =
  <Subject>(visit: Visit<Subject>) =>
  (resource: Resource): boolean => {
    let seen = false;
    visit(resource, () => {
      seen = true;
    });
    return seen;
  };
