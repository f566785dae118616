/**
 * CEL on networks and addresses that does without Kubernetes' library for them: an API server of 1.30 knows that library,
 * but takes it in new policies only from 1.31 on (DefaultCompatibilityVersion of k8s.io/apiserver 0.30).
 */
const octet = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
const address4 = `${octet}([.]${octet}){3}`;
const network4 = `${address4}/(3[0-2]|[12]?[0-9])`;
const network6 = "[0-9a-fA-F:]*:[0-9a-fA-F:]*/(12[0-8]|1[01][0-9]|[1-9]?[0-9])";

/** An IPv4 address in IPv6's clothes, which no network should be written with. */
const mapped = "[0:]*:[fF]{4}:[0-9a-fA-F]{1,4}:[0-9a-fA-F]{1,4}/";

const matches = (text: string, ...patterns: readonly string[]) =>
  `${text}.matches('^(${patterns.join("|")})$')`;

/** Whether a text is a network in CIDR notation. */
export const isNetwork = (text: string): string =>
  `(${matches(text, network4, network6)} && !${text}.matches('^${mapped}'))`;

/** Whether a network is every address there is. */
export const isEverything = (text: string): string => `${text}.endsWith('/0')`;

const numberOf = (address: string): number =>
  address.split(".").reduce((number, part) => number * 256 + Number(part), 0);

/** How many addresses a network has, by the length of its prefix. */
const sizes = Array.from({ length: 33 }, (_, prefix) => 2 ** (32 - prefix));

/** Whether a text is an IPv4 network that the address is in: cut to the network's size, both are the same number. */
export const covers = (text: string, address: string): string => {
  const number = [0, 1, 2, 3].map((part) => `int(o[${part}]) * ${2 ** (8 * (3 - part))}`).join(" + ");
  const same = `[[${sizes.join(", ")}][int(n[1])]].exists(s, (${number}) / s == ${numberOf(address)} / s)`;
  return `(${matches(text, network4)} && [${text}.split('/')].exists(n, [n[0].split('.')].exists(o, ${same})))`;
};

/** Whether a text is an address of this machine or this link: loopback, unspecified or link-local. */
export const isLocalAddress = (text: string): string =>
  matches(
    text,
    `127([.]${octet}){3}`,
    `169[.]254([.]${octet}){2}`,
    "0[.]0[.]0[.]0",
    "[0:]*:[0:]*1?",
    "fe[89ab][0-9a-f]:[0-9a-f:]*",
  );
