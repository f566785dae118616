import type { Environment } from "@marcbachmann/cel-js";
import { isIPv6 } from "node:net";

/** The parts of a URL as Go's net/url gives them to Kubernetes' CEL, which are not those of the WHATWG. */
class Url {
  readonly scheme: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;

  constructor(scheme: string, host: string, path: string, query: string) {
    this.scheme = scheme;
    this.host = host;
    this.path = path;
    this.query = query;
  }

  get hostname(): string {
    const name = this.host.replace(/:[0-9]*$/, "");
    return /^\[.*\]$/s.test(name) ? name.slice(1, -1) : name;
  }

  get port(): string {
    return /:([0-9]*)$/.exec(this.host)?.[1] ?? "";
  }

  get escapedPath(): string {
    if (/^[\w.~!$&'()*+,;=:@[\]/%-]*$/.test(this.path)) return this.path;
    return unescaped(bytes(this.path)).replaceAll(/[^\w.~$&+,/:;=@-]/gs, percent);
  }

  get parameters(): ReadonlyMap<string, readonly string[]> {
    const found = new Map<string, string[]>();
    for (const pair of this.query.split("&")) {
      if (pair === "" || pair.includes(";")) continue;
      const [, key = "", value = ""] = /^([^=]*)=?(.*)$/s.exec(pair) ?? [];
      if (!isEscaped(bytes(key)) || !isEscaped(bytes(value))) continue;
      const name = decoded(key.replaceAll("+", " "));
      found.set(name, [...(found.get(name) ?? []), decoded(value.replaceAll("+", " "))]);
    }
    return found;
  }
}

const fail = (text: string, problem: string): never => {
  throw new Error(`URL parse error during conversion from string: parse ${JSON.stringify(text)}: ${problem}`);
};

/** As a request line has it, where # is a character like others, or as a document has it. */
function parse(text: string, asRequest: boolean): Url {
  if (Array.from(text).some((it) => it < " " || it === "\u007f"))
    fail(text, "invalid control character in URL");
  if (text === "") fail(text, "empty url");
  if (text === "*") return new Url("", "", "*", "");
  if (text.startsWith(":")) fail(text, "missing protocol scheme");
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text)?.[1] ?? "";
  const after = scheme ? text.slice(scheme.length + 1) : text;
  const [, rest = "", query = ""] = /^([^?]*)\??(.*)$/s.exec(after) ?? [];
  const is = scheme.toLowerCase();
  if (!rest.startsWith("/")) {
    if (scheme) return new Url(is, "", "", query);
    fail(text, "invalid URI for request");
  }
  const hasAuthority = scheme ? rest.startsWith("//") : !asRequest && /^\/\/(?!\/)/.test(rest);
  if (!hasAuthority) return new Url(is, "", checked(rest), query);
  const [, authority = "", path = ""] = /^\/\/([^/]*)(.*)$/s.exec(rest) ?? [];
  return new Url(is, hostOf(text, is, authority), checked(path), query);
}

/** @throws unless the text is an absolute URI or an absolute path. */
function parseUrl(text: string): Url {
  parse(text, true);
  const hash = text.indexOf("#");
  const found = parse(hash < 0 ? text : text.slice(0, hash), false);
  if (hash >= 0) unescaped(bytes(text.slice(hash + 1)));
  return found;
}

function hostOf(text: string, scheme: string, authority: string): string {
  const at = authority.lastIndexOf("@");
  const user = authority.slice(0, Math.max(at, 0));
  if (!/^[A-Za-z0-9._:~!$&'()*+,;=%@-]*$/.test(user)) fail(text, "invalid userinfo");
  checked(user);
  const host = authority.slice(at + 1);
  const [, literal, port = ""] = /^\[(.*)\](.*)$/s.exec(host) ?? [];
  const colon = scheme === "http" || scheme === "https" ? host.indexOf(":") : host.lastIndexOf(":");
  const suffix = literal === undefined ? (colon < 0 ? "" : host.slice(colon)) : port;
  if (!/^(:[0-9]*)?$/.test(suffix)) fail(text, `invalid port ${JSON.stringify(suffix)} after host`);
  if (literal === undefined) {
    if (host.includes("[")) fail(text, "invalid IP-literal");
    return hostText(text, host);
  }
  const zone = literal.indexOf("%25");
  const address = hostText(text, zone < 0 ? literal : literal.slice(0, zone));
  const name = zone < 0 ? address : `${address}${decoded(checked(literal.slice(zone)))}`;
  if (!isIPv6(name)) fail(text, "invalid host");
  return `[${name}]${port}`;
}

/** Only what is not ASCII, and the percent sign, may be escaped in a host. */
function hostText(text: string, host: string): string {
  if (!isEscaped(bytes(host)) || /%(?!25)[0-7]/.test(host)) fail(text, "invalid URL escape in host");
  if (/[^\w.~!$&'()*+,;=:[\]<>"%\u0080-\uffff-]/.test(host)) fail(text, "invalid character in host name");
  return decoded(host);
}

const bytes = (text: string) => Buffer.from(text).toString("latin1");

const isEscaped = (text: string) => !/%(?![0-9A-Fa-f]{2})/.test(text);

function unescaped(text: string): string {
  if (!isEscaped(text)) fail(text, "invalid URL escape");
  return text.replaceAll(/%(..)/gs, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

const decoded = (text: string) => Buffer.from(unescaped(bytes(text)), "latin1").toString();

const checked = (text: string): string => {
  unescaped(text);
  return text;
};

const percent = (byte: string) =>
  `%${(byte.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(2, "0")}`;

const isUrl = (text: string) => {
  try {
    parse(text, true);
    return true;
  } catch {
    return false;
  }
};

/** Adds Kubernetes' CEL library of URLs. */
export const registerUrl = (environment: Environment): Environment =>
  environment
    .registerType("kubernetes.URL", { ctor: Url, fields: {} })
    .registerFunction("url(string): kubernetes.URL", parseUrl)
    .registerFunction("isURL(string): bool", isUrl)
    .registerFunction("kubernetes.URL.getScheme(): string", ({ scheme }: Url) => scheme)
    .registerFunction("kubernetes.URL.getHost(): string", ({ host }: Url) => host)
    .registerFunction("kubernetes.URL.getHostname(): string", ({ hostname }: Url) => hostname)
    .registerFunction("kubernetes.URL.getPort(): string", ({ port }: Url) => port)
    .registerFunction("kubernetes.URL.getEscapedPath(): string", ({ escapedPath }: Url) => escapedPath)
    .registerFunction(
      "kubernetes.URL.getQuery(): map<string, list<string>>",
      ({ parameters }: Url) => parameters,
    );
