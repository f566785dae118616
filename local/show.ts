import { connect, reach } from "./cluster/api.ts";
import { isUp, runningParts } from "./cluster/throwaway.ts";
import { engineLocks } from "./engine/stale-lock.ts";
import { deploymentOf } from "./engine/state.ts";
import { Problem } from "./problem.ts";
import { reportOn } from "./report/report.ts";
import type { Session } from "./session.ts";

/** Shows how the stack stands and changes nothing; the exit code is 0 only if everything is ready. */
export async function show(
  { instance, foreign, context, kubeconfig }: Session,
  signal: AbortSignal,
): Promise<number> {
  const deployment = deploymentOf(instance);
  if (!foreign && !isUp(instance))
    throw new Problem(
      runningParts(instance).length === 0 && deployment === undefined
        ? "nothing is up: npm run local starts it"
        : "the cluster does not run whole: npm run local starts it again",
    );
  if (deployment === undefined)
    throw new Problem(`nothing is deployed to ${context}: npm run local deploys it`);
  const config = connect(context, kubeconfig);
  await reach(config, 5, signal);
  const report = await reportOn(deployment, config);
  if (report === undefined) throw new Problem(`nothing is deployed to ${context}: npm run local deploys it`);
  const locks = engineLocks(instance);
  const working = locks.filter(({ stale }) => !stale);
  const left = locks.length + (deployment.pending_operations ?? []).length;
  const verdicts = [
    ...(report.ready ? [] : ["not everything is ready"]),
    ...working.map(({ lock }) => `process ${lock.pid} is at work on it`),
    ...(working.length === 0 && left > 0
      ? ["the last update was interrupted: npm run local finishes it"]
      : []),
  ];
  process.stdout.write(
    `${[...report.lines, "", ...(verdicts.length > 0 ? verdicts : ["everything is ready"])].join("\n")}\n`,
  );
  return verdicts.length > 0 ? 1 : 0;
}
