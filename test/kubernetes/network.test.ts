import { describe, expect, test } from "vitest";
import { reaches, type Place, type PolicySpec } from "./network.ts";

const own = { name: "here" };
const web: Place = { labels: { app: "web" }, namespace: own };
const store: Place = { labels: { app: "store" }, namespace: own };
const guest: Place = { labels: { app: "web" }, namespace: { name: "there" } };
const outside: Place = { ip: "203.0.113.9" };

const ofStore = { podSelector: { matchLabels: { app: "store" } } };
const ofWeb = { podSelector: { matchLabels: { app: "web" } } };
const fromWeb: PolicySpec = { ...ofStore, ingress: [{ from: [ofWeb], ports: [{ port: 80 }] }] };
const closed: PolicySpec = { podSelector: {}, policyTypes: ["Ingress", "Egress"] };

const open = (policies: readonly PolicySpec[], from: Place, to: Place, port = 80) =>
  reaches(policies, own, from, to, { port, protocol: "TCP" });

describe("the judgement of network policies that the tests rely on", () => {
  test.each<[string, readonly PolicySpec[], Place, Place, boolean]>([
    ["open without a policy", [], web, store, true],
    ["open to the pods that a rule names", [fromWeb], web, store, true],
    ["closed to pods of the same name elsewhere", [fromWeb], guest, store, false],
    ["closed to addresses", [fromWeb], outside, store, false],
    ["open in a direction that no policy is on", [fromWeb], store, outside, true],
    ["closed when one end is", [fromWeb, closed], web, store, false],
    [
      "open when both ends are",
      [fromWeb, closed, { ...ofWeb, policyTypes: ["Egress"], egress: [{ to: [ofStore] }] }],
      web,
      store,
      true,
    ],
    ["open to all by an empty rule", [closed, { ...ofWeb, egress: [{}] }], web, outside, true],
    [
      "open to an address in a block",
      [closed, { ...ofWeb, egress: [{ to: [{ ipBlock: { cidr: "203.0.113.0/24" } }] }] }],
      web,
      outside,
      true,
    ],
    [
      "closed to an address beside a block",
      [closed, { ...ofWeb, egress: [{ to: [{ ipBlock: { cidr: "203.0.113.0/29" } }] }] }],
      web,
      outside,
      false,
    ],
    [
      "open to pods elsewhere by both selectors",
      [
        {
          ...ofStore,
          ingress: [{ from: [{ ...ofWeb, namespaceSelector: { matchLabels: { name: "there" } } }] }],
        },
      ],
      guest,
      store,
      true,
    ],
    [
      "closed to pods elsewhere by one selector of two",
      [
        {
          ...ofStore,
          ingress: [{ from: [{ ...ofStore, namespaceSelector: { matchLabels: { name: "there" } } }] }],
        },
      ],
      guest,
      store,
      false,
    ],
  ])("%s", (_, policies, from, to, expected) => {
    expect(open(policies, from, to)).toBe(expected);
  });

  test("closed on another port, and by another protocol", () => {
    expect(open([fromWeb], web, store, 81)).toBe(false);
    expect(reaches([fromWeb], own, web, store, { port: 80, protocol: "UDP" })).toBe(false);
  });
});
