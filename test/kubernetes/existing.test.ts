import { describe, expect, test } from "vitest";
import { render, type World } from "../support/render.ts";
import { kindOf } from "./objects.ts";

const uid = "7d444840-9dc0-11d1-b245-5ffdce74fad2";
const another = "0b8f6c3e-52a1-4d0c-9f0e-1c2d3e4f5a6b";
const enforce = "pod-security.kubernetes.io/enforce";
const existing = { kubernetes: { context: "test", existingNamespace: true, namespace: "shop" } };

const namespace = (labels: object): World["cluster"] => ({
  "Namespace shop": { metadata: { name: "shop", labels } },
});

/** Renders, and keeps what the program failed with from ending the test run. */
async function attempt(settings: object, cluster: World["cluster"] = {}) {
  const failures = new Set<string>();
  const keep = (reason: unknown) => failures.add(reason instanceof Error ? reason.message : String(reason));
  const others = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection").on("unhandledRejection", keep);
  try {
    const resources = await render("test", settings, { cluster });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const registered = resources
      .filter(({ type }) => !type.startsWith("pulumi:providers:"))
      .map((it) => `${it.isRead ? "read " : ""}${kindOf(it)} ${it.name}`);
    return { registered, failures: [...failures] };
  } finally {
    process.off("unhandledRejection", keep);
    for (const listener of others) process.on("unhandledRejection", listener);
  }
}

describe("a cluster that the settings name by its uid", () => {
  const settings = { kubernetes: { context: "test", cluster: uid } };
  const cluster = (found: string) => ({ "Namespace kube-system": { metadata: { uid: found } } });

  test("is deployed to", async () => {
    const { registered, failures } = await attempt(settings, cluster(uid));
    expect(failures).toEqual([]);
    expect(registered.length).toBeGreaterThan(35);
  });

  test("is not taken for another: nothing but its uid is read, and the error names both", async () => {
    const { registered, failures } = await attempt(settings, cluster(another));
    expect(registered).toEqual(["read Namespace kube-system"]);
    expect(failures).toEqual([
      `kubernetes.cluster is ${uid}, but context test leads to the cluster ${another}: ` +
        `use the kubeconfig of the right cluster, or correct kubernetes.cluster`,
    ]);
  });
});

describe("a namespace that is there already", () => {
  test("is used, not made", async () => {
    const { registered, failures } = await attempt(existing, namespace({ [enforce]: "restricted" }));
    expect(failures).toEqual([]);
    const { registered: otherwise } = await attempt({ kubernetes: { context: "test", namespace: "shop" } });
    expect(otherwise).toContain("Namespace namespace");
    expect(registered).toEqual(
      otherwise.map((it) => (it === "Namespace namespace" ? "read Namespace namespace" : it)),
    );
  });

  test.each([
    ["without a standard", {}, "unset"],
    ["with a weaker standard", { [enforce]: "baseline" }, "= baseline"],
  ])("is refused %s, and nothing is put into it", async (_, labels, says) => {
    const { registered, failures } = await attempt(existing, namespace(labels));
    expect(registered.filter((it) => !it.startsWith("RandomPassword "))).toEqual([
      "read Namespace kube-system",
      "read Namespace namespace",
    ]);
    expect(failures).toEqual([
      `namespace shop has ${enforce} ${says}: right is restricted, ` +
        `set it with: kubectl label namespace shop ${enforce}=restricted`,
    ]);
  });
});

describe("a Secret that is there already", () => {
  const settings = {
    kubernetes: { context: "test" },
    secrets: { redisAppPassword: { name: "login", key: "token" } },
  };

  test("is read, and nothing is generated in its place", async () => {
    const { registered, failures } = await attempt(settings, {
      "Secret vectorstack/login": { data: { token: "aHVudGVyMg==" } },
    });
    expect(failures).toEqual([]);
    expect(registered).not.toContain("RandomPassword redisAppPassword");
    expect(registered).toContain("RandomPassword qdrantApiKey");
  });

  test("without the key is an error that names both", async () => {
    const { registered, failures } = await attempt(settings, {
      "Secret vectorstack/login": { data: { other: "" } },
    });
    expect(failures).toEqual(["Secret vectorstack/login has no key token"]);
    expect(registered).not.toContain("StatefulSet redis");
  });
});
