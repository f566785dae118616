import { expect, test } from "vitest";
import { connectionGraph, endpoints, mermaid } from "../../components/model/graph.ts";
import { endpoint } from "../../components/model/network.ts";
import { service } from "./declarations.ts";

const store = service({
  name: "store",
  ports: { http: 80, grpc: 81, ring: 82 },
  peers: ["ring"],
  replicas: 3,
  state: { data: { path: "/data", size: "1Gi" } },
});
const web = service({
  name: "web",
  ports: { http: 8080 },
  connectsTo: [endpoint(store, "http"), endpoint(store, "grpc")],
  leaves: [
    { cidr: "203.0.113.0/24", ports: [443, 8443] },
    { cidr: "198.51.100.0/24", ports: [25] },
  ],
});
const job = service({ name: "job", leaves: [{ cidr: "198.51.100.0/24", ports: [25] }] });

test("a diagram has a node a service and place, and an arrow a connection", () => {
  expect(mermaid([web, store, job])).toBe(`flowchart LR
  web["web"]
  store[("store ×3")]
  job["job"]
  web -->|80, 81| store
  web -->|443, 8443| outside-0["203.0.113.0/24"]
  web -->|25| outside-1["198.51.100.0/24"]
  store <-->|82| store
  job -->|25| outside-1["198.51.100.0/24"]
`);
});

test("the graph names every connection by its address", () => {
  expect(connectionGraph([web, store, job])).toEqual({
    web: ["store:80", "store:81", "203.0.113.0/24:443", "203.0.113.0/24:8443", "198.51.100.0/24:25"],
    store: ["store:82"],
    job: ["198.51.100.0/24:25"],
  });
});

test("callers are told the addresses of all ports but those of peers", () => {
  expect(endpoints([web, store, job])).toEqual({
    web: { http: "web:8080" },
    store: { http: "store:80", grpc: "store:81" },
    job: {},
  });
});
