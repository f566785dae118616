import type { ObjectRule } from "../rule.ts";

const shared = { engine: "object", level: "mandatory" } as const;

/** CEL: the host of a TLS block covers that of the rule, by its name or by a wildcard for its first label. */
const covers =
  "h == r.host || (h.startsWith('*.') && r.host.contains('.') && r.host.substring(r.host.indexOf('.')) == h.substring(1))";

/** What takes over the controller or reads its files when a controller for nginx pastes it into its configuration. */
const injection = [
  "_by_lua",
  "\\\\blua_",
  "\\\\b(alias|root)\\\\b[^;]*;",
  "/etc/(passwd|shadow|group|nginx|ingress-controller|kubernetes)",
  "/var/run/(secrets|kubernetes)",
  "/run/secrets",
  "serviceaccount",
].join("|");

const annotations = "object.metadata.?annotations.orValue({})";

const snippets = "^(main|http|server|stream|location|configuration|auth|global-auth|modsecurity)-snippet$";

/** What Ingresses may not do. */
export const ingress: readonly ObjectRule[] = [
  {
    ...shared,
    id: "ingress-tls",
    kinds: ["Ingress"],
    title: "Every host of an Ingress has TLS",
    holds:
      "spec.tls is not empty, each of its blocks names a Secret, and each host of a rule is among the hosts of a block, by its name or by a wildcard for its first label.",
    why: "Without TLS everybody on the way reads passwords and cookies; a host that no certificate covers gets a wrong one.",
    mend: "list the host in spec.tls with the secretName of its certificate",
    severity: "high",
    references: { kyverno: ["ingress-host-match-tls", "require-ingress-https"] },
    checks: [
      {
        each: "object",
        cel: "size(object.?spec.?tls.orValue([])) > 0",
        field: "spec.tls",
        message: "has no TLS",
      },
      {
        each: "object",
        cel: "object.?spec.?tls.orValue([]).all(t, t.?secretName.orValue('') != '')",
        field: "spec.tls",
        message: "names no Secret for the certificate of some hosts",
      },
      {
        each: "ingressRule",
        cel: `r.?host.orValue('') == '' || object.spec.?tls.orValue([]).exists(t, t.?hosts.orValue([]).exists(h, ${covers}))`,
        field: "host",
        message: "has no TLS",
      },
    ],
  },
  {
    ...shared,
    id: "ingress-host",
    kinds: ["Ingress"],
    title: "An Ingress answers for named hosts only",
    holds: "Every rule has a host other than *, and there is no defaultBackend.",
    why: "Whoever answers for every host takes the requests of hosts that belong to others.",
    mend: "give every rule its host and remove defaultBackend",
    severity: "medium",
    references: {
      kyverno: [
        "disallow-empty-ingress-host",
        "restrict-ingress-wildcard",
        "restrict-ingress-defaultbackend",
      ],
    },
    checks: [
      {
        each: "ingressRule",
        cel: "!(r.?host.orValue('') in ['', '*'])",
        field: "host",
        message: "answers for every host",
      },
      {
        each: "object",
        cel: "!object.?spec.?defaultBackend.hasValue() && !object.?spec.?backend.hasValue()",
        field: "spec.defaultBackend",
        message: "answers for every host by a default backend",
      },
    ],
  },
  {
    ...shared,
    id: "ingress-snippets",
    kinds: ["Ingress", "ConfigMap"],
    title: "No configuration of nginx by way of an Ingress",
    holds:
      "An Ingress has no annotation that ends in -snippet or -snippets, and none of its annotations for nginx and none of its paths has Lua, the directives alias or root, or a file of the controller or of a service account; a ConfigMap neither allows snippets nor has one.",
    why: "A snippet runs as the controller, which reads the Secrets of all namespaces (CVE-2021-25742, 25745, 25746).",
    mend: "use the annotations that the controller has for the purpose, and set allow-snippet-annotations to false",
    severity: "critical",
    references: {
      nsa: ["C-0059"],
      checkov: ["CKV_K8S_152", "CKV_K8S_153", "CKV_K8S_154"],
      kyverno: ["disallow-ingress-nginx-custom-snippets", "restrict-annotations", "restrict-ingress-paths"],
    },
    checks: [
      {
        each: "object",
        kinds: ["Ingress"],
        cel: `${annotations}.all(k, !k.matches('-snippets?$'))`,
        field: "metadata.annotations",
        message: "has a snippet",
      },
      {
        each: "object",
        kinds: ["Ingress"],
        cel: `${annotations}.all(k, !k.contains('nginx') || !${annotations}[k].lowerAscii().matches('${injection}'))`,
        field: "metadata.annotations",
        message: "has an annotation that reaches into the controller",
      },
      {
        each: "ingressRule",
        kinds: ["Ingress"],
        cel: "r.?http.?paths.orValue([]).all(p, !p.?path.orValue('').lowerAscii().matches('/etc(/|$)|/var/run/|/run/secrets|^/root(/|$)|serviceaccount|_by_lua|[;{}]'))",
        field: "http.paths",
        message: "has a path that reaches into the controller's files",
      },
      {
        each: "entry",
        kinds: ["ConfigMap"],
        cel: `k == 'allow-snippet-annotations' ? string(object.data[k]).lowerAscii() != 'true' : !k.matches('${snippets}') || string(object.data[k]).trim() == ''`,
        message: "lets snippets into the configuration of nginx",
      },
    ],
  },
];
