import type { RawObject } from "../../../policies/engine/value.ts";
import type { RuleCases } from "../case.ts";
import { metadata } from "../objects.ts";

const service = (spec: RawObject): RawObject => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: metadata("app"),
  spec: {
    selector: { "app.kubernetes.io/name": "app" },
    ports: [{ name: "http", port: 80, targetPort: "http" }],
    ...spec,
  },
});

const balancer = (...loadBalancerSourceRanges: string[]) =>
  service({
    type: "LoadBalancer",
    ...(loadBalancerSourceRanges.length > 0 ? { loadBalancerSourceRanges } : {}),
  });

const external = (externalName: string): RawObject => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: metadata("outside"),
  spec: { type: "ExternalName", externalName },
});

const loadBalancers = { allowedTypes: ["LoadBalancer"] };

export const servicesCases: readonly RuleCases[] = [
  {
    rule: "service-not-exposed",
    passes: [
      { name: "no type", object: service({}) },
      { name: "headless", object: service({ clusterIP: "None" }) },
      { name: "an external name", object: external("example.com") },
      {
        name: "a node port that is allowed",
        object: service({ type: "NodePort" }),
        parameters: { allowedTypes: ["NodePort"] },
      },
      {
        name: "a load balancer that is allowed, for two networks",
        object: balancer("10.0.0.0/8", "192.0.2.0/24"),
        parameters: loadBalancers,
      },
    ],
    fails: [
      { name: "a node port", object: service({ type: "NodePort" }), path: "spec.type" },
      { name: "a load balancer for one network", object: balancer("10.0.0.0/8"), path: "spec.type" },
      {
        name: "a load balancer that is allowed, for everybody",
        object: balancer(),
        parameters: loadBalancers,
        path: "spec.loadBalancerSourceRanges",
      },
      {
        name: "everybody said so",
        object: balancer("10.0.0.0/8", "0.0.0.0/0"),
        parameters: loadBalancers,
        path: "spec.loadBalancerSourceRanges",
      },
      {
        name: "a node port where load balancers are allowed",
        object: service({ type: "NodePort" }),
        parameters: loadBalancers,
      },
    ],
  },
  {
    rule: "service-external-ips",
    passes: [
      { name: "none", object: service({}) },
      {
        name: "one that is allowed",
        object: service({ externalIPs: ["192.0.2.7"] }),
        parameters: { allowedIPs: ["192.0.2.7", "192.0.2.8"] },
      },
    ],
    fails: [
      {
        name: "one",
        object: service({ externalIPs: ["192.0.2.7"] }),
        path: "spec.externalIPs",
      },
      {
        name: "one besides one that is allowed",
        object: service({ externalIPs: ["192.0.2.7", "192.0.2.9"] }),
        parameters: { allowedIPs: ["192.0.2.7"] },
      },
    ],
  },
  {
    rule: "service-external-name",
    passes: [
      { name: "of another type", object: service({}) },
      { name: "a host", object: external("db.example.com") },
      { name: "a host that begins like localhost", object: external("localhost.example.com") },
      { name: "a public address", object: external("192.0.2.7") },
    ],
    fails: [
      { name: "localhost", object: external("localhost"), path: "spec.externalName" },
      ...[
        "app.localhost",
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",
        "169.254.169.254",
        "169.254.170.2",
        "100.100.100.200",
        "metadata.google.internal",
      ].map((name) => ({ name, object: external(name) })),
    ],
  },
];
