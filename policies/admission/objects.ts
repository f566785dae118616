/** Which requests a policy or binding is for, as the API server writes it out. */
export interface Match {
  matchPolicy: "Equivalent";
  namespaceSelector: Selector;
  objectSelector: Selector;
  resourceRules?: ResourceRule[];
}

export interface Selector {
  matchLabels?: Record<string, string>;
}

export type Operation = "CREATE" | "UPDATE" | "DELETE";

export interface ResourceRule {
  apiGroups: string[];
  apiVersions: string[];
  operations: Operation[];
  resources: string[];
  scope: "Namespaced" | "Cluster";
}

export interface Named {
  name: string;
  expression: string;
}

export interface Validation {
  expression: string;
  message: string;
  messageExpression?: string;
}

/** The spec of a ValidatingAdmissionPolicy. */
export interface ValidatingSpec {
  failurePolicy: "Fail";
  matchConstraints: Match;
  matchConditions: Named[];
  variables: Named[];
  validations: Validation[];
}

export interface Mutation {
  patchType: "JSONPatch";
  jsonPatch: { expression: string };
}

/** The spec of a MutatingAdmissionPolicy. */
export interface MutatingSpec {
  failurePolicy: "Fail";
  reinvocationPolicy: "Never";
  matchConstraints: Match;
  matchConditions: Named[];
  variables: Named[];
  mutations: Mutation[];
}

export type Action = "Deny" | "Warn" | "Audit";

/** The spec of a ValidatingAdmissionPolicyBinding. */
export interface BindingSpec {
  policyName: string;
  matchResources: Match;
  validationActions: Action[];
}

/** The spec of a MutatingAdmissionPolicyBinding. */
export interface MutatingBindingSpec {
  policyName: string;
  matchResources: Match;
}
