import type { Environment } from "@marcbachmann/cel-js";
import { isIPv4, isIPv6 } from "node:net";
import { registerUrl } from "./cel-url.ts";

/** An address as Kubernetes' CEL library net.ip has it. */
class Ip {
  readonly bytes: readonly number[];

  constructor(bytes: readonly number[]) {
    this.bytes = bytes;
  }

  get family(): 4 | 6 {
    return this.bytes.length === 4 ? 4 : 6;
  }

  get isUnspecified(): boolean {
    return this.bytes.every((byte) => byte === 0);
  }

  get isLoopback(): boolean {
    return this.family === 4 ? this.bytes[0] === 127 : this.toString() === "::1";
  }

  get isLinkLocalUnicast(): boolean {
    return (
      this.#startsWith(...(this.family === 4 ? [169, 254] : [0xfe])) &&
      (this.family === 4 || this.#second(0xc0) === 0x80)
    );
  }

  get isMulticast(): boolean {
    return this.family === 4 ? ((this.bytes[0] ?? 0) & 0xf0) === 0xe0 : this.#startsWith(0xff);
  }

  get isLinkLocalMulticast(): boolean {
    return this.family === 4
      ? this.#startsWith(224, 0, 0)
      : this.#startsWith(0xff) && this.#second(0x0f) === 2;
  }

  get isGlobalUnicast(): boolean {
    return !(
      this.isUnspecified ||
      this.isLoopback ||
      this.isMulticast ||
      this.isLinkLocalUnicast ||
      this.toString() === "255.255.255.255"
    );
  }

  #startsWith(...bytes: readonly number[]): boolean {
    return bytes.every((byte, index) => this.bytes[index] === byte);
  }

  #second(mask: number): number {
    return (this.bytes[1] ?? 0) & mask;
  }

  /** In its canonical form. */
  toString(): string {
    return this.family === 4 ? this.bytes.join(".") : canonical6(groupsOf(this.bytes).join(":"));
  }
}

/** @throws unless the text is an IPv4 or IPv6 address, without a zone and not of IPv4 in IPv6. */
function parseIp(text: string): Ip {
  const bytes = isIPv4(text) ? text.split(".").map(Number) : isIPv6(text) ? bytesOf6(text) : undefined;
  if (!bytes) throw new Error(`IP Address ${JSON.stringify(text)} parse error during conversion from string`);
  if (text.includes("%"))
    throw new Error(`IP address ${JSON.stringify(text)} with zone value is not allowed`);
  if (isMapped(bytes)) throw new Error(`IPv4-mapped IPv6 address ${JSON.stringify(text)} is not allowed`);
  return new Ip(bytes);
}

/** The standard library writes an IPv6 address as RFC 5952 wants it when it is the host of a URL. */
const canonical6 = (text: string) => new URL(`http://[${text}]`).hostname.slice(1, -1);

const groupsOf = (bytes: readonly number[]) =>
  Array.from({ length: 8 }, (_, index) =>
    (((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0)).toString(16),
  );

function bytesOf6(text: string): readonly number[] {
  const [before = [], after = []] = canonical6(text.replace(/%.*/s, ""))
    .split("::")
    .map((part) => part.split(":").filter(Boolean));
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => "0");
  return [...before, ...zeros, ...after].flatMap((group) => {
    const number = Number.parseInt(group, 16);
    return [number >> 8, number & 0xff];
  });
}

const isMapped = (bytes: readonly number[]) =>
  bytes.length === 16 && bytes.slice(0, 12).every((byte, index) => byte === (index < 10 ? 0 : 0xff));

/** A network as Kubernetes' CEL library net.cidr has it: its address may have bits beyond the prefix. */
class Cidr {
  readonly address: Ip;
  readonly length: number;

  constructor(address: Ip, length: number) {
    this.address = address;
    this.length = length;
  }

  get masked(): Cidr {
    const bytes = this.address.bytes.map((byte, index) => {
      const kept = Math.min(8, Math.max(0, this.length - index * 8));
      return byte & (0xff << (8 - kept)) & 0xff;
    });
    return new Cidr(new Ip(bytes), this.length);
  }

  containsIp(address: Ip): boolean {
    const within = new Cidr(address, this.length);
    return this.address.family === address.family && String(within.masked) === String(this.masked);
  }

  /** As of Kubernetes 1.33: servers before compare the other network's address unmasked, so no rule relies on it. */
  containsCidr(other: Cidr): boolean {
    return this.length <= other.length && this.containsIp(other.address);
  }

  toString(): string {
    return `${this.address.toString()}/${this.length}`;
  }
}

/** @throws unless the text is an address, a slash and a length within the address, without leading zeros. */
function parseCidr(text: string): Cidr {
  const [, address, length] = /^(.*)\/(0|[1-9][0-9]{0,2})$/s.exec(text) ?? [];
  const problem = `network address parse error during conversion from string: ${JSON.stringify(text)}`;
  if (address === undefined) throw new Error(problem);
  const parsed = new Cidr(parseIp(address), Number(length));
  if (parsed.length > parsed.address.bytes.length * 8) throw new Error(problem);
  return parsed;
}

const parses = (parse: (text: string) => unknown) => (text: string) => {
  try {
    parse(text);
    return true;
  } catch {
    return false;
  }
};

const ipQualities = [
  "isUnspecified",
  "isLoopback",
  "isLinkLocalMulticast",
  "isLinkLocalUnicast",
  "isGlobalUnicast",
] as const;

/** Adds Kubernetes' CEL libraries of IP addresses, networks and URLs, as far as 1.30 has them. */
export function registerNetwork(environment: Environment): Environment {
  environment
    .registerType("net.IP", { ctor: Ip, fields: {} })
    .registerType("net.CIDR", { ctor: Cidr, fields: {} })
    .registerFunction("ip(string): net.IP", parseIp)
    .registerFunction("isIP(string): bool", parses(parseIp))
    .registerFunction("string(net.IP): string", String)
    .registerFunction("net.IP.family(): int", ({ family }: Ip) => BigInt(family))
    .registerFunction("cidr(string): net.CIDR", parseCidr)
    .registerFunction("isCIDR(string): bool", parses(parseCidr))
    .registerFunction("string(net.CIDR): string", String)
    .registerFunction("net.CIDR.ip(): net.IP", ({ address }: Cidr) => address)
    .registerFunction("net.CIDR.prefixLength(): int", ({ length }: Cidr) => BigInt(length))
    .registerFunction("net.CIDR.masked(): net.CIDR", ({ masked }: Cidr) => masked)
    .registerFunction("net.CIDR.containsIP(net.IP): bool", (it: Cidr, other: Ip) => it.containsIp(other))
    .registerFunction("net.CIDR.containsIP(string): bool", (it: Cidr, other: string) =>
      it.containsIp(parseIp(other)),
    )
    .registerFunction("net.CIDR.containsCIDR(net.CIDR): bool", (it: Cidr, other: Cidr) =>
      it.containsCidr(other),
    )
    .registerFunction("net.CIDR.containsCIDR(string): bool", (it: Cidr, other: string) =>
      it.containsCidr(parseCidr(other)),
    )
    .registerOperator("net.IP == net.IP", (a: Ip, b: Ip) => String(a) === String(b))
    .registerOperator("net.CIDR == net.CIDR", (a: Cidr, b: Cidr) => String(a) === String(b));
  for (const quality of ipQualities)
    environment.registerFunction(`net.IP.${quality}(): bool`, (it: Ip) => it[quality]);
  return registerUrl(environment);
}
