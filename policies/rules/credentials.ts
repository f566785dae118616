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

/** Formats of keys: a text that is in every one, which is cheap to look for, and the whole. */
const keyFormats = {
  "PRIVATE KEY": raw`BEGIN[A-Z0-9 ]* PRIVATE KEY`,
  LS0tLS1CRUdJTi: "LS0tLS1CRUdJTi(BSU0Eg|BFQyBQ|BQUklWQVRF|BPUEVOU1NI|BFTkNSWVBU|BEU0Eg)",
  ".eyJ": raw`eyJ[A-Za-z0-9_-]{10,}[.]eyJ[A-Za-z0-9_-]{10,}[.][A-Za-z0-9_-]{10,}`,
  "://": raw`://[^/?#\s:@"']*:[^/?#\s@"'$<{*][^/?#\s@"']*@`,
  earer: raw`(^|["':=]\s*)[Bb]earer\s+[A-Za-z0-9._~+/-]{8,}=*["']?\s*($|\n)`,
};

/** Formats of tokens by who gives them out: AWS, Google, GitHub, GitLab, Slack, Stripe, npm, SendGrid. */
const tokenFormats = {
  AKIA: "AKIA[0-9A-Z]{16}",
  ASIA: "ASIA[0-9A-Z]{16}",
  AIza: "AIza[0-9A-Za-z_-]{35}",
  gh: "gh[opsur]_[0-9A-Za-z]{36}|github_pat_[0-9A-Za-z_]{22,}",
  "glpat-": "glpat-[0-9A-Za-z_-]{20,}",
  xox: "xox[abeoprs]-[0-9A-Za-z-]{10,}",
  _live_: "[rs]k_live_[0-9A-Za-z]{16,}",
  npm_: "npm_[0-9A-Za-z]{36}",
  "SG.": "SG[.][0-9A-Za-z_-]{16,}[.][0-9A-Za-z_-]{16,}",
};

const hasFormat = (formats: Readonly<Record<string, string>>) => (value: string) =>
  Object.entries(formats)
    .map(([hint, whole]) => `(${value}.contains(${literal(hint)}) && ${value}.matches(${literal(whole)}))`)
    .join(" || ");

/** CEL: the value has a private key, a JSON web token or the password of a URL in it. */
export const hasKey = hasFormat(keyFormats);

/** CEL: the value has a token in it whose format is known. */
export const hasToken = hasFormat(tokenFormats);

/** CEL: the value looks drawn at random, of letters of both cases and digits, and the name does not say that it is no secret. */
export const isRandom = (name: string, value: string) =>
  [
    `${value}.matches("^[A-Za-z0-9+/=_-]{32,200}$")`,
    `${value}.matches("[a-z]") && ${value}.matches("[A-Z]") && ${value}.matches("([0-9][A-Za-z+/_-]+){3,}")`,
    `!${value}.matches("^(sha(1|256|384|512)-|/)")`,
    `!${name}.lowerAscii().matches("(hash|digest|checksum|sha(1|256|512)?|public(_?key)?|cert(ificate)?|ca|nonce|etag|fingerprint|thumbprint|uuid|id|commit|revision|version|image)$")`,
  ].join(" && ");

const assignment = `^[\\s"'{,-]*(export\\s+|set\\s+)?["']?[a-z0-9._-]*(${credential})["']?\\s*[:=]\\s*`;
const computed = raw`^["']?([$%<{(!*&|>@\[]|[a-z_.]+[(\[]|(var|local|config|self|this|process|os|env|args|secrets?)[.])`;
const ending = raw`["']?[,;]?\s*(#.*)?$`;
const harmless = raw`^["']?(${word}|${path}|${plainUrl}|-?[0-9]+([.][0-9]+)?[a-z]{0,2})?${ending}`;

/** CEL: a line of a configuration file, in lower case, by YAML, JSON, INI or redis.conf, gives a credential its value. */
export const assignsSecret = (line: string) => {
  const before = `${line}.find(${literal(assignment)})`;
  const after = `${line}.substring(size(${before})).trim()`;
  return [
    `(${line}.matches(${literal(`(${credential})["']?\\s*[:=]`)}) && ${before} != "" && !${after}.matches(${literal(computed)}) && !${after}.matches(${literal(harmless)}))`,
    `${line}.matches(${literal(raw`^\s*(requirepass|masterauth)\s+[^\s$]`)})`,
  ].join(" || ");
};
