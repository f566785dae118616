const { raw } = String;

/** The text as a literal of CEL. */
const literal = (text: string) => JSON.stringify(text);

const password = "password|passwd|passphrase|passwrd|pswrd|pword|pwd|(^|[._-])pass";

/** Names that end so are names of credentials. */
const credential = [
  password,
  "(password|token|secret)s?|credentials?|(^|[._-])creds?|bearer|jwt",
  "(api|access|account|private|secret|shared|encryption|signing|master|auth|storage|batch)[._-]?key",
  "aws_access_key_id|oci_cli_key_content",
].join("|");

/** Names that have this in the middle may be names of credentials. */
const mention =
  "(^|[._-])(password|passwd|passphrase|secret|token|credentials?|(api|access|private)[._-]?key)[._-]";

/** What is said of a credential, or where it is, is none. */
const about = [
  "file|path|dir|directory|mount|volume|name|names|namespace|url|uri|endpoint|host|hostname|port|issuer|audience|type|kind",
  "header|ref|arn|alg|algorithm|expiry|expiration|expires|ttl|timeout|lifetime|duration|interval|age|length|size|count",
  "limit|enabled|disabled|required|policy|prefix|suffix|format|version|mode|provider|backend|store|engine|source|class",
  "scope|scopes|rotation|region|id|user|username",
].join("|");

/** Secrets of Kubernetes are called by their names in variables such as IMAGE_PULL_SECRET. */
const objectName = "(pull|tls)[._-]?secrets?";

const reference = raw`\$\(.*\)|\$\{.*\}|\{\{.*\}\}|\$[a-z_][a-z0-9_]*`;
const path = raw`[.]{0,2}/[a-z0-9._/-]*`;
const plainUrl = raw`[a-z][a-z0-9+.-]*://[^@\s]*`;
const word = "true|false|yes|no|on|off|none|null|nil|enabled|disabled|required|optional|auto|default";
const innocent = `^(${word}|${reference}|${path}|${plainUrl}|(vault|arn):.*)?$`;
const quantity = "^-?[0-9]+([.][0-9]+)?(ns|us|ms|s|m|h|d|k|g|ki|mi|gi|b|kb|mb)?$";

/** CEL: the name is that of a credential and the value is one, not a reference, path, address, number or switch. */
export const isNamedSecret = (name: string, value: string) => {
  const named = [
    `(n.matches(${literal(`(${credential})$`)}) && !n.matches(${literal(`${objectName}$`)}))`,
    `(n.matches(${literal(mention)}) && !n.matches(${literal(`[._-](${about})$`)}))`,
  ].join(" || ");
  const number = `(!n.matches(${literal(`(${password})$`)}) && w.matches(${literal(quantity)}))`;
  const wrong = `(${named}) && !w.matches(${literal(innocent)}) && !${number}`;
  return `[${name}.lowerAscii()].exists(n, [${value}.lowerAscii()].exists(w, ${wrong}))`;
};

interface Format {
  /** What a value of the format has in it. */
  readonly what: string;
  /** Patterns by a text that is in every match, which is cheap to look for. */
  readonly patterns: Readonly<Record<string, string>>;
}

/** Apart, since the API server allows one expression only so much work: no value is too large for any of these. */
const formats: readonly Format[] = [
  {
    what: "a private key or a token",
    patterns: {
      "PRIVATE KEY": "BEGIN[A-Z0-9 ]* PRIVATE KEY",
      LS0tLS1CRUdJTi: "JTi(BSU0Eg|BFQyBQ|BQUklWQVRF|BPUEVOU1NI|BFTkNSWVBU|BEU0Eg)",
      ".eyJ": "eyJ[A-Za-z0-9_-]+[.]eyJ[A-Za-z0-9_-]+[.][A-Za-z0-9_-]{9}",
      "earer ": `(^|[:=] *["']?)[Bb]earer +[A-Za-z0-9._~+/-]{8}`,
    },
  },
  { what: "the password of a URL", patterns: { "://": raw`//[^/?#\s]*:[^$<{*/\s][^/\s]*@` } },
  {
    what: "a key of AWS, Google, Slack, Stripe or SendGrid",
    patterns: {
      AKIA: "AKIA[0-9A-Z]{16}",
      ASIA: "ASIA[0-9A-Z]{16}",
      AIza: "AIza[0-9A-Za-z_-]{35}",
      xox: "xox[abeoprs]-[0-9A-Za-z-]{10}",
      _live_: "[rs]k_live_[0-9A-Za-z]{16}",
      "SG.": "SG[.][0-9A-Za-z_-]{16,}[.][0-9A-Za-z_-]{16}",
    },
  },
  {
    what: "a token of GitHub, GitLab or npm",
    patterns: {
      ghp_: "ghp_[0-9A-Za-z]{36}",
      gho_: "gho_[0-9A-Za-z]{36}",
      ghs_: "ghs_[0-9A-Za-z]{36}",
      github_pat_: "github_pat_[0-9A-Za-z_]{22}",
      "glpat-": "glpat-[0-9A-Za-z_-]{20}",
      npm_: "npm_[0-9A-Za-z]{36}",
    },
  },
];

/** CEL by what it finds: the value has that in it. */
export const known = (value: string) =>
  formats.map(({ what, patterns }) => ({
    what,
    cel: Object.entries(patterns)
      .map(([hint, whole]) => `(${value}.contains(${literal(hint)}) && ${value}.matches(${literal(whole)}))`)
      .join(" || "),
  }));

const hints = formats.flatMap(({ patterns }) => Object.keys(patterns));

/** CEL: the value has any of these in it. Most values are done with after one look, however many formats there are. */
export const anyKnown = (value: string) => {
  const hinted = hints.map((hint) => hint.replaceAll(".", "[.]")).join("|");
  const cel = known(value).map((format) => format.cel);
  return `${value}.matches(${literal(hinted)}) && (${cel.join(" || ")})`;
};

/**
 * CEL: the value looks drawn at random, of letters of both cases and digits or of hexadecimal digits, and the name does not say
 * that it is no secret.
 */
export const isRandom = (name: string, value: string) =>
  [
    `${value}.matches("^[A-Za-z0-9+/=_-]{32,200}$")`,
    `${value}.matches("([0-9][A-Za-z+/_-]+){3,}")`,
    `(${value}.matches("^([0-9a-f]+|[0-9A-F]+)$") || (${value}.matches("[a-z]") && ${value}.matches("[A-Z]")))`,
    `!${value}.matches("^(sha(1|256|384|512)-|/)")`,
    `!${name}.lowerAscii().matches("(hash|digest|checksum|md5|rev|tag|build|sha(1|256|512)?|public(_?key)?|cert(ificate)?|ca|nonce|etag|fingerprint|thumbprint|uuid|id|commit|revision|version|image)$")`,
  ].join(" && ");

const key = "pass(word|wd|phrase)?|pwd|token|secret|(api|access|account|private|secret)[._-]?key";
const assignment = raw`(^|\n|[{,] *")[\s"'{,-]*(export |set )?["']?[a-z0-9._-]*(${key})["']? *[:=][ ="']*`;
const authentication = raw`(^|\n)\s*(requirepass|masterauth)\s+[^\s$]`;
const computed = raw`[$%<{(!*&|>@\[]|[a-z_.]+[(\[]|(var|local|config|self|this|process|os|env|args)[.]`;
const harmless = `${word}|null|${path}|${plainUrl}|-?[0-9]+([.][0-9]+)?[a-z]{0,2}`;
const innocentRest = raw`^(${computed}|(${harmless})?["']?[,;]?\s*(#.*)?$)`;

/** CEL: a line of a file, by YAML, JSON, INI or redis.conf, gives a credential its value. */
export const assignsSecret = (file: string) => {
  const lines = `w.findAll(${literal(`${assignment}[^\n,}]*`)})`;
  const rest = `m.substring(size(m.find(${literal(assignment)})))`;
  const given = `${lines}.exists(m, !${rest}.matches(${literal(innocentRest)}))`;
  return `[${file}.lowerAscii()].exists(w, ${given} || (w.contains("auth") || w.contains("pass")) && w.matches(${literal(authentication)}))`;
};
