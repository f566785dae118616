import { certainFirst, ofEach } from "../../engine/certain.ts";
import { namespaceOf } from "../../engine/place.ts";
import { UnknownValueError } from "../../engine/value.ts";
import type { Manifest, World } from "../../engine/world.ts";
import type { Problem, SetRule } from "../../rule.ts";

/** What a path leads to, as it is written in networking.k8s.io/v1 and, by serviceName, before. */
interface Backend {
  readonly service?: {
    readonly name?: string;
    readonly port?: { readonly number?: number; readonly name?: string };
  };
  readonly serviceName?: string;
  readonly servicePort?: number | string;
}

interface Path {
  readonly path?: string;
  readonly pathType?: string;
  readonly backend?: Backend;
}

interface Ingress {
  readonly spec?: {
    readonly defaultBackend?: Backend;
    readonly backend?: Backend;
    readonly rules?: readonly {
      readonly host?: string;
      readonly http?: { readonly paths?: readonly Path[] };
    }[];
  };
}

const specOf = (ingress: Manifest) => (ingress.object as Ingress).spec ?? {};

/** A Service that the backend names lacks, or its port; backends that are other resources are not looked for. */
function* dangling(backend: Backend | undefined, path: string, namespace: string, world: World) {
  const name = backend?.service?.name ?? backend?.serviceName;
  if (name === undefined) return;
  const port = backend?.service?.port?.number ?? backend?.service?.port?.name ?? backend?.servicePort;
  const service = world.find("Service", name, namespace);
  if (!service) {
    yield { path, message: `leads to the Service ${name}, which is not in the set` };
    return;
  }
  type Ports = readonly { readonly name?: string; readonly port?: number }[];
  const { ports = [] } = (service.object as { readonly spec?: { readonly ports?: Ports } }).spec ?? {};
  if (port !== undefined && !ports.some((it) => it.port === port || it.name === port))
    yield { path, message: `leads to the port ${port} of the Service ${name}, which has no such port` };
}

const backends = (ingress: Manifest, world: World): Generator<Problem> => {
  const namespace = namespaceOf(ingress);
  return certainFirst(
    () => dangling(specOf(ingress).defaultBackend, "spec.defaultBackend", namespace, world),
    () => dangling(specOf(ingress).backend, "spec.backend", namespace, world),
    () =>
      ofEach(
        () => specOf(ingress).rules,
        (rule, index) =>
          ofEach(
            () => rule.http?.paths,
            ({ backend }, place) =>
              dangling(backend, `spec.rules[${index}].http.paths[${place}].backend`, namespace, world),
          ),
      ),
  );
};

interface Route {
  readonly manifest: Manifest;
  readonly path: string;
  readonly host: string;
  readonly way: string;
}

/** Where each host and path of the Ingress is. A trailing slash is no part of a prefix; no path is every path. */
const routesOf = (manifest: Manifest): readonly Route[] =>
  (specOf(manifest).rules ?? []).flatMap(({ host = "", http }, index) => {
    const path = `spec.rules[${index}]`;
    if (!http?.paths) return [{ manifest, path, host, way: "/" }];
    return http.paths.map(({ path: way = "/", pathType }, place) => ({
      manifest,
      path: `${path}.http.paths[${place}]`,
      host,
      way: (pathType === "Prefix" ? way.replace(/\/+$/, "") : way) || "/",
    }));
  });

const keyOf = ({ host, way }: Route): string => `${host} ${way}`;

interface Routes {
  readonly byKey: ReadonlyMap<string, readonly Route[]>;
  /** Why the routes of some Ingress are left out. */
  readonly missing: UnknownValueError | undefined;
}

const ofWorlds = new WeakMap<World, Routes>();

function routesIn(world: World): Routes {
  const known = ofWorlds.get(world) ?? collectRoutes(world);
  ofWorlds.set(world, known);
  return known;
}

function collectRoutes(world: World): Routes {
  const routes: Route[] = [];
  let missing: UnknownValueError | undefined;
  for (const ingress of world.of("Ingress"))
    try {
      routes.push(...routesOf(ingress));
    } catch (error) {
      if (!(error instanceof UnknownValueError)) throw error;
      missing = error;
    }
  return { byKey: Map.groupBy(routes, keyOf), missing };
}

function* duplicates(ingress: Manifest, world: World): Generator<Problem> {
  const routes = routesOf(ingress);
  const { byKey, missing } = routesIn(world);
  for (const route of routes) {
    const same = byKey.get(keyOf(route)) ?? [];
    const other = same.find(({ manifest, path }) => manifest !== ingress || path !== route.path);
    if (!other) continue;
    const { namespace, name } = other.manifest;
    const owner = other.manifest === ingress ? other.path : `the Ingress ${namespace}/${name}`;
    yield {
      path: route.path,
      message: `claims the path ${route.way} of ${route.host || "every host"}, as ${owner} does`,
    };
  }
  if (missing) throw missing;
}

export const ingresses: readonly SetRule[] = [
  {
    id: "ingress-backend-exists",
    title: "Ingresses lead to Services",
    engine: "set",
    kinds: ["Ingress"],
    holds:
      "Each Service that a path or the default backend names is an object of the set in the same namespace, and has the port that is named. Backends that are other resources pass.",
    why: "A path without a Service answers 503 to everybody.",
    mend: "correct the name or port of the Service, or add the Service",
    severity: "low",
    level: "advisory",
    references: { kubeLinter: ["dangling-ingress"] },
    judge: backends,
  },
  {
    id: "ingress-unique",
    title: "Hosts and paths have one owner",
    engine: "set",
    kinds: ["Ingress"],
    holds:
      "No two rules of the Ingresses of the set, in whichever namespace and of whichever class, have the same host and path. A missing path is /, and a prefix is the same with and without a trailing slash.",
    why: "Of two owners of a path the controller picks one: another team, or an attacker, takes over traffic unseen.",
    mend: "give one of the Ingresses another host or path, or put both paths into one Ingress",
    severity: "medium",
    level: "mandatory",
    references: { kyverno: ["unique-ingress-host", "unique-ingress-path"] },
    judge: duplicates,
  },
];
