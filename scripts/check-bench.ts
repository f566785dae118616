import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { stringify } from "yaml";
import { projectFile } from "./stack-file.ts";

/** Prints how long `check` takes for 4,000 files: 1,000 services, each of a Deployment, a Service, a NetworkPolicy and a ConfigMap. */
const services = 1000;
const namespaces = 20;
const allowed = 30;

const folder = mkdtempSync(path.join(tmpdir(), "check-bench-"));
try {
  for (let index = 0; index < services; index += 1) write(index);
  const start = performance.now();
  const { status, stdout } = spawnSync(
    process.execPath,
    [projectFile("policies/check/main.ts"), "check", "--all", "--format", "json", folder],
    { encoding: "utf8", maxBuffer: 2 ** 30 },
  );
  const seconds = (performance.now() - start) / 1000;
  const { checked, violations } = JSON.parse(stdout) as { checked: number; violations: readonly unknown[] };
  console.log(
    `check: ${checked} files in ${seconds.toFixed(1)} s (at most ${allowed}), ${violations.length} violations`,
  );
  if (checked !== 4 * services || status === 2 || seconds > allowed) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}

function write(index: number): void {
  const name = `service-${index}`;
  const namespace = `team-${index % namespaces}`;
  const metadata = { name, namespace, labels: { "app.kubernetes.io/name": name } };
  const labels = { app: name };
  const container = {
    name: "app",
    image: `registry.example/shop/${name}:1.${index}.0`,
    ports: [{ name: "http", containerPort: 8080 }],
    env: Array.from({ length: 20 }, (_, number) => ({ name: `KEY_${number}`, value: `value ${number}` })),
    resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "128Mi" } },
    readinessProbe: { httpGet: { path: "/ready", port: "http" } },
    securityContext: { allowPrivilegeEscalation: index % 2 === 0, capabilities: { drop: ["ALL"] } },
  };
  const objects = {
    deployment: {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata,
      spec: {
        replicas: 3,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: { containers: [container], securityContext: { runAsNonRoot: true } },
        },
      },
    },
    service: {
      apiVersion: "v1",
      kind: "Service",
      metadata,
      spec: { selector: labels, ports: [{ name: "http", port: 80, targetPort: "http" }] },
    },
    network: {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata,
      spec: { podSelector: { matchLabels: labels }, policyTypes: ["Ingress", "Egress"] },
    },
    config: {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata,
      data: { "app.conf": "key = value\n".repeat(50) },
    },
  };
  mkdirSync(path.join(folder, namespace), { recursive: true });
  for (const [kind, object] of Object.entries(objects))
    writeFileSync(path.join(folder, namespace, `${name}-${kind}.yaml`), stringify(object));
}
