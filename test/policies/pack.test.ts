import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { credentials } from "@grpc/grpc-js";
import analyzerService from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import analyzerProto, {
  type AnalyzerInfo,
  type AnalyzeResponse,
  type RemediateResponse,
} from "@pulumi/pulumi/proto/analyzer_pb.js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import structProto from "google-protobuf/google/protobuf/struct_pb.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rules } from "../../policies/rules.ts";
import type { Manifest } from "./judge.ts";
import { running } from "./manifests.ts";

const root = path.join(import.meta.dirname, "../..");
const secret = (value: string) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});

let pack: ChildProcess;
let client: analyzerService.AnalyzerClient;

beforeAll(async () => {
  const runner = path.join(root, "node_modules/@pulumi/pulumi/cmd/run-policy-pack");
  const started = spawn(process.execPath, [runner, "127.0.0.1:1", "."], {
    cwd: path.join(root, "policies"),
    stdio: ["ignore", "pipe", "inherit"],
  });
  pack = started;
  const [port] = (await once(started.stdout, "data")) as [Buffer];
  client = new analyzerService.AnalyzerClient(
    `127.0.0.1:${port.toString().trim()}`,
    credentials.createInsecure(),
  );
});

afterAll(() => {
  client.close();
  pack.kill();
});

const ask = <T>(call: (done: (error: Error | null, answer: T) => void) => void): Promise<T> =>
  new Promise((resolve, reject) => call((error, answer) => (error ? reject(error) : resolve(answer))));

/** Shows the pack one resource as the engine does: first for mending, then for judging. */
async function analyze({ type, props }: Manifest): Promise<readonly string[]> {
  const request = new analyzerProto.AnalyzeRequest()
    .setType(type)
    .setUrn(`urn:pulumi:test::test::${type}::it`)
    .setName("it")
    .setOptions(new analyzerProto.AnalyzerResourceOptions())
    .setProperties(
      structProto.Struct.fromJavaScript(props as Parameters<typeof structProto.Struct.fromJavaScript>[0]),
    );
  const mended = await ask<RemediateResponse>((done) => client.remediate(request, done));
  expect(mended.getRemediationsList()).toEqual([]);
  const judged = await ask<AnalyzeResponse>((done) => client.analyze(request, done));
  return judged
    .getDiagnosticsList()
    .map((it) => [it.getPolicyname(), it.getEnforcementlevel(), it.getMessage()].join(" | "));
}

const { ADVISORY, MANDATORY } = analyzerProto.EnforcementLevel;

test("the pack starts as the engine starts it and serves every rule in force", async () => {
  const info = await ask<AnalyzerInfo>((done) => client.getAnalyzerInfo(new emptyProto.Empty(), done));
  const served = info
    .getPoliciesList()
    .map((it) => `${it.getName()} ${it.getEnforcementlevel() === ADVISORY}`);
  const inForce = rules.map((it) => `${it.name} ${it.enforcementLevel === "advisory"}`);
  expect(served.toSorted()).toEqual(inForce.toSorted());
});

test("a container that keeps to the rules is let through", async () => {
  expect(await analyze(running({}))).toEqual([]);
});

test("a privileged container is refused", async () => {
  const [message, ...more] = await analyze(running({ securityContext: { privileged: true } }));
  expect(more).toEqual([]);
  expect(message).toContain(`container-is-not-privileged | ${MANDATORY} | `);
  expect(message).toContain("container app: remove securityContext.privileged");
});

test("a secret outside of a Secret is refused by its mark, and its value is not told", async () => {
  const type = "kubernetes:core/v1:ConfigMap";
  const [message, ...more] = await analyze({
    type,
    props: { data: { plain: "text", key: secret("hunter2") } },
  });
  expect(more).toEqual([]);
  expect(message).toContain(`secret-stays-in-secrets | ${MANDATORY} | `);
  expect(message).toContain("data.key: keep the secret value in a Secret");
  expect(message).not.toContain("hunter2");
});

test("a secret inside of a Secret is let through", async () => {
  expect(
    await analyze({ type: "kubernetes:core/v1:Secret", props: { stringData: secret("hunter2") } }),
  ).toEqual([]);
});
