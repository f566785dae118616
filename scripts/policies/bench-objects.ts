import type { Resource } from "./pack-process.ts";

const namespaces = 20;

/** Deployments as large as real ones are. */
export const realistic = (count: number): readonly Resource[] =>
  Array.from({ length: count }, (_, index) => deployment(`app-${index}`, `shop-${index % namespaces}`));

function deployment(name: string, namespace: string): Resource {
  const labels = { "app.kubernetes.io/name": name, "app.kubernetes.io/part-of": namespace };
  const probe = { httpGet: { path: "/healthz", port: "http" }, periodSeconds: 10 };
  return {
    type: "kubernetes:apps/v1:Deployment",
    name,
    props: {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name, namespace, labels },
      spec: {
        replicas: 2,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            serviceAccountName: name,
            automountServiceAccountToken: false,
            securityContext: {
              runAsNonRoot: true,
              runAsUser: 10001,
              fsGroup: 10001,
              seccompProfile: { type: "RuntimeDefault" },
            },
            containers: [
              {
                name: "app",
                image: `registry.example/app:1.4.2@sha256:${"0123456789abcdef".repeat(4)}`,
                ports: [{ name: "http", containerPort: 8080 }],
                env: Array.from({ length: 75 }, (_, index) => ({
                  name: `SETTING_${index}`,
                  value: `value ${index}`,
                })),
                livenessProbe: probe,
                readinessProbe: probe,
                resources: {
                  requests: { cpu: "100m", memory: "256Mi" },
                  limits: { cpu: "1", memory: "256Mi" },
                },
                securityContext: {
                  allowPrivilegeEscalation: false,
                  capabilities: { drop: ["ALL"] },
                  readOnlyRootFilesystem: true,
                },
                volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
              },
            ],
            volumes: [{ name: "tmp", emptyDir: { sizeLimit: "64Mi" } }],
          },
        },
      },
    },
  };
}
