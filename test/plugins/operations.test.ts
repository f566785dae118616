import { expect, test } from "vitest";
import { check } from "../../local/plugins/resource-kubernetes/check.ts";
import { checkpoint } from "../../local/plugins/resource-kubernetes/checkpoint.ts";
import { create } from "../../local/plugins/resource-kubernetes/create.ts";
import { ApiError } from "../../local/plugins/resource-kubernetes/errors.ts";
import { read } from "../../local/plugins/resource-kubernetes/read.ts";
import { update } from "../../local/plugins/resource-kubernetes/update.ts";
import { StatusError } from "../../local/plugins/shared/serve.ts";
import { secret, unknown } from "../../local/plugins/shared/wire.ts";
import { type Answer, contextOf, fakeApi, resource } from "./fake-api.ts";

const type = "kubernetes:core/v1:ConfigMap";
const config = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "a", namespace: "apps" },
  data: { k: "v" },
};
const request = { ...resource(type, "a"), inputs: config, preview: false, timeout: 0 };

const refused = (code: number, reason: string, message = reason) =>
  new ApiError({ code, reason, message }, code);

async function creating(answer: Answer, preview = false, inputs = config) {
  const said: string[] = [];
  const { api, calls } = fakeApi(answer);
  return { result: await create(contextOf(api, said), { ...request, inputs, preview }), calls, said };
}

test("creates with a POST by the manager that the first update takes over from", async () => {
  const { result, calls } = await creating(() => config);
  expect(result.id).toBe("apps/a");
  expect(calls).toMatchObject([
    {
      method: "POST",
      path: "/api/v1/namespaces/apps/configmaps",
      query: { fieldManager: "pulumi-kubernetes" },
    },
  ]);
});

test("previews a creation by a dry run, and not at all what it cannot know", async () => {
  const { calls, result } = await creating(() => config, true);
  expect(calls[0]?.query).toMatchObject({ dryRun: "All" });
  expect(result.id).toBe("");
  const later = await creating(() => config, true, { ...config, data: { k: unknown } });
  expect(later.calls).toEqual([]);
});

test("lets a preview pass what only the real thing can settle, and says what will be refused", async () => {
  const missing = new ApiError({ code: 404, details: { kind: "namespaces" } }, 404);
  await expect(creating(() => missing, true)).resolves.toMatchObject({ said: [] });
  await expect(creating(() => refused(409, "AlreadyExists"), true)).resolves.toMatchObject({ said: [] });
  const { said } = await creating(() => refused(403, "Forbidden", "exceeded quota"), true);
  expect(said).toEqual(["As things stand now, the API server would refuse this: exceeded quota"]);
  await expect(creating(() => refused(422, "Invalid", "port is invalid"), true)).rejects.toThrow(
    "port is invalid",
  );
});

test("names an object that exists already and says what to do", async () => {
  const exists = () => refused(409, "AlreadyExists", 'configmaps "a" already exists');
  await expect(creating(exists)).rejects.toThrow(/configmaps "a" already exists[^]*pulumi import/);
});

test("says no secret when the server refuses it", async () => {
  const answer = () => refused(422, "Invalid", 'Invalid value: "hunter2-and-more"');
  const { api } = fakeApi(answer);
  const inputs = { ...config, data: { k: secret("hunter2-and-more") } };
  await expect(create(contextOf(api), { ...request, inputs })).rejects.toThrow('Invalid value: "[secret]"');
});

const state = (live = {}) =>
  checkpoint({
    inputs: config,
    live: { ...config, ...live },
    from: config,
    fieldManager: "pulumi-kubernetes-1",
  });
const updating = {
  ...resource(type, "a"),
  id: "apps/a",
  state: state(),
  news: config,
  preview: false,
  timeout: 0,
};

test("takes over what it created, then applies", async () => {
  const managedFields = [
    { manager: "pulumi-kubernetes", operation: "Update", fieldsV1: { "f:data": { "f:k": {} } } },
  ];
  const live = { ...config, metadata: { ...config.metadata, resourceVersion: "7", managedFields } };
  const { api, calls } = fakeApi(() => live);
  await update(contextOf(api), { ...updating, ignoreChanges: [] });
  expect(calls.map(({ method, contentType }) => contentType ?? method)).toEqual([
    "GET",
    "application/json-patch+json",
    "application/apply-patch+yaml",
  ]);
  expect(calls[1]?.body).toMatchObject([
    {
      value: [{ manager: "pulumi-kubernetes-1", operation: "Apply", fieldsV1: { "f:data": { "f:k": {} } } }],
    },
    { path: "/metadata/resourceVersion", value: "7" },
  ]);
  expect(calls[2]?.query).toEqual({ fieldManager: "pulumi-kubernetes-1", force: "false" });
});

test("looks again when an object changed before it could be taken over", async () => {
  const managedFields = [{ manager: "pulumi-kubernetes", operation: "Update", fieldsV1: {} }];
  const live = { ...config, metadata: { ...config.metadata, managedFields } };
  let changed = true;
  const { api, calls } = fakeApi(({ contentType }) => {
    if (contentType !== "application/json-patch+json" || !changed) return live;
    changed = false;
    return refused(409, "Conflict");
  });
  await update(contextOf(api), { ...updating, ignoreChanges: [] });
  expect(calls.map(({ method }) => method)).toEqual(["GET", "PATCH", "GET", "PATCH", "PATCH"]);
});

test("records an update that the server refused as one to try again", async () => {
  const { api } = fakeApi(({ method }) =>
    method === "GET" ? config : refused(409, "Conflict", "1 conflict"),
  );
  const failure = update(contextOf(api), { ...updating, ignoreChanges: [] });
  await expect(failure).rejects.toThrow(StatusError);
  await expect(failure).rejects.toThrow(/1 conflict[^]*patchForce/);
});

test("leaves to others what the program ignores and they set", async () => {
  const managedFields = [{ manager: "hpa", operation: "Update", fieldsV1: { "f:data": { "f:k": {} } } }];
  const { api, calls } = fakeApi(() => ({ ...config, metadata: { ...config.metadata, managedFields } }));
  await update(contextOf(api), { ...updating, ignoreChanges: ["data.k"] });
  expect(calls.at(-1)?.body).toMatchObject({ data: {} });
});

test("reads what is there with the inputs that spoke of it, or all of it for who knows nothing yet", async () => {
  const live = {
    ...config,
    metadata: { ...config.metadata, uid: "1", labels: { by: "cluster" } },
    status: {},
  };
  const { api } = fakeApi(() => live);
  const asking = { ...resource(type, "a"), id: "apps/a" };
  expect((await read(contextOf(api), { ...asking, state: state(), inputs: config }))?.inputs).toEqual(config);
  expect((await read(contextOf(api), { ...asking, state: {}, inputs: {} }))?.inputs).toEqual({
    ...config,
    metadata: { ...config.metadata, labels: { by: "cluster" } },
  });
});

test("reads nothing where nothing is", async () => {
  const { api } = fakeApi(() => refused(404, "NotFound"));
  const asking = { ...resource(type, "a"), id: "apps/a", state: {}, inputs: {} };
  expect(await read(contextOf(api), asking)).toBeUndefined();
});

const checking = { olds: {}, seed: new Uint8Array([1]), autonaming: undefined };

test("gives a namespace to what belongs in one", async () => {
  const context = contextOf(fakeApi().api);
  const inputs = async (kind: string) => {
    const news = { apiVersion: "v1", kind, metadata: { name: "a" } };
    return (await check(context, { ...resource(`kubernetes:core/v1:${kind}`, "a"), ...checking, news }))
      .inputs;
  };
  expect((await inputs("Secret"))["metadata"]).toEqual({ name: "a", namespace: "apps" });
  expect((await inputs("Namespace"))["metadata"]).toEqual({ name: "a" });
});

test.each([
  "kubernetes:core/v1:NamespacePatch",
  "kubernetes:core/v1:ConfigMapList",
  "kubernetes:helm.sh/v3:Release",
])("refuses %s", async (other) => {
  const news = { apiVersion: "v1", kind: "Namespace", metadata: { name: "a" } };
  await expect(
    check(contextOf(fakeApi().api), { ...resource(other, "a"), ...checking, news }),
  ).rejects.toThrow(`The stand-in kubernetes plugin has no ${other}`);
});
