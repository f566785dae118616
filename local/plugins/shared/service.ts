import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import pluginProto from "@pulumi/pulumi/proto/plugin_pb.js";
import providerService from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import proto, {
  type CheckRequest,
  type ConfigureRequest,
  type CreateRequest,
  type DeleteRequest,
  type DiffRequest,
  type InvokeRequest,
  type ReadRequest,
  type UpdateRequest,
} from "@pulumi/pulumi/proto/provider_pb.js";
import type { Change, Checked, Difference, Provider, Resource } from "./provider.ts";
import { serve, unary } from "./serve.ts";
import { fromStruct, toStruct } from "./wire.ts";

/** Serves a provider to the engine until the engine ends. */
export const serveProvider = (provider: Provider): Promise<void> =>
  serve(providerService.ResourceProviderService, {
    getPluginInfo: unary(() => new pluginProto.PluginInfo().setVersion(provider.version)),
    getSchema: unary(() => new proto.GetSchemaResponse().setSchema("{}")),
    attach: unary(() => new emptyProto.Empty()),
    cancel: unary(() => {
      provider.cancel();
      return new emptyProto.Empty();
    }),
    checkConfig: unary(async (request: CheckRequest) =>
      checked(await provider.checkConfig(fromStruct(request.getNews()))),
    ),
    diffConfig: unary((request: DiffRequest) =>
      difference(
        provider.diffConfig(
          fromStruct(request.getOldInputs() ?? request.getOlds()),
          fromStruct(request.getNews()),
        ),
      ),
    ),
    configure: unary(async (request: ConfigureRequest) => {
      await provider.configure(new Map(request.getVariablesMap().entries()));
      return new proto.ConfigureResponse()
        .setAcceptsecrets(true)
        .setSupportspreview(true)
        .setSupportsAutonamingConfiguration(true);
    }),
    check: unary(async (request: CheckRequest) =>
      checked(
        await provider.check({
          ...resource(request),
          olds: fromStruct(request.getOlds()),
          news: fromStruct(request.getNews()),
          seed: request.getRandomseed_asU8(),
          autonaming: autonaming(request),
        }),
      ),
    ),
    diff: unary(async (request: DiffRequest) =>
      difference(
        await provider.diff({
          ...resource(request),
          state: fromStruct(request.getOlds()),
          news: fromStruct(request.getNews()),
          ignoreChanges: request.getIgnorechangesList(),
        }),
      ),
    ),
    create: unary(async (request: CreateRequest) => {
      const { id, state } = await provider.create({
        ...resource(request),
        inputs: fromStruct(request.getProperties()),
        preview: request.getPreview(),
        timeout: request.getTimeout(),
      });
      return new proto.CreateResponse().setId(id).setProperties(toStruct(state));
    }),
    read: unary(async (request: ReadRequest) => {
      const live = await provider.read({
        ...resource(request),
        id: request.getId(),
        state: fromStruct(request.getProperties()),
        inputs: fromStruct(request.getInputs()),
      });
      const response = new proto.ReadResponse();
      if (live) response.setId(live.id).setProperties(toStruct(live.state)).setInputs(toStruct(live.inputs));
      return response;
    }),
    update: unary(async (request: UpdateRequest) => {
      const state = await provider.update({
        ...resource(request),
        id: request.getId(),
        state: fromStruct(request.getOlds()),
        news: fromStruct(request.getNews()),
        preview: request.getPreview(),
        timeout: request.getTimeout(),
        ignoreChanges: request.getIgnorechangesList(),
      });
      return new proto.UpdateResponse().setProperties(toStruct(state));
    }),
    delete: unary(async (request: DeleteRequest) => {
      await provider.delete({
        ...resource(request),
        id: request.getId(),
        state: fromStruct(request.getProperties()),
        timeout: request.getTimeout(),
      });
      return new emptyProto.Empty();
    }),
    invoke: unary((request: InvokeRequest) => {
      throw new Error(
        `The stand-in plugin has no function ${request.getTok()}: use the official plugin for it`,
      );
    }),
  });

/** A resource's type and name are the last parts of its URN. */
export function resource(request: { getUrn(): string }): Resource {
  const urn = request.getUrn();
  const [, , types = "", ...name] = urn.split("::");
  return { urn, type: types.slice(types.lastIndexOf("$") + 1), name: name.join("::") };
}

function autonaming(request: CheckRequest) {
  const options = request.getAutonaming();
  if (!options) return undefined;
  const disabled = options.getMode() === proto.CheckRequest.AutonamingOptions.Mode.DISABLE;
  return { mode: disabled ? ("disable" as const) : ("propose" as const), name: options.getProposedName() };
}

const checked = ({ inputs, failures }: Checked) =>
  new proto.CheckResponse()
    .setInputs(toStruct(inputs))
    .setFailuresList(
      failures.map(({ property, reason }) =>
        new proto.CheckFailure().setProperty(property).setReason(reason),
      ),
    );

function difference({ changes, deleteBeforeReplace }: Difference) {
  const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
  const response = new proto.DiffResponse()
    .setChanges(changes.size > 0 ? DIFF_SOME : DIFF_NONE)
    .setDiffsList([...new Set([...changes.keys()].map((path) => /^[^.[]*/.exec(path)?.[0] ?? path))])
    .setReplacesList([...changes].flatMap(([path, { replace }]) => (replace ? [path] : [])))
    .setDeletebeforereplace(deleteBeforeReplace)
    .setHasdetaileddiff(true);
  for (const [path, change] of changes) response.getDetaileddiffMap().set(path, propertyDiff(change));
  return response;
}

const propertyDiff = ({ kind, replace }: Change) =>
  new proto.PropertyDiff().setKind(kinds[kind][replace ? 1 : 0]).setInputdiff(kind === "delete");

const { ADD, ADD_REPLACE, DELETE, DELETE_REPLACE, UPDATE, UPDATE_REPLACE } = proto.PropertyDiff.Kind;
const kinds = {
  add: [ADD, ADD_REPLACE],
  delete: [DELETE, DELETE_REPLACE],
  update: [UPDATE, UPDATE_REPLACE],
} as const;
