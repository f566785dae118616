import fc from "fast-check";
import { expect, test } from "vitest";
import { expression } from "../../policies/engine/cel.ts";
import { covers, isEverything, isLocalAddress, isNetwork } from "../../policies/rules/addresses.ts";

const metadata = "169.254.169.254";

/** What the library of Kubernetes says, beside what the rules say without it. */
const pairs: readonly (readonly [name: string, ours: string, library: string])[] = [
  ["a network", isNetwork("x"), "isCIDR(x)"],
  ["everything", `${isNetwork("x")} && ${isEverything("x")}`, "isCIDR(x) && cidr(x).prefixLength() == 0"],
  [
    "a network around the metadata address",
    covers("x", metadata),
    `isCIDR(x) && cidr(x).containsIP('${metadata}')`,
  ],
];

const octet = fc.oneof(fc.constantFrom(0, 127, 168, 169, 254, 255), fc.nat({ max: 256 }));
const prefix = fc.nat({ max: 33 });

const networks = fc.oneof(
  fc
    .tuple(fc.tuple(octet, octet, octet, octet), prefix)
    .map(([parts, length]) => `${parts.join(".")}/${length}`),
  fc.tuple(octet, octet, prefix).map(([c, d, length]) => `169.254.${c}.${d}/${length}`),
  fc.tuple(fc.ipV6(), fc.nat({ max: 129 })).map(([address, length]) => `${address}/${length}`),
);

/** How it was written the other way round, by accident or on purpose. */
const odd = [
  "10.0.0.0",
  "10.0.0.0/33",
  "256.0.0.0/8",
  "10.0.0/8",
  "01.0.0.0/8",
  "::ffff:a9fe:a9fe/128",
  "any",
  "/0x",
];

const usual = (text: string) => !/\d\.\d.*:|:.*\d\.\d|^[0:]*:ffff:/i.test(text);

test.each(pairs)("%s is told as the library tells it", (_, ours, library) => {
  const told = { true: 0, false: 0 };
  const check = (x: string) => {
    const right = expression(library)({ x });
    told[String(right) as "true" | "false"]++;
    expect(expression(ours)({ x }), x).toBe(right);
  };
  fc.assert(fc.property(networks.filter(usual), check), { seed: 4, numRuns: 3_000 });
  odd.forEach(check);
  expect(Math.min(told.true, told.false)).toBeGreaterThan(20);
});

test.each([
  "127.0.0.1",
  "127.255.0.9",
  "0.0.0.0",
  "169.254.169.254",
  "::1",
  "::",
  "0:0:0:0:0:0:0:1",
  "fe80::1",
  "febf::",
])("%s is local", (x) => expect(expression(isLocalAddress("x"))({ x })).toBe(true));

test.each([
  "128.0.0.1",
  "10.127.0.1",
  "0.0.0.1",
  "169.255.0.1",
  "127.0.0.1.example.com",
  "::2",
  "fec0::1",
  "a.fe80",
])("%s is not local", (x) => expect(expression(isLocalAddress("x"))({ x })).toBe(false));
