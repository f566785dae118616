import { z } from "zod";
import { app, AppSettings, appMistakes, type AppUses } from "./app.ts";
import { jaeger, JaegerSettings } from "./jaeger.ts";
import { AdmissionSettings, KubernetesSettings } from "./kubernetes/settings.ts";
import { hint, type Mistake } from "./model/mistakes.ts";
import { SecretSource, secretNames } from "./model/secrets.ts";
import { unreachable } from "./model/network.ts";
import type { Service } from "./model/service.ts";
import type { Text } from "./model/text.ts";
import { secretName } from "./model/values.ts";
import { qdrant, QdrantSettings } from "./qdrant.ts";
import { redis, redisExporter, RedisSettings, redisUsers } from "./redis.ts";

const services = {
  app: AppSettings.prefault({}),
  qdrant: QdrantSettings.prefault({}),
  redis: RedisSettings.prefault({}),
  jaeger: JaegerSettings.prefault({}),
};

const qdrantKeys = { "read-write": "qdrantApiKey", "read-only": "qdrantReadOnlyApiKey" } as const;

/** All that may differ between stacks. */
export type Settings = z.infer<typeof Settings>;
export const Settings = z
  .strictObject({
    protect: z
      .boolean("true or false")
      .default(true)
      .describe("Refuses to delete or replace what holds data, and keeps it when the stack is destroyed."),
    kubernetes: KubernetesSettings,
    admission: AdmissionSettings,
    secrets: z
      .record(secretName, SecretSource)
      .default({})
      .describe("Where secrets come from; one that is not listed is generated."),
    ...services,
  })
  .superRefine(
    (found, context) => {
      for (const { path, message } of crossChecks(asRecord(found)))
        context.addIssue({ code: "custom", path: [...path], message });
    },
    { when: () => true },
  );

export type ServiceSettings = Pick<Settings, keyof typeof services> & {
  readonly secrets: Readonly<Record<string, unknown>>;
};

/** Every service the stack runs, and who uses whom. */
export function declareServices(settings: ServiceSettings): readonly Service[] {
  const { uses, peers } = peersOf(settings);
  return [app(settings.app, uses, Object.keys(settings.secrets)), ...peers];
}

function peersOf({ app: { uses }, ...settings }: ServiceSettings): {
  uses: AppUses;
  peers: readonly Service[];
} {
  const vectors = qdrant(settings.qdrant);
  const callers = uses.redis ? [redisUsers.app, redisUsers.exporter] : [redisUsers.exporter];
  const cache = redis(settings.redis, callers);
  const traces = jaeger(settings.jaeger);
  return {
    peers: [vectors, cache, redisExporter(cache), traces],
    uses: {
      vectors: uses.qdrant === "no" ? undefined : { peer: vectors, apiKey: qdrantKeys[uses.qdrant] },
      cache: uses.redis ? { peer: cache, user: redisUsers.app } : undefined,
      traces: uses.traces ? traces : undefined,
    },
  };
}

/** Mistakes that show only when several settings are seen together, as far as each is right by itself. */
function crossChecks(found: Partial<Record<keyof Settings, unknown>>): readonly Mistake[] {
  const web = AppSettings.safeParse(found.app).data;
  const settings: ServiceSettings = {
    app: web ?? AppSettings.parse({}),
    secrets: asRecord(found.secrets),
    qdrant: QdrantSettings.safeParse(found.qdrant).data ?? QdrantSettings.parse({}),
    redis: RedisSettings.safeParse(found.redis).data ?? RedisSettings.parse({}),
    jaeger: JaegerSettings.safeParse(found.jaeger).data ?? JaegerSettings.parse({}),
  };
  const names = Object.keys(settings.secrets);
  const declared = declareServices(settings);
  const used = secretNames(declared);
  const running = declared.map(({ name }) => name);
  const strangers = Object.keys(asRecord(asRecord(found.kubernetes)["services"]))
    .filter((name) => !running.includes(name))
    .map((name) => ({
      path: ["kubernetes", "services", name],
      message: `the settings of a service, by its name${hint(name, running)}`,
    }));
  if (web === undefined) return strangers;
  return [
    ...strangers,
    ...appMistakes(web, peersOf(settings).uses, names).map(({ path, message }) => ({
      path: ["app", ...path],
      message,
    })),
    ...unreachableMistakes(declared),
    ...names
      .filter((name) => !used.includes(name))
      .map((name) => ({
        path: ["secrets", name],
        message: `a name that a service's text uses${hint(name, used)}`,
      })),
  ];
}

/** Addresses in the app's texts to which it does not connect. */
const unreachableMistakes = (declared: readonly Service[]): readonly Mistake[] =>
  declared.slice(0, 1).flatMap((web) =>
    Object.entries({ args: web.args, env: web.env, files: web.files }).flatMap(([field, texts]) =>
      Object.entries<Text>(texts).flatMap(([key, content]) =>
        unreachable(web, content, declared).map((address) => ({
          path: ["app", field, key],
          message: `a text without ${address}, as the app does not connect to it`,
        })),
      ),
    ),
  );

const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? { ...value } : {};
