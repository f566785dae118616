import * as k8s from "@pulumi/kubernetes";

new k8s.core.v1.Pod("privileged", {
  metadata: { name: "privileged", namespace: "default" },
  spec: {
    containers: [
      {
        name: "main",
        image: `registry.example.com/tool:1.0@sha256:${"0".repeat(64)}`,
        securityContext: { privileged: true },
      },
    ],
  },
});
