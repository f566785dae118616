import type { RawObject } from "../../../policies/engine/value.ts";
import type { RuleCases } from "../case.ts";
import { deployment, metadata, template } from "../objects.ts";

const job = (spec: RawObject, change: RawObject = {}): RawObject => ({
  apiVersion: "batch/v1",
  kind: "Job",
  metadata: metadata("app", change),
  spec: { template: template({ restartPolicy: "Never" }), ...spec },
});

const cron = (change: RawObject, ofJob: RawObject = {}): RawObject => ({
  apiVersion: "batch/v1",
  kind: "CronJob",
  metadata: metadata("app"),
  spec: {
    schedule: "0 3 * * *",
    concurrencyPolicy: "Forbid",
    startingDeadlineSeconds: 600,
    jobTemplate: { spec: { template: template({ restartPolicy: "OnFailure" }), ...ofJob } },
    ...change,
  },
});

const at = (schedule: string) => ({ name: schedule, object: cron({ schedule }) });

const owned = {
  ownerReferences: [
    { apiVersion: "batch/v1", kind: "CronJob", name: "app", uid: "5f0c1b8e-0000-4000-8000-000000000000" },
  ],
};

export const schedulingCases: readonly RuleCases[] = [
  {
    rule: "priority-class",
    passes: [
      { name: "any", object: deployment({ priorityClassName: "production" }) },
      {
        name: "one of those allowed",
        object: deployment({ priorityClassName: "high" }),
        parameters: { classes: ["low", "high"] },
      },
    ],
    fails: [
      {
        name: "none",
        object: deployment({ priorityClassName: undefined }),
        path: "spec.template.spec.priorityClassName",
      },
      {
        name: "another one",
        object: deployment({ priorityClassName: "production" }),
        parameters: { classes: ["low", "high"] },
      },
    ],
  },
  {
    rule: "cronjob-safe",
    passes: [
      at("*/5 0-23/2 1,15 JAN-jun Mon-Fri"),
      at("@daily"),
      at("@every 1h30m"),
      at("00 03 ? * ?"),
      at("59 23 31 12 6"),
      { name: "Replace", object: cron({ concurrencyPolicy: "Replace" }) },
      { name: "no history", object: cron({ successfulJobsHistoryLimit: 0, failedJobsHistoryLimit: 1 }) },
    ],
    fails: [
      { name: "no deadline", object: cron({ startingDeadlineSeconds: undefined }) },
      {
        name: "runs that overlap",
        object: cron({ concurrencyPolicy: "Allow" }),
        path: "spec.concurrencyPolicy",
      },
      { name: "the default, which overlaps", object: cron({ concurrencyPolicy: undefined }) },
      { name: "a long history", object: cron({ successfulJobsHistoryLimit: 100 }) },
    ],
  },
  {
    rule: "job-ttl",
    passes: [
      { name: "an hour", object: job({ ttlSecondsAfterFinished: 3600 }) },
      { name: "at once", object: job({ ttlSecondsAfterFinished: 0 }) },
      { name: "on a schedule", object: cron({}) },
      { name: "of a CronJob", object: job({}, owned) },
    ],
    fails: [
      { name: "for ever", object: job({}), path: "spec.ttlSecondsAfterFinished" },
      {
        name: "on a schedule",
        object: cron({}, { ttlSecondsAfterFinished: 60 }),
        path: "spec.jobTemplate.spec.ttlSecondsAfterFinished",
      },
      { name: "of a CronJob", object: job({ ttlSecondsAfterFinished: 60 }, owned) },
    ],
  },
];
