import { spawn } from "node:child_process";
import { eachLine } from "../../../local/run.ts";
import { ensure } from "../../../local/tools/ensure.ts";

/** What Pod Security Admission says of a workload at one version, by the ids of its checks: true if it passes. */
export interface Verdict {
  readonly checks: Readonly<Record<string, boolean>>;
  readonly baseline: boolean;
  readonly restricted: boolean;
}

/** What a kept policy says of a workload. */
export interface Admitted {
  readonly allowed: boolean;
  /** Why a validation could not be evaluated. */
  readonly error?: string;
  /** What it took of the 10,000,000 units that the API server gives a policy. */
  readonly cost: number;
}

export interface Answer {
  /** By version. */
  readonly verdicts: Readonly<Record<string, Verdict>>;
  /** By the name under which the policy was kept. */
  readonly policies: Readonly<Record<string, Admitted>>;
}

/** What the API server's CEL compiler says of the expressions of one policy. */
export interface Compiled {
  readonly expressions: number;
  readonly errors: readonly { readonly where: string; readonly message: string }[];
}

type Request =
  | { readonly workload: object; readonly versions: readonly string[] }
  /** The `spec` of a ValidatingAdmissionPolicy; what is kept judges every later workload. */
  | { readonly policy: object; readonly environment: string; readonly keepAs?: string }
  /** The `spec` of a MutatingAdmissionPolicy. */
  | { readonly mutation: object; readonly environment: string };

/** The oracle as a process that answers in the order in which it is asked. */
export class Oracle {
  readonly #child;
  readonly #waiting: PromiseWithResolvers<string>[] = [];
  readonly #ended: Promise<void>;
  #complaint = "";

  constructor(program: string) {
    this.#child = spawn(program, { stdio: "pipe" });
    this.#child.stderr.setEncoding("utf8").on("data", (text: string) => (this.#complaint += text));
    this.#child.stdin.on("error", () => undefined);
    this.#ended = eachLine(this.#child.stdout, (line) => this.#waiting.shift()?.resolve(line)).finally(() => {
      for (const { reject } of this.#waiting.splice(0))
        reject(new Error(`the oracle ended without an answer: ${this.#complaint}`));
    });
  }

  /** Builds the oracle first if its sources have changed. */
  static async start(): Promise<Oracle> {
    const { oracle } = await ensure(["oracle"]);
    return new Oracle(oracle);
  }

  /**
   * What the checks of Pod Security Admission at these versions and the kept policies say of a workload.
   * @throws if the API server could not decode it.
   */
  async judge(workload: object, versions: readonly string[]): Promise<Answer> {
    return (await this.#ask({ workload, versions })) as Answer;
  }

  async compile(request: Exclude<Request, { readonly workload: object }>): Promise<Compiled> {
    return (await this.#ask(request)) as Compiled;
  }

  async end(): Promise<void> {
    this.#child.stdin.end();
    await this.#ended;
  }

  async #ask(request: Request): Promise<unknown> {
    if (this.#child.exitCode !== null) throw new Error(`the oracle has ended: ${this.#complaint}`);
    const waiting = Promise.withResolvers<string>();
    this.#waiting.push(waiting);
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    const answer = JSON.parse(await waiting.promise) as { readonly error?: string };
    if (answer.error !== undefined) throw new Error(`${answer.error}: ${JSON.stringify(request)}`);
    return answer;
  }
}
