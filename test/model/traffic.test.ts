import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { address, endpoint, headless, replicaHost, traffic } from "../../components/model/network.ts";
import { secret, self, text } from "../../components/model/text.ts";
import { service, stacks } from "./declarations.ts";

const store = service({ name: "store", ports: { http: 80, ring: 7000 }, peers: ["ring"], replicas: 3 });
const web = service({ name: "web", ports: { http: 8080 } });
const toStore = { connectsTo: [endpoint(store, "http")] };

describe("of any stack", () => {
  test("each end of a connection knows the other, and nobody else is known", () => {
    let connections = 0;
    fc.assert(
      fc.property(stacks, (services) => {
        const of = traffic(services);
        const heard = services.flatMap((it) =>
          of(it).from.map(({ service: caller, port }) => `${caller} > ${it.name}:${port}`),
        );
        const said = services.flatMap((it) => of(it).to.map((to) => `${it.name} > ${address(to)}`));
        const declared = services.flatMap((it) =>
          [...it.connectsTo, ...it.peers.map((port) => endpoint(it, port))].map(
            (to) => `${it.name} > ${address(to)}`,
          ),
        );
        connections += declared.length;
        expect(heard.toSorted()).toEqual(declared.toSorted());
        expect(said.toSorted()).toEqual(declared.toSorted());
      }),
    );
    expect(connections).toBeGreaterThan(100);
  });

  test("each service leaves for the places that it declares", () => {
    let places = 0;
    fc.assert(
      fc.property(stacks, (services) => {
        for (const it of services) {
          places += it.leaves.length;
          expect(traffic(services)(it).leaves).toEqual(it.leaves);
        }
      }),
    );
    expect(places).toBeGreaterThan(20);
  });
});

test("peers let in themselves, and on the port of peers only", () => {
  const { from, to } = traffic([store, web])(store);
  expect(from).toEqual([{ service: "store", port: 7000 }]);
  expect(to).toEqual([{ service: "store", port: 7000 }]);
});

describe("a connection that leads nowhere is an error", () => {
  test.each([
    [
      "no such service",
      { service: "cache", port: 80 },
      "web connects to cache, which this stack does not run",
    ],
    ["no such port", { service: "store", port: 81 }, "web connects to store:81, but store has no port 81"],
  ])("%s", (_, to, says) => {
    expect(() => traffic([store, { ...web, connectsTo: [to] }])).toThrow(says);
  });

  test("all of them at once", () => {
    const lost = { ...web, connectsTo: [{ service: "cache", port: 1 }], env: { STORE: "store:80" } };
    expect(() => traffic([store, lost])).toThrow(/cache.*\n.*store:80/);
  });
});

describe("an address in a text without a connection is an error that names both", () => {
  const spellings = [
    "store:80",
    "http://store:80/path",
    `http://${headless("store")}:80`,
    `http://${replicaHost("store", 2)}:80`,
    "http://store.vectorstack.svc.cluster.local:80",
    "user:pass@store:80",
    "first=web2,second=store:80;",
    "store:80,store:8000",
  ];

  test.each(spellings)("%s", (content) => {
    const says = "web names store:80 in its texts, but does not connect to it";
    expect(() => traffic([store, { ...web, env: { STORE: content } }])).toThrow(says);
    expect(() => traffic([store, { ...web, ...toStore, env: { STORE: content } }])).not.toThrow();
  });

  test.each([
    ["an argument", { args: ["--store", "store:80"] }],
    ["a variable", { env: { STORE: "store:80" } }],
    ["a file", { files: { "/etc/web.yaml": "store: store:80" } }],
    ["beside a secret", { env: { STORE: text`http://me:${secret("password")}@store:80` } }],
  ])("in %s", (_, words) => {
    expect(() => traffic([store, { ...web, ...words }])).toThrow("web names store:80");
  });

  test.each([
    "restore:80",
    "my-store:80",
    "store-two:80",
    "store:800",
    "a.store:80",
    "store",
    "store: 80",
    "STORE:80",
  ])("%s is no address of store", (content) => {
    expect(() => traffic([store, { ...web, env: { STORE: content } }])).not.toThrow();
  });

  test("a replica's own address is one of its peers", () => {
    const args = [text`http://${self}:7000`, `http://${replicaHost("store", 0)}:7000`];
    expect(() => traffic([{ ...store, args }])).not.toThrow();
    const alone = { ...store, args, peers: [], state: { data: { path: "/data", size: "1Gi" } } } as const;
    expect(() => traffic([alone])).toThrow("store names store:7000");
  });
});
