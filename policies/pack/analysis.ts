import { Exemptions, referenceTo, type Exemption } from "../engine/exemptions.ts";
import { activate, type Config } from "../engine/settings.ts";
import type { ActiveRule } from "../engine/judge.ts";
import { World } from "../engine/world.ts";
import type { Level, Rule } from "../rule.ts";
import {
  judgeShown,
  phasesOf,
  readRules,
  type Asked,
  type Outcome,
  type Phases,
  type Violation,
} from "./judgement.ts";
import { withoutSecrets, withoutShort, type Secretive } from "./redaction.ts";
import type { Shown } from "./resource.ts";
import { gapsLine, titleOf, undecidedLine, unseenLine, unusedLine, type Line, type Said } from "./summary.ts";

/** The run that the pack is asked for. */
export interface Occasion {
  readonly stack: string;
  readonly dryRun: boolean;
}

/** What is told of a resource. */
export interface Finding {
  readonly rule: Rule;
  readonly level: Exclude<Level, "disabled">;
  readonly urn: string;
  readonly message: string;
}

export interface Analysed {
  readonly findings: readonly Finding[];
  /** Rules that did not pass as they judged nothing, or nothing to the end, by id. */
  readonly notApplicable: ReadonlyMap<string, string>;
}

interface Remembered {
  readonly shown: Shown;
  readonly outcome: Outcome;
}

const nobody: Secretive = { secrets: new Set(), secretsAnywhere: new Set() };

const nothingElse = new World([]);

/** One run of the engine: all resources are judged one by one, and in the end together. */
export class Analysis {
  /** The rules that only the API server can judge, and why they do not apply here. */
  readonly #guards: readonly (readonly [id: string, reason: string])[];
  readonly #today = new Date().toISOString().slice(0, 10);
  readonly #remembered = new Map<string, Remembered>();
  readonly #secrets = new Set<string>();
  readonly #active: readonly ActiveRule[];
  readonly #phases: Phases;
  readonly #exemptions: Exemptions;
  readonly #dryRun: boolean;

  constructor(
    rules: readonly Rule[],
    {
      config = {},
      exemptions,
      occasion,
    }: {
      readonly config?: Config;
      readonly exemptions: readonly Exemption[];
      readonly occasion: Occasion;
    },
  ) {
    this.#guards = rules
      .filter(({ engine }) => engine === "guard")
      .map(({ id }) => [id, "left to the API server"]);
    this.#active = activate(rules, config);
    this.#phases = phasesOf(this.#active);
    this.#dryRun = occasion.dryRun;
    const upOf = occasion.dryRun ? undefined : occasion.stack;
    this.#exemptions = new Exemptions(exemptions, { today: this.#today, upOf });
  }

  /** Does ahead what the first resource would wait for. */
  prepare(): void {
    readRules(this.#active);
  }

  /** Judges a resource by itself and remembers it for the end. */
  analyze(shown: Shown): Analysed {
    const outcome = judgeShown(this.#phases.alone, shown, nothingElse);
    this.#remembered.set(shown.resource.urn, { shown, outcome });
    for (const secret of shown.secretsAnywhere) this.#secrets.add(secret);
    return {
      findings: this.#findings(shown, outcome),
      notApplicable: this.#notPassed(outcome, this.#phases.alone),
    };
  }

  /** The inputs of the resource, if it was analysed. */
  remembers(urn: string): boolean {
    return this.#remembered.has(urn);
  }

  /**
   * Judges what needs the whole stack, by the inputs that were analysed. Resources of which there were none, as they are only
   * read or not part of this run, are there for others to find, and are not judged; but if none of the stack was analysed,
   * all of it is judged as it is shown now.
   */
  analyzeStack(
    urns: readonly string[],
    others: readonly Shown[],
  ): Analysed & { readonly lines: readonly Line[] } {
    const late = others.length === urns.length ? others : [];
    const alone = late.flatMap((shown) => this.analyze(shown).findings);
    const judged = urns.flatMap((urn) => this.#remembered.get(urn) ?? []);
    const read = late.length > 0 ? [] : others;
    const manifests = [...judged.map(({ shown }) => shown), ...read].flatMap(
      ({ resource }) => resource.manifests,
    );
    const world = new World(manifests, this.#today);
    const together = judged.map(({ shown }) => ({
      shown,
      outcome: judgeShown(this.#phases.together, shown, world),
    }));
    const all = [...judged, ...together];
    const saw = new Set(all.flatMap(({ outcome }) => [...outcome.saw]));
    const unseen = this.#active.map(({ rule }) => rule).filter(({ id }) => !saw.has(id));
    const findings = together.flatMap(({ shown, outcome }) => this.#findings(shown, outcome));
    return {
      findings: [...alone, ...findings],
      notApplicable: new Map([
        ...unseen.map(({ id }) => [id, "nothing to judge"] as const),
        ...together.flatMap(({ outcome }) => [...undecidedRules(outcome)]),
      ]),
      lines: [
        undecidedLine(all.flatMap((it) => this.#waiting(it))),
        gapsLine(gapsOf(judged, all)),
        unseenLine(unseen),
        unusedLine(this.#exemptions.unused),
      ].flatMap((line) =>
        line ? [{ ...line, message: withoutSecrets(line.message, nobody, this.#secrets) }] : [],
      ),
    };
  }

  /** At an up everything is known before a resource is made; what still is not does not pass. */
  #findings(shown: Shown, { violations, undecided }: Outcome): readonly Finding[] {
    const overdue = this.#dryRun ? [] : undecided.filter(({ manifest }) => !manifest?.partial);
    const message = "cannot be judged: a value that it needs is not known";
    return [...violations, ...overdue.map((asked) => ({ ...asked, message }))].map((violation) =>
      this.#told(shown, violation),
    );
  }

  #told(shown: Shown, violation: Violation): Finding {
    const { urn } = shown.resource;
    const { active, manifest, path, place, message } = violation;
    const { rule, level } = active;
    const object = manifest ? referenceTo(manifest) : containerOf(shown);
    const ruling = this.#exemptions.ruling({ rule: rule.id, object, path });
    const where = [place, path].filter(Boolean).join(".");
    const said = `${where ? `${where}: ` : ""}${withoutShort(message, shown)}; ${rule.mend}`;
    const finding = { rule, urn, level };
    if (ruling && "exemption" in ruling) {
      const { expires, owner, reason } = ruling.exemption;
      const exempted = `${said}; exempted until ${expires} by ${owner}: ${reason}`;
      return { ...finding, level: "advisory", message: withoutSecrets(exempted, shown, this.#secrets) };
    }
    return {
      ...finding,
      message: withoutSecrets(ruling ? `${said}; ${ruling.refusal}` : said, shown, this.#secrets),
    };
  }

  #notPassed(outcome: Outcome, asked: readonly ActiveRule[]): ReadonlyMap<string, string> {
    const unseen = asked.filter(({ rule }) => !outcome.saw.has(rule.id));
    return new Map([
      ...this.#guards,
      ...unseen.map(({ rule }) => [rule.id, "nothing to judge"] as const),
      ...undecidedRules(outcome),
    ]);
  }

  #waiting({ shown, outcome }: Remembered): readonly (Asked & { readonly of: string })[] {
    const of = titleOf(shown);
    return outcome.undecided.filter(({ manifest }) => !manifest?.partial).map((asked) => ({ ...asked, of }));
  }
}

/** What an exemption must name to mean a container of a Docker host; nothing if its name is not known yet. */
function containerOf({ container }: Shown): string | undefined {
  const name: unknown = container && Object.getOwnPropertyDescriptor(container, "name")?.value;
  return typeof name === "string" ? `Container/${name}` : undefined;
}

const undecidedRules = ({ undecided }: Outcome) =>
  undecided.map(({ active }) => [active.rule.id, "a value is not known yet"] as const);

/** What a patch leaves open stays open, as the object that it changes is not seen. */
function gapsOf(judged: readonly Remembered[], all: readonly Remembered[]): readonly Said[] {
  return [
    ...judged.flatMap(({ shown }) => [
      ...shown.gaps.map((what) => ({ of: titleOf(shown), what })),
      ...shown.pending.map((path) => ({ of: titleOf(shown), what: `${path} is not known yet` })),
    ]),
    ...all.flatMap(({ shown, outcome }) => {
      const open = new Set(
        outcome.undecided.filter(({ manifest }) => manifest?.partial).map(({ active }) => active.rule.id),
      );
      return open.size > 0
        ? [{ of: titleOf(shown), what: `a patch leaves open ${[...open].join(", ")}` }]
        : [];
    }),
  ];
}
