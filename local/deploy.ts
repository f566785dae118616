import { copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { connect, reach } from "./cluster/api.ts";
import { clusterTools } from "./cluster/kwokctl.ts";
import { halt, type Prepared, prepare } from "./cluster/throwaway.ts";
import { type Engine, update } from "./engine/engine.ts";
import { engineEnvironment } from "./engine/environment.ts";
import { readable } from "./engine/output.ts";
import { providePlugins } from "./engine/plugins.ts";
import { policyPack } from "./engine/policy-pack.ts";
import { recover } from "./engine/recover.ts";
import { settingsText, stackFileFor } from "./engine/stack-file.ts";
import { checkpointFile, deploymentOf, lastChanges, stack } from "./engine/state.ts";
import { readIfThere, writeWhole } from "./files.ts";
import { type Interruption, pause, together } from "./interrupt.ts";
import { checkout } from "./paths.ts";
import { Problem } from "./problem.ts";
import { formatSeconds, Progress } from "./progress.ts";
import { type Report, reportOn } from "./report/report.ts";
import { alone, type Session } from "./session.ts";
import { ensure } from "./tools/ensure.ts";

/** How long pods may take to become ready after the engine is done, in seconds. */
const patience = 120;

/** Deploys the stack and shows how it stands; the exit code is 0 once everything is ready. */
export const deploy = (session: Session, interruption: Interruption): Promise<number> =>
  alone(session, async () => {
    const begun = performance.now();
    const { context, kubeconfig } = session;
    const progress = new Progress();
    const say = (line: string) => progress.say(line);
    const stackFile = stackFileOf(session);
    if (session.foreign) await reach(connect(context, kubeconfig), 10, interruption.asked);
    const { engine, prepared } = await makeReady(session, interruption, progress);
    try {
      writeProject(session, stackFile);
      if (prepared.empty) rmSync(session.instance.backend, { recursive: true, force: true });
      const config = connect(context, kubeconfig);
      await recover(engine, config, say);
      await makeStack(engine);
      const args = [
        "up",
        "--yes",
        "--skip-preview",
        "--suppress-outputs",
        "--parallel",
        "32",
        "--policy-pack",
        await policyPack(interruption.asked),
      ];
      await update(engine, [...args, "--config-file", session.instance.stackFile], { say: readable(say) });
      const report = await readyReport(session, interruption.asked);
      const seconds = formatSeconds((performance.now() - begun) / 1_000);
      for (const line of ["", ...report.lines, "", `${changes(session)} in ${seconds}`]) say(line);
      if (!report.ready) say(`not everything is ready after ${patience} s`);
      return report.ready ? 0 : 1;
    } catch (thrown) {
      if (interruption.asked.aborted && prepared.started) await halt(session.instance);
      throw thrown;
    }
  });

function stackFileOf({ options, context, instance }: Session): string {
  const file = options.settings ?? path.join(checkout, `Pulumi.${stack}.yaml`);
  return stackFileFor(file, settingsText(file), context, readIfThere(instance.stackFile));
}

function writeProject({ instance }: Session, stackFile: string): void {
  mkdirSync(instance.project, { recursive: true, mode: 0o700 });
  copyFileSync(path.join(checkout, "Pulumi.yaml"), path.join(instance.project, "Pulumi.yaml"));
  writeWhole(instance.stackFile, stackFile);
}

/** The cluster and the engine, each started as soon as its own tools are there; if one fails, the other is given up too. */
async function makeReady(
  session: Session,
  interruption: Interruption,
  progress: Progress,
): Promise<{ readonly engine: Engine; readonly prepared: Prepared }> {
  const made: Prepared[] = [];
  const cluster = async (signal: AbortSignal): Promise<Prepared> => {
    const prepared = await makeCluster(session, progress, signal);
    made.push(prepared);
    return prepared;
  };
  const tasks = [
    cluster,
    (signal: AbortSignal) => makeEngine(session, interruption, progress, signal),
  ] as const;
  try {
    const [prepared, engine] = await together<[Prepared, Engine]>([...tasks], interruption.asked);
    return { engine, prepared };
  } catch (thrown) {
    if (made.some(({ started }) => started)) await halt(session.instance);
    throw thrown;
  }
}

async function makeCluster(
  { foreign, instance }: Session,
  progress: Progress,
  signal: AbortSignal,
): Promise<Prepared> {
  if (foreign) return { started: false, empty: false };
  const paths = await ensure(clusterTools, { progress, signal });
  const step = progress.begin("start the cluster");
  try {
    const prepared = await prepare(instance, paths, signal);
    step.end(prepared.started ? "took" : "runs already, checked in");
    if (prepared.note !== undefined) progress.say(prepared.note);
    return prepared;
  } catch (thrown) {
    step.end("failed after");
    throw thrown;
  }
}

async function makeEngine(
  { cache, instance, kubeconfig }: Session,
  interruption: Interruption,
  progress: Progress,
  signal: AbortSignal,
): Promise<Engine> {
  const { pulumi } = await ensure(["pulumi"], { progress, signal });
  const plain = engineEnvironment(cache, instance);
  const { folders, notes } = await providePlugins(pulumi, cache, instance, plain, signal);
  for (const note of notes) progress.say(note);
  const environment = engineEnvironment(cache, instance, {
    folders,
    ...(kubeconfig !== undefined && { kubeconfig }),
  });
  return { pulumi, instance, environment, interruption };
}

async function makeStack(engine: Engine): Promise<void> {
  const { instance } = engine;
  if (existsSync(checkpointFile(instance))) return;
  mkdirSync(instance.backend, { recursive: true, mode: 0o700 });
  const args = ["stack", "init", "--no-select", "--secrets-provider", "passphrase"];
  await update(engine, args, { cwd: instance.project });
}

/** The report once everything is ready, or the last one when the patience is at its end. */
async function readyReport({ instance, context, kubeconfig }: Session, signal: AbortSignal): Promise<Report> {
  const config = connect(context, kubeconfig);
  const end = Date.now() + patience * 1_000;
  for (;;) {
    const report = await reportOn(deploymentOf(instance) ?? {}, config);
    if (report === undefined) throw new Problem("the engine deployed nothing");
    if (report.ready || Date.now() > end) return report;
    await pause(500, signal);
  }
}

const pastTense: Readonly<Record<string, string>> = {
  create: "created",
  update: "updated",
  delete: "deleted",
  replace: "replaced",
};

function changes({ instance }: Session): string {
  const counted = lastChanges(instance);
  const parts = Object.entries(pastTense).flatMap(([key, word]) =>
    counted[key] ? [`${counted[key]} ${word}`] : [],
  );
  return parts.length > 0 ? parts.join(", ") : "no changes";
}
