import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect } from "../../local/cluster/api.ts";
import { throwawayContext } from "../../local/cluster/kubeconfig.ts";
import { stop } from "../../local/processes.ts";
import { Clone } from "./support/clone.ts";
import { counted } from "./support/counted.ts";
import { clusterObjects, countOf, declared, objectsIn, ofKind } from "./support/objects.ts";
import { unready } from "./support/readiness.ts";

let clone: Clone;

beforeAll(() => {
  clone = new Clone();
});

afterAll(() => clone.remove());

const namespace = "vectorstack";

/** What npm leaves wherever it runs. */
const npmsOwn = "node-compile-cache";

const cluster = () => connect(throwawayContext, path.join(clone.instance()[0] ?? "", "kubeconfig"));

test("status and down say so when nothing is up", async () => {
  const status = await clone.run("local:status");
  const down = await clone.run("local:down");
  expect(status).toMatchObject({ code: 1, output: expect.stringContaining("nothing is up") as string });
  expect(down).toMatchObject({ code: 0, output: "nothing was up\n" });
});

test("npm run local is killed in its middle, and finished by the next one", async () => {
  const { ended } = clone.start("local");
  const over = ended.then(({ output }) => {
    throw new Error(`it ended before it was killed:\n${output}`);
  });
  over.catch(() => undefined);
  const made = async () => {
    const [folder] = clone.instance();
    if (folder === undefined || !existsSync(path.join(folder, "kubeconfig"))) return 0;
    return countOf(cluster(), namespace).catch(() => 0);
  };
  while ((await made()) < 15) await Promise.race([pause(50), over]);
  await stop(clone.processes("others"), 0);
  await ended;
  const left = await made();

  const status = await clone.run("local:status");
  expect(status.code).toBe(1);
  expect(status.output).toContain("npm run local finishes it");
  const { code, output } = await clone.run("local");
  const objects = await objectsIn(cluster(), namespace);
  counted({ "objects when killed": left, "objects after": declared(objects).size });
  expect(output).toContain("released the lock of process");
  expect(code, output).toBe(0);
  expect(unready(objects)).toEqual([]);
  expect(declared(objects).size).toBe(35);
  expect(clone.deployment().pending_operations ?? []).toEqual([]);
});

test("npm run local again changes nothing, and status tells that everything is ready", async () => {
  const begun = performance.now();
  const { code, output } = await clone.run("local");
  const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
  const status = await clone.run("local:status");
  counted({ "seconds of the second run": seconds, "lines of status": status.output.split("\n").length });
  expect(code, output).toBe(0);
  expect(output).toMatch(/^no changes in /m);
  expect(output).not.toMatch(/created|updated|deleted|replaced/);
  expect(status.code).toBe(0);
  expect(status.output).toContain("everything is ready");
  for (const service of ["App", "Qdrant", "Redis", "RedisExporter", "Jaeger"])
    expect(status.output).toMatch(new RegExp(`vectorstack:service:${service} .* 1/1 pod ready`));
});

test("npm run local:down leaves no process, and no file outside the cache", async () => {
  const volumes = ofKind(await clusterObjects(cluster()), "PersistentVolume").map(
    ({ spec }) => (spec?.["hostPath"] as { readonly path: string }).path,
  );
  const running = clone.processes("control plane").length;
  const { code, output } = await clone.run("local:down");
  counted({
    "processes before": running,
    "processes after": clone.processes("control plane").length + clone.processes("others").length,
    "volumes before": volumes.length,
    "volumes after": volumes.filter(existsSync).length,
  });
  expect(code, output).toBe(0);
  expect(running).toBe(5);
  expect(volumes).toHaveLength(3);
  expect([...clone.processes("control plane"), ...clone.processes("others")]).toEqual([]);
  expect(volumes.filter((it) => existsSync(it))).toEqual([]);
  expect(clone.instance()).toEqual([]);
  expect(clone.changes()).toEqual([]);
  expect(readdirSync(clone.temporary).filter((it) => it !== npmsOwn)).toEqual([]);
});
