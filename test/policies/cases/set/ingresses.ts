import type { RawObject } from "../../../../policies/engine/value.ts";
import type { RuleCases } from "../../case.ts";
import { object, service } from "./objects.ts";

interface Way {
  readonly host?: string;
  readonly path?: string;
  readonly pathType?: string;
  readonly name?: string;
  readonly port?: RawObject;
}

const rule = ({
  host = "shop.example",
  path = "/",
  pathType = "Prefix",
  name = "app",
  port,
}: Way): RawObject => ({
  host,
  http: { paths: [{ path, pathType, backend: { service: { name, port: port ?? { name: "http" } } } }] },
});

const ingress = (ways: readonly Way[], change: RawObject = {}, spec: RawObject = {}): RawObject =>
  object("networking.k8s.io/v1", "Ingress", { rules: ways.map(rule), ...spec }, change);

const other = { name: "other" };
const toDefault = (name: string): RawObject =>
  ingress([{}], {}, { defaultBackend: { service: { name, port: { number: 80 } } } });

export const ingressesCases: readonly RuleCases[] = [
  {
    rule: "ingress-backend-exists",
    passes: [
      { name: "a port by name", object: ingress([{}]), among: [service()] },
      { name: "a port by number", object: ingress([{ port: { number: 80 } }]), among: [service()] },
      { name: "a default backend", object: toDefault("app"), among: [service()] },
      {
        name: "another resource",
        object: ingress(
          [],
          {},
          {
            defaultBackend: { resource: { apiGroup: "example.com", kind: "Bucket", name: "static" } },
          },
        ),
      },
    ],
    fails: [
      { name: "no Service", object: ingress([{}]), path: "spec.rules[0].http.paths[0].backend" },
      {
        name: "one in another namespace",
        object: ingress([{}]),
        among: [service({}, { namespace: "other" })],
      },
      {
        name: "another name",
        object: ingress([{}, { host: "b.example", name: "gone" }]),
        among: [service()],
      },
      {
        name: "a port that it does not have",
        object: ingress([{ port: { number: 81 } }]),
        among: [service()],
      },
      {
        name: "a default backend that does not exist",
        object: toDefault("gone"),
        among: [service()],
        path: "spec.defaultBackend",
      },
    ],
  },
  {
    rule: "ingress-unique",
    passes: [
      { name: "alone", object: ingress([{}]) },
      { name: "another path", object: ingress([{}]), among: [ingress([{ path: "/api" }], other)] },
      { name: "another host", object: ingress([{}]), among: [ingress([{ host: "b.example" }], other)] },
      {
        name: "an exact path with a slash is another path",
        object: ingress([{ path: "/a", pathType: "Exact" }]),
        among: [ingress([{ path: "/a/", pathType: "Exact" }], other)],
      },
    ],
    fails: [
      {
        name: "the same path",
        object: ingress([{ host: "b.example" }, { path: "/api" }]),
        among: [ingress([{ path: "/api" }], other)],
        path: "spec.rules[1].http.paths[0]",
      },
      {
        name: "of the same name in another namespace",
        object: ingress([{}]),
        among: [ingress([{}], { namespace: "other" })],
      },
      {
        name: "a prefix with a slash",
        object: ingress([{ path: "/a" }]),
        among: [ingress([{ path: "/a/" }], other)],
      },
      { name: "twice in one Ingress", object: ingress([{}, {}]) },
      {
        name: "every host",
        object: ingress([], {}, { rules: [{ ...rule({}), host: undefined }] }),
        among: [ingress([], other, { rules: [{ ...rule({}), host: undefined }] })],
      },
    ],
  },
];
