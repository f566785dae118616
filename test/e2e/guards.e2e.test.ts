import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { admissionApi } from "./support/admission.ts";
import { ask, must, type Call } from "./support/api.ts";
import { counted } from "./support/counted.ts";
import { TestStack } from "./support/stack.ts";

let stack: TestStack;

const settings = { protect: true, qdrant: { peers: 2 } };

beforeAll(async () => {
  stack = await TestStack.open("guards", settings);
  await stack.up();
  await stack.settled();
});

afterAll(() => stack.remove());

/** Tries a call without any effect, and hands back the refusal's words, or "accepted". */
async function tried(path: string, call: Call): Promise<string> {
  const { status, body } = await ask(stack.config, `${path}?dryRun=All`, call);
  return status < 300 ? "accepted" : (body as { message: string }).message;
}

const apps = () => `/apis/apps/v1/namespaces/${stack.namespace}`;
const core = () => `/api/v1/namespaces/${stack.namespace}`;

const patched = (path: string, body: object) => tried(path, { method: "PATCH", body });
const deleted = (path: string) => tried(path, { method: "DELETE" });

const qdrant = (body: object) => patched(`${apps()}/statefulsets/qdrant`, body);
const annotated = (text: string) => ({ metadata: { annotations: { "vectorstack.dev/allow": text } } });
const until = "until=2999-12-31 reason=its shards have moved";

const digest = `@sha256:${"0".repeat(64)}`;
const image = (container: string, reference: string) => ({
  spec: { template: { spec: { containers: [{ name: container, image: reference }] } } },
});

/** The image of the stack's own Qdrant, with another minor version: so many more than now. */
async function qdrantImage(more: number): Promise<string> {
  const { body } = await ask(stack.config, `${apps()}/statefulsets/qdrant`);
  const now = JSON.stringify(body);
  const [, repository = "", major = "", minor = ""] = /"image":"([^":@]+):v(\d+)\.(\d+)/.exec(now) ?? [];
  return `${repository}:v${major}.${Number(minor) + more}.0${digest}`;
}

const strategic = (body: object): Call => ({
  method: "PATCH",
  body,
  type: "application/strategic-merge-patch+json",
});
const qdrantWith = async (more: number, annotation = {}) =>
  tried(
    `${apps()}/statefulsets/qdrant`,
    strategic({ ...annotation, ...image("qdrant", await qdrantImage(more)) }),
  );

test("fewer peers are refused, by scale always", async () => {
  const fewer = { spec: { replicas: 1 } };
  const [plain, scaled, scaledAway, allowed, allowedOther, more] = [
    await qdrant(fewer),
    await patched(`${apps()}/statefulsets/qdrant/scale`, fewer),
    await patched(`${apps()}/statefulsets/qdrant/scale`, { spec: { replicas: 0 } }),
    await qdrant({ ...fewer, ...annotated(`peers=1 ${until}`) }),
    await qdrant({ ...fewer, ...annotated(`peers=0 ${until}`) }),
    await qdrant({ spec: { replicas: 3 } }),
  ];
  expect(plain).toContain("guard-peers: qdrant has fewer peers than before");
  expect(plain).toContain("docs/operations.md");
  expect(plain).toContain("vectorstack.dev/allow: peers=1 until=<day> reason=<why>");
  expect(scaled).toContain("guard-peers: qdrant has fewer peers than before");
  expect(scaled).not.toContain("vectorstack.dev/allow");
  expect(scaledAway).toContain("guard-peers");
  expect(allowed).toBe("accepted");
  expect(allowedOther).toContain("guard-peers");
  expect(more).toBe("accepted");
});

test("a stateless set of replicas may be scaled down", async () => {
  const path = `${apps()}/deployments/app/scale`;
  expect(await patched(path, { spec: { replicas: 0 } })).toBe("accepted");
});

test("a minor version may follow the one before it, and none else", async () => {
  const next = `version=${/v(\d+\.\d+)/.exec(await qdrantImage(2))?.[1] ?? ""} ${until}`;
  const [patch, following, skipping, back, allowed] = [
    await qdrantWith(0),
    await qdrantWith(1),
    await qdrantWith(2),
    await qdrantWith(-1),
    await qdrantWith(2, annotated(next)),
  ];
  expect([patch, following, allowed]).toEqual(["accepted", "accepted", "accepted"]);
  expect(skipping).toContain("guard-upgrade: qdrant skips a minor version or goes back");
  expect(back).toContain("guard-upgrade");
});

test("a claim does not shrink", async () => {
  const refusal = await patched(`${core()}/persistentvolumeclaims/storage-qdrant-0`, {
    spec: { resources: { requests: { storage: "1Gi" } } },
  });
  expect(refusal).toMatch(/guard-claim-size|can not be less than/);
});

test("what is protected is not deleted, the namespace least of all", async () => {
  const paths = [
    `${apps()}/statefulsets/qdrant`,
    `${core()}/persistentvolumeclaims/storage-qdrant-0`,
    `${core()}/persistentvolumeclaims`,
    `/api/v1/namespaces/${stack.namespace}`,
  ];
  const refusals = await Promise.all(paths.map(deleted));
  counted({ "deletions refused": refusals.filter((it) => it !== "accepted").length });
  for (const refusal of refusals) expect(refusal).toContain("guard-protected: ");
  expect(await deleted(`${apps()}/deployments/app`)).toBe("accepted");
});

test("a preview of fewer peers is refused, and says what to do instead", async () => {
  stack.settings({ ...settings, qdrant: { peers: 1 } });
  const { code, output } = await stack.run(["preview", "--config-file", stack.instance.stackFile]);
  expect(code).not.toBe(0);
  expect(output).toContain("guard-peers: qdrant has fewer peers than before: move its shards away");
  stack.settings(settings);
  expect(await stack.preview()).toEqual([]);
});

test("an image keeps a digest, even where no rule asks every image for one", async () => {
  const path = `${apps()}/statefulsets/redis`;
  const without = image("redis", "docker.io/library/redis:8.0.0");
  const other = image("redis", `docker.io/library/redis:8.0.0${digest}`);
  expect(await tried(path, strategic(other))).toBe("accepted");
  expect(await tried(path, strategic(without))).toMatch(/^.*(guard-digest|image-digest): /);
  const binding = `vectorstack-local-workloads-mandatory.${stack.namespace}`;
  await must(stack.config, `${admissionApi}/validatingadmissionpolicybindings/${binding}`, {
    method: "DELETE",
  });
  const refused = async () => {
    expect(await tried(path, strategic(without))).toContain(
      "guard-digest: redis names an image without the digest that it had",
    );
  };
  await vi.waitFor(refused, { timeout: 10_000, interval: 500 });
});
