import type { RawObject } from "../../../policies/engine/value.ts";
import type { RuleCases } from "../case.ts";
import { metadata } from "../objects.ts";

const backend = { service: { name: "app", port: { name: "http" } } };
const rule = (host?: string, path = "/"): RawObject => ({
  ...(host === undefined ? {} : { host }),
  http: { paths: [{ path, pathType: "Prefix", backend }] },
});
const tls = (...hosts: string[]): RawObject => ({ hosts, secretName: "app-tls" });

const ingress = (spec: RawObject, annotations: RawObject = {}): RawObject => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "Ingress",
  metadata: metadata("app", { annotations }),
  spec: { rules: [rule("shop.example.com")], tls: [tls("shop.example.com")], ...spec },
});

const annotated = (name: string, value: string) =>
  ingress({}, { [`nginx.ingress.kubernetes.io/${name}`]: value });
const at = (path: string) => ingress({ rules: [rule("shop.example.com", path)] });

const settings = (data: RawObject): RawObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: metadata("ingress-nginx-controller"),
  data,
});

export const ingressCases: readonly RuleCases[] = [
  {
    rule: "ingress-tls",
    passes: [
      { name: "its host", object: ingress({}) },
      { name: "by a wildcard", object: ingress({ tls: [tls("*.example.com")] }) },
      {
        name: "a wildcard by itself",
        object: ingress({ rules: [rule("*.example.com")], tls: [tls("*.example.com")] }),
      },
      {
        name: "in the second block",
        object: ingress({ tls: [tls("other.example.com"), tls("a.example.com", "shop.example.com")] }),
      },
      { name: "no host to cover", object: ingress({ rules: [rule()] }) },
    ],
    fails: [
      { name: "no TLS", object: ingress({ tls: undefined }), path: "spec.tls" },
      { name: "empty TLS", object: ingress({ tls: [] }), path: "spec.tls" },
      { name: "no Secret", object: ingress({ tls: [{ hosts: ["shop.example.com"] }] }), path: "spec.tls" },
      { name: "another host", object: ingress({ tls: [tls("example.com")] }), path: "spec.rules[0].host" },
      { name: "no hosts", object: ingress({ tls: [{ secretName: "app-tls" }] }) },
      {
        name: "two labels by a wildcard",
        object: ingress({ rules: [rule("a.shop.example.com")], tls: [tls("*.example.com")] }),
      },
      {
        name: "the bare domain by a wildcard",
        object: ingress({ rules: [rule("example.com")], tls: [tls("*.example.com")] }),
      },
      {
        name: "a wildcard by one host",
        object: ingress({ rules: [rule("*.example.com")], tls: [tls("shop.example.com")] }),
      },
      {
        name: "one of two",
        object: ingress({ rules: [rule("shop.example.com"), rule("api.example.com")] }),
        path: "spec.rules[1].host",
      },
    ],
  },
  {
    rule: "ingress-host",
    passes: [
      { name: "a host", object: ingress({}) },
      { name: "a wildcard for one label", object: ingress({ rules: [rule("*.example.com")] }) },
    ],
    fails: [
      { name: "none", object: ingress({ rules: [rule()] }), path: "spec.rules[0].host" },
      { name: "an empty one", object: ingress({ rules: [rule("")] }) },
      {
        name: "none in the second rule",
        object: ingress({ rules: [rule("shop.example.com"), rule()] }),
        path: "spec.rules[1].host",
      },
      {
        name: "a default backend",
        object: ingress({ defaultBackend: backend }),
        path: "spec.defaultBackend",
      },
    ],
  },
  {
    rule: "ingress-snippets",
    passes: [
      { name: "an ordinary annotation", object: annotated("rewrite-target", "/$2") },
      { name: "a path of the application", object: at("/grassroots/etching") },
      { name: "snippets refused", object: settings({ "allow-snippet-annotations": "false" }) },
      { name: "another ConfigMap", object: settings({ "code-snippet": "return 1;" }) },
      {
        name: "words in an annotation of something else",
        object: ingress({}, { "example.com/note": "an alias for the root; see the wiki" }),
      },
    ],
    fails: [
      {
        name: "a snippet for the server",
        object: annotated("server-snippet", "return 200;"),
        path: "metadata.annotations",
      },
      {
        name: "a snippet of another controller",
        object: ingress({}, { "nginx.org/location-snippets": "return 200;" }),
      },
      { name: "Lua", object: annotated("auth-url", "content_by_lua_block { os.exit() }") },
      { name: "an alias", object: annotated("rewrite-target", "/x { alias /tmp/; }") },
      { name: "a root", object: annotated("rewrite-target", "/x { root  /; }") },
      {
        name: "a token of a service account",
        object: annotated("auth-url", "file:///var/run/secrets/token"),
      },
      {
        name: "a path of the controller's token",
        object: at("/var/run/secrets/kubernetes.io/serviceaccount/token"),
        path: "spec.rules[0].http.paths",
      },
      { name: "a path in /etc", object: at("/etc/nginx/nginx.conf") },
      {
        name: "snippets allowed",
        object: settings({ "allow-snippet-annotations": "true" }),
        path: "data.allow-snippet-annotations",
      },
      { name: "a snippet for all", object: settings({ "http-snippet": "lua_shared_dict x 1m;" }) },
    ],
  },
];
