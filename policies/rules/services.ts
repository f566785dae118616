import type { ObjectRule } from "../rule.ts";
import { isEverything, isLocalAddress, isNetwork } from "./addresses.ts";

const shared = { engine: "object", kinds: ["Service"], level: "mandatory" } as const;

const type = "object.?spec.?type.orValue('ClusterIP')";

/** The names under which clouds give out the credentials of their machines. */
const metadataNames = [
  "metadata",
  "metadata.google.internal",
  "metadata.azure.internal",
  "metadata.tencentyun.com",
  "metadata.oraclecloud.com",
  "metadata.platformequinix.com",
  "instance-data",
  "instance-data.ec2.internal",
];

/** Addresses of metadata services that are not link-local, as 169.254.169.254 is: of Alibaba and Oracle Cloud. */
const metadataAddresses = ["100.100.100.200", "192.0.0.192"];

const name = "object.spec.externalName.lowerAscii().trim()";

const leadsBack = [
  `${name}.matches('(^|[.])localhost([.]localdomain)?[.]?$')`,
  `${name}.matches('^(${metadataNames.join("|").replaceAll(".", "[.]")})[.]?$')`,
  `${name} in ['${metadataAddresses.join("', '")}']`,
  isLocalAddress(name),
];

/** What Services may not open or stand for. */
export const services: readonly ObjectRule[] = [
  {
    ...shared,
    id: "service-not-exposed",
    title: "Services are reachable from within the cluster only",
    holds:
      "The type of a Service is neither NodePort nor LoadBalancer unless the parameter allowedTypes names it; a LoadBalancer has loadBalancerSourceRanges, all of them networks and none of them everything.",
    why: "Such a Service is open to whoever reaches the nodes or the load balancer, without TLS and without an Ingress in front.",
    mend: "use the type ClusterIP behind an Ingress, or allow the type and set loadBalancerSourceRanges",
    severity: "high",
    references: {
      kubeLinter: ["exposed-services"],
      kyverno: ["restrict-nodeport", "no-loadbalancer-service"],
    },
    parameters: {
      allowedTypes: {
        type: "array",
        items: { type: "string", pattern: "^(NodePort|LoadBalancer)$" },
        default: [],
        description: "The types that are allowed besides ClusterIP and ExternalName: NodePort, LoadBalancer.",
      },
    },
    checks: [
      {
        each: "object",
        cel: `!(${type} in ['NodePort', 'LoadBalancer']) || ${type} in params.allowedTypes`,
        field: "spec.type",
        message: "is reachable from outside the cluster",
      },
      {
        each: "object",
        cel: `${type} != 'LoadBalancer' || (size(object.spec.?loadBalancerSourceRanges.orValue([])) > 0 && object.spec.loadBalancerSourceRanges.all(x, ${isNetwork("x.trim()")} && !${isEverything("x.trim()")}))`,
        field: "spec.loadBalancerSourceRanges",
        message: "lets every address through its load balancer",
      },
    ],
  },
  {
    ...shared,
    id: "service-external-ips",
    title: "No external addresses that nobody assigned",
    holds: "externalIPs of a Service is not set, or every one is among the parameter allowedIPs.",
    why: "Whoever sets externalIPs takes the cluster's traffic to these addresses (CVE-2020-8554).",
    mend: "remove externalIPs and use a LoadBalancer or an Ingress",
    severity: "high",
    references: { trivy: ["KSV-0108"], kyverno: ["restrict-external-ips"] },
    parameters: {
      allowedIPs: {
        type: "array",
        items: { type: "string", pattern: "^[0-9A-Fa-f.:]+$" },
        default: [],
        description: "The addresses that a Service may have in externalIPs.",
      },
    },
    checks: [
      {
        each: "object",
        cel: "object.?spec.?externalIPs.orValue([]).all(x, x in params.allowedIPs)",
        field: "spec.externalIPs",
        message: "takes the traffic of addresses that are not allowed",
      },
    ],
  },
  {
    ...shared,
    id: "service-external-name",
    title: "External names lead outside",
    holds:
      "The externalName of a Service is not localhost, nor an address that is unspecified, loopback or link-local, nor the metadata service of a cloud.",
    why: "An Ingress controller or proxy that follows the name would reach its own admin port, or the node's credentials.",
    mend: "name a host outside the cluster",
    severity: "medium",
    references: { kyverno: ["no-localhost-service"] },
    checks: [
      {
        each: "object",
        cel: `${type} != 'ExternalName' || !has(object.spec.externalName) || !(${leadsBack.join(" || ")})`,
        field: "spec.externalName",
        message: "leads back into the cluster or to the metadata of its node",
      },
    ],
  },
];
