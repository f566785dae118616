import { workloads } from "../kinds.ts";
import type { ObjectRule } from "../rule.ts";

const step = "(/[0-9]*[1-9][0-9]*)?";

/** A field of a schedule: a list of stars, values and ranges, each with a step if it likes. */
const cronField = (value: string) => {
  const item = `([*?]|(${value})(-(${value}))?)${step}`;
  return `${item}(,${item})*`;
};

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

const fields = [
  "0*[1-5]?[0-9]",
  "0*1?[0-9]|0*2[0-3]",
  "0*[1-9]|0*[12][0-9]|0*3[01]",
  `0*[1-9]|0*1[0-2]|${months.join("|")}`,
  `0*[0-6]|${days.join("|")}`,
].map(cronField);

const blank = "\\\\s";
const macros = "@(yearly|annually|monthly|weekly|daily|midnight|hourly)";
const every = "@every ([0-9]+([.][0-9]*)?(h|m|s|ms|us|µs|ns))+";

const schedule = "object.?spec.?schedule.orValue('')";
const ranges = (of: string, order: (end: string) => string) =>
  `${schedule}.lowerAscii().findAll('${of}-${of}').all(r, ${order("r.split('-')[0]")} <= ${order("r.split('-')[1]")})`;

const isSchedule = [
  `${schedule}.matches('^(${macros}|${every})$')`,
  [
    `${schedule}.lowerAscii().matches('^${blank}*${fields.join(`${blank}+`)}${blank}*$')`,
    ranges("[0-9]+", (end) => `int(${end})`),
    ranges("[a-z]+", (end) => `'${[...months, ...days].join()}'.indexOf(${end})`),
  ].join(" && "),
].join(" || ");

const ofCronJob = "object.?metadata.?ownerReferences.orValue([]).exists(o, o.kind == 'CronJob')";

/** What decides when pods run, and which go first. */
export const scheduling: readonly ObjectRule[] = [
  {
    engine: "object",
    kinds: workloads,
    id: "priority-class",
    title: "Every pod has a priority",
    holds: "priorityClassName is set and, where the parameter classes names any, one of them.",
    why: "On a full cluster the scheduler evicts pods of lower priority, which are any without the class.",
    mend: "set priorityClassName to a class of the cluster",
    severity: "low",
    level: "disabled",
    levelReason:
      "classes belong to the cluster, which may have none; a stack cannot know their names until it is told",
    parameters: {
      classes: {
        type: "array",
        items: { type: "string" },
        default: [],
        description: "The classes that pods may have; an empty list allows any.",
      },
    },
    references: { kubeLinter: ["priority-class-name"], kyverno: ["require-pod-priorityclassname"] },
    checks: [
      {
        each: "pod",
        cel: "variables.podSpec.?priorityClassName.orValue('') != '' && (size(params.classes) == 0 || variables.podSpec.priorityClassName in params.classes)",
        field: "spec.priorityClassName",
        message: "has no priority class, or one that is not allowed",
      },
    ],
  },
  {
    engine: "object",
    kinds: ["CronJob"],
    id: "cronjob-safe",
    title: "Jobs on a schedule start, end and do not pile up",
    holds:
      "The schedule has five fields within their ranges or is a macro, startingDeadlineSeconds is set, concurrencyPolicy is Forbid or Replace, both history limits are at most the parameter history (unset means 3 and 1), and restartPolicy is OnFailure or Never.",
    why: "A slow run overlaps the next one, a missed run comes at any later time, and finished pods fill the namespace.",
    mend: "set startingDeadlineSeconds and concurrencyPolicy, and correct the schedule",
    severity: "low",
    level: "advisory",
    parameters: {
      history: {
        type: "integer",
        minimum: 0,
        default: 10,
        description: "How many finished Jobs of each kind may be kept.",
      },
    },
    references: { kyverno: ["validate-cron-schedule"] },
    checks: [
      {
        each: "object",
        cel: isSchedule,
        field: "spec.schedule",
        message: "has no valid schedule",
      },
      {
        each: "object",
        cel: "object.?spec.?startingDeadlineSeconds.hasValue()",
        field: "spec.startingDeadlineSeconds",
        message: "has no deadline for runs that start late",
      },
      {
        each: "object",
        cel: "object.?spec.?concurrencyPolicy.orValue('Allow') in ['Forbid', 'Replace']",
        field: "spec.concurrencyPolicy",
        message: "starts a run while another one still goes on",
      },
      {
        each: "object",
        cel: "object.?spec.?successfulJobsHistoryLimit.orValue(3) <= params.history && object.?spec.?failedJobsHistoryLimit.orValue(1) <= params.history",
        message: "keeps too many finished Jobs",
      },
      {
        each: "pod",
        cel: "variables.podSpec.?restartPolicy.orValue('Always') in ['OnFailure', 'Never']",
        field: "spec.restartPolicy",
        message: "never ends by its restartPolicy",
      },
    ],
  },
  {
    engine: "object",
    kinds: ["Job", "CronJob"],
    id: "job-ttl",
    title: "Finished Jobs are removed",
    holds:
      "A Job by itself sets ttlSecondsAfterFinished; one of a CronJob does not, since the CronJob keeps a history of its own.",
    why: "Finished Jobs and their pods stay until somebody deletes them; those of a CronJob go before its history says.",
    mend: "set ttlSecondsAfterFinished on the Job, and remove it from a CronJob's template",
    severity: "low",
    level: "advisory",
    references: { kubeLinter: ["job-ttl-seconds-after-finished"] },
    checks: [
      {
        each: "object",
        kinds: ["Job"],
        cel: `object.?spec.?ttlSecondsAfterFinished.hasValue() != ${ofCronJob}`,
        field: "spec.ttlSecondsAfterFinished",
        message: "stays after it has finished, or goes though its CronJob would keep it",
        fix: { value: "86400" },
      },
      {
        each: "object",
        kinds: ["CronJob"],
        cel: "!object.?spec.?jobTemplate.?spec.?ttlSecondsAfterFinished.hasValue()",
        field: "spec.jobTemplate.spec.ttlSecondsAfterFinished",
        message: "removes Jobs that it would keep as its history",
      },
    ],
  },
];
