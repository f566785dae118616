/** Since which minor version of Kubernetes 1 an API is deprecated, and from which on it is served no longer. */
type Lifecycle = readonly [deprecated: number, removed: number | undefined, ...apis: readonly string[]];

const storage = "storage.k8s.io";
const admission = "admissionregistration.k8s.io";
const flow = "flowcontrol.apiserver.k8s.io";
const resource = "resource.k8s.io";

/**
 * Versions of APIs, or single kinds of them, from the lifecycles and comments of k8s.io/api 0.37; those that it has dropped,
 * from pluto's list of versions.
 */
const lifecycles: readonly Lifecycle[] = [
  [8, 16, "apps/v1beta1", "extensions/v1beta1/Deployment", "extensions/v1beta1/DaemonSet"],
  [8, 16, "extensions/v1beta1/ReplicaSet", "extensions/v1beta1/Scale"],
  [9, 16, "apps/v1beta2", "extensions/v1beta1/NetworkPolicy"],
  [10, 16, "extensions/v1beta1/PodSecurityPolicy"],
  [10, 22, "apiregistration.k8s.io/v1beta1"],
  [14, 17, "scheduling.k8s.io/v1alpha1/PriorityClass"],
  [14, 22, "extensions/v1beta1/Ingress", "scheduling.k8s.io/v1beta1/PriorityClass"],
  [16, 22, "apiextensions.k8s.io/v1beta1"],
  [16, 22, `${admission}/v1beta1/MutatingWebhookConfiguration`],
  [16, 22, `${admission}/v1beta1/ValidatingWebhookConfiguration`],
  [17, 22, "rbac.authorization.k8s.io/v1alpha1", "rbac.authorization.k8s.io/v1beta1"],
  [17, 22, `${storage}/v1beta1/CSINode`],
  [19, undefined, "v1/ComponentStatus"],
  [19, 22, "networking.k8s.io/v1beta1/Ingress", "networking.k8s.io/v1beta1/IngressClass"],
  [19, 22, "authentication.k8s.io/v1beta1/TokenReview", "authorization.k8s.io/v1beta1"],
  [19, 22, "certificates.k8s.io/v1beta1/CertificateSigningRequest", "coordination.k8s.io/v1beta1/Lease"],
  [19, 22, `${storage}/v1beta1/CSIDriver`, `${storage}/v1beta1/StorageClass`],
  [19, 22, `${storage}/v1beta1/VolumeAttachment`],
  [21, 24, `${storage}/v1alpha1/CSIStorageCapacity`, `${storage}/v1alpha1/VolumeAttachment`],
  [21, 25, "batch/v1beta1", "discovery.k8s.io/v1beta1", "policy/v1beta1"],
  [22, 25, "autoscaling/v2beta1", "events.k8s.io/v1beta1", "node.k8s.io/v1beta1"],
  [23, 26, "autoscaling/v2beta2", `${flow}/v1beta1`],
  [24, 27, `${storage}/v1beta1/CSIStorageCapacity`],
  [26, 29, `${flow}/v1beta2`],
  [29, 32, `${flow}/v1beta3`, "authentication.k8s.io/v1alpha1/SelfSubjectReview"],
  [29, 32, `${admission}/v1alpha1/ValidatingAdmissionPolicy`],
  [29, 32, `${admission}/v1alpha1/ValidatingAdmissionPolicyBinding`],
  [30, 33, "authentication.k8s.io/v1beta1/SelfSubjectReview"],
  [31, 34, `${admission}/v1beta1/ValidatingAdmissionPolicy`],
  [31, 34, `${admission}/v1beta1/ValidatingAdmissionPolicyBinding`],
  [32, 35, `${storage}/v1alpha1/VolumeAttributesClass`],
  [33, undefined, "v1/Endpoints"],
  [34, 37, "certificates.k8s.io/v1alpha1/ClusterTrustBundle", `${storage}/v1beta1/VolumeAttributesClass`],
  [34, 37, "networking.k8s.io/v1beta1/IPAddress", "networking.k8s.io/v1beta1/ServiceCIDR"],
  [35, 38, `${admission}/v1alpha1/MutatingAdmissionPolicy`, "coordination.k8s.io/v1alpha2"],
  [35, 38, `${admission}/v1alpha1/MutatingAdmissionPolicyBinding`, `${resource}/v1beta1`],
  [36, 39, "coordination.k8s.io/v1beta1/LeaseCandidate", `${resource}/v1alpha3/DeviceTaintRule`],
  [36, 39, `${resource}/v1beta2/DeviceClass`, `${resource}/v1beta2/ResourceClaim`],
  [36, 39, `${resource}/v1beta2/ResourceClaimTemplate`, `${resource}/v1beta2/ResourceSlice`],
  [37, 40, `${admission}/v1beta1/MutatingAdmissionPolicy`, "certificates.k8s.io/v1beta1/ClusterTrustBundle"],
  [37, 40, `${admission}/v1beta1/MutatingAdmissionPolicyBinding`],
  [37, 40, "certificates.k8s.io/v1beta1/PodCertificateRequest"],
  [37, 40, "storagemigration.k8s.io/v1beta1"],
];

const kindOf = "object.apiVersion + '/' + object.kind";

/** Whether the name is of a version of an API as a whole, not of a kind: the core group has none. */
const isVersion = (api: string) => /^[^/]+\/[^/]+$/.test(api) && !api.startsWith("v1/");

const listed = (apis: readonly string[]): readonly string[] =>
  (
    [
      ["object.apiVersion", apis.filter(isVersion)],
      [kindOf, apis.filter((api) => !isVersion(api))],
    ] as const
  ).flatMap(([value, names]) =>
    names.length === 0 ? [] : [`${value} in [${names.map((name) => `'${name}'`).join(", ")}]`],
  );

/** Kinds of the list whose version is a stable one. */
const ofStable = lifecycles
  .flatMap(([, , ...apis]) => apis)
  .filter((api) => !/alpha|beta/.test(api))
  .map((api) => `'${api.slice(api.lastIndexOf("/") + 1)}'`);

/** Most objects are of stable versions and kinds, and need no more than this. */
const mayBeListed = `(object.apiVersion.contains('beta') || object.apiVersion.contains('alpha') || object.kind in [${ofStable.join(", ")}])`;

const since = (minors: ReadonlyMap<number | undefined, readonly Lifecycle[]>): string => {
  const listedSince = [...minors]
    .filter(([minor]) => minor !== undefined)
    .map(([minor, those]) => {
      const is = listed(those.flatMap(([, , ...apis]) => apis)).join(" || ");
      return `(params.minor >= ${minor} && (${is}))`;
    });
  return `(${mayBeListed} && (${listedSince.join(" || ")}))`;
};

/** CEL that is true if the object's API is served no longer in the version of Kubernetes that is meant. */
export const isRemoved = since(Map.groupBy(lifecycles, ([, removed]) => removed));

/** CEL that is true if it is deprecated there, served or not. */
export const isDeprecated = since(Map.groupBy(lifecycles, ([deprecated]) => deprecated));
