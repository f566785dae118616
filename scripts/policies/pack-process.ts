import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { credentials } from "@grpc/grpc-js";
import analyzerService from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import analyzerProto, {
  type AnalyzeDiagnostic,
  type AnalyzeResponse,
  type AnalyzerInfo,
  type RemediateResponse,
} from "@pulumi/pulumi/proto/analyzer_pb.js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import structProto from "google-protobuf/google/protobuf/struct_pb.js";
import { build } from "../../policies/pack/bundle.ts";
import { projectFile } from "../stack-file.ts";

/** How the engine starts the pack. */
export interface Form {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
}

const checkout = projectFile("");

/** Linux counts computing time in hundredths of a second. */
const ticks = 10;

/** The file is built if need be; the folder is run by the runner of Pulumi's SDK. */
export const forms = {
  executable: (): Form => ({
    name: "executable",
    command: [build(checkout), "127.0.0.1:1"],
    cwd: checkout,
  }),
  directory: (): Form => ({
    name: "directory",
    command: [
      process.execPath,
      projectFile("node_modules/@pulumi/pulumi/cmd/run-policy-pack"),
      "127.0.0.1:1",
      ".",
    ],
    cwd: path.join(checkout, "policies"),
  }),
};

/** A resource as a program would register it. */
export interface Resource {
  readonly type: string;
  readonly name?: string;
  readonly props: Readonly<Record<string, unknown>>;
  readonly protect?: boolean;
  readonly ignoreChanges?: readonly string[];
  /** The stack that it is in, if not one called test. */
  readonly stack?: string;
  /** The inputs of its provider, if it is not one of the context test. */
  readonly provider?: Readonly<Record<string, unknown>>;
}

export const urnOf = ({ type, name = "it", stack = "test" }: Resource): string =>
  `urn:pulumi:${stack}::test::${type}::${name}`;

/** A pack that was started as the engine starts it, and is spoken to as the engine speaks to it. */
export class PackProcess {
  readonly client: analyzerService.AnalyzerClient;
  /** From the start of the process until its port was read, in milliseconds. */
  readonly started: number;
  readonly #stop: () => Promise<void>;
  readonly #pid: number;

  private constructor(port: string, started: number, pid: number, stop: () => Promise<void>) {
    this.#pid = pid;
    this.client = new analyzerService.AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure());
    this.started = started;
    this.#stop = stop;
  }

  static async start({ command: [program, ...args], cwd }: Form): Promise<PackProcess> {
    const begun = performance.now();
    const child = spawn(program, args, { cwd, stdio: ["ignore", "pipe", "inherit"] });
    const ended = once(child, "exit");
    const lines = createInterface(child.stdout);
    const early = ended.then(([code]) => Promise.reject(new Error(`the pack ended with ${String(code)}`)));
    const [port] = (await Promise.race([once(lines, "line"), early])) as [string];
    early.catch(() => undefined);
    return new PackProcess(port, performance.now() - begun, child.pid ?? 0, async () => {
      child.kill("SIGKILL");
      await ended;
    });
  }

  /** What the pack has computed so far, in milliseconds, whatever else the machine did; NaN where Linux does not tell. */
  computed(): number {
    const file = `/proc/${this.#pid}/stat`;
    if (!existsSync(file)) return Number.NaN;
    const [user, system] = readFileSync(file, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ")
      .slice(11, 13);
    return (Number(user) + Number(system)) * ticks;
  }

  async stop(): Promise<void> {
    this.client.close();
    await this.#stop();
  }

  information(): Promise<AnalyzerInfo> {
    return answer((done) => this.client.getAnalyzerInfo(new emptyProto.Empty(), done));
  }

  async begin({ stack = "test", dryRun = true } = {}): Promise<void> {
    const request = new analyzerProto.AnalyzerStackConfigureRequest()
      .setStack(stack)
      .setProject("test")
      .setDryRun(dryRun);
    await answer((done) => this.client.configureStack(request, done));
  }

  /** Hands over a configuration as the engine does: it fills the rules' defaults in, and `all`, before. */
  async configure(
    given: Readonly<Record<string, string | Readonly<Record<string, unknown>>>> = {},
  ): Promise<void> {
    const request = new analyzerProto.ConfigureAnalyzerRequest();
    const config = request.getPolicyconfigMap();
    const entries = Object.entries(given).map(([id, value]) => {
      const { enforcementLevel, ...properties } =
        typeof value === "string" ? { enforcementLevel: value } : value;
      return [id, { level: enforcementLevel as keyof typeof levels | undefined, properties }] as const;
    });
    const all = entries.find(([id]) => id === "all")?.[1].level;
    for (const policy of (await this.information()).getPoliciesList()) {
      const level = all ? levels[all] : policy.getEnforcementlevel();
      config.set(policy.getName(), new analyzerProto.PolicyConfig().setEnforcementlevel(level));
    }
    for (const [id, { level, properties }] of entries) {
      const entry = config.get(id) ?? new analyzerProto.PolicyConfig();
      if (level) entry.setEnforcementlevel(levels[level]);
      config.set(id, entry.setProperties(structOf(properties)));
    }
    await answer((done) => this.client.configure(request, done));
  }

  analyze(resource: Resource): Promise<AnalyzeResponse> {
    return answer((done) => this.client.analyze(requestOf(resource), done));
  }

  /** As `analyze`, of which only the pack's part is left to be timed: the message is there, and its answer is not read. */
  prepared(resource: Resource): () => Promise<unknown> {
    return this.#prepared("analyze", Buffer.from(requestOf(resource).serializeBinary()));
  }

  /** The same of `analyzeStack`. */
  preparedStack(resources: readonly Resource[]): () => Promise<unknown> {
    return this.#prepared("analyzeStack", Buffer.from(stackRequestOf(resources).serializeBinary()));
  }

  #prepared(method: "analyze" | "analyzeStack", message: Buffer): () => Promise<unknown> {
    const asIs = (it: Buffer) => it;
    const { path: called } = analyzerService.AnalyzerService[method];
    return () => answer((done) => this.client.makeUnaryRequest(called, asIs, asIs, message, done));
  }

  remediate(resource: Resource): Promise<RemediateResponse> {
    return answer((done) => this.client.remediate(requestOf(resource), done));
  }

  /** Shows the pack the stack in the end, of which it has analysed those resources that a program registers. */
  analyzeStack(resources: readonly Resource[]): Promise<AnalyzeResponse> {
    const request = stackRequestOf(resources);
    return answer((done) => this.client.analyzeStack(request, done));
  }
}

const levels = {
  advisory: analyzerProto.EnforcementLevel.ADVISORY,
  mandatory: analyzerProto.EnforcementLevel.MANDATORY,
  disabled: analyzerProto.EnforcementLevel.DISABLED,
  remediate: analyzerProto.EnforcementLevel.REMEDIATE,
} as const;

/** A diagnostic as a line: the rule, its level and the message. */
export function lineOf(diagnostic: AnalyzeDiagnostic): string {
  const isMandatory = diagnostic.getEnforcementlevel() === levels.mandatory;
  return `${diagnostic.getPolicyname()} ${isMandatory ? "mandatory" : "advisory"} ${diagnostic.getMessage()}`;
}

/** The message by which the engine shows a resource to a pack. */
export const requestOf = (resource: Resource): analyzerProto.AnalyzeRequest =>
  new analyzerProto.AnalyzeRequest()
    .setType(resource.type)
    .setUrn(urnOf(resource))
    .setName(resource.name ?? "it")
    .setOptions(
      new analyzerProto.AnalyzerResourceOptions()
        .setProtect(resource.protect ?? false)
        .setIgnorechangesList([...(resource.ignoreChanges ?? [])]),
    )
    .setProvider(
      new analyzerProto.AnalyzerProviderResource()
        .setType("pulumi:providers:kubernetes")
        .setUrn(`urn:pulumi:${resource.stack ?? "test"}::test::pulumi:providers:kubernetes::cluster`)
        .setProperties(structOf(resource.provider ?? { context: "test" })),
    )
    .setProperties(structOf(resource.props));

const stackRequestOf = (resources: readonly Resource[]) =>
  new analyzerProto.AnalyzeStackRequest().setResourcesList(
    resources.map((resource) =>
      new analyzerProto.AnalyzerResource()
        .setType(resource.type)
        .setUrn(urnOf(resource))
        .setName(resource.name ?? "it")
        .setProperties(structOf(resource.props)),
    ),
  );

const structOf = (properties: Readonly<Record<string, unknown>>) =>
  structProto.Struct.fromJavaScript(properties as Record<string, never>);

const answer = <T>(call: (done: (error: Error | null, response?: T) => void) => void): Promise<T> =>
  new Promise((resolve, reject) =>
    call((error, response) => (error ? reject(error) : resolve(response as T))),
  );
