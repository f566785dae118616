import { describe, expect, test } from "vitest";
import { privileged } from "../../policies/containers.ts";
import { pinnedByDigest } from "../../policies/images.ts";
import { ownPolicy } from "../../policies/network.ts";
import { hostNamespaces, hostPath } from "../../policies/pods.ts";
import { rules } from "../../policies/rules.ts";
import { judgeUnknown, unknown } from "./judge.ts";
import { container, deployment, networkPolicy, pod, running } from "./manifests.ts";

const bad = container({ name: "bad", image: "app:1", securityContext: { privileged: true } });
const notKnown = unknown as never;

describe("a value unknown at preview stops nothing but what needs it", () => {
  test("an image hides neither the next container nor the next role", () => {
    const template = pod({ initContainers: [container({ image: unknown })], containers: [bad] });
    const { messages, stoppedAt } = judgeUnknown(pinnedByDigest, deployment(template));
    expect(messages).toEqual(["container bad: image: add the digest (name:tag@sha256:…)"]);
    expect(stoppedAt).toContain("initContainers.0.image");
  });

  test("a rule that does not need it is whole", () => {
    expect(judgeUnknown(privileged, running({ image: unknown }))).toEqual({
      messages: [],
      stoppedAt: undefined,
    });
  });

  test("a whole list of containers", () => {
    const template = pod({ initContainers: notKnown, containers: [notKnown, bad] });
    const { messages } = judgeUnknown(privileged, deployment(template));
    expect(messages).toEqual(["container bad: remove securityContext.privileged"]);
  });

  test("the name of the container", () => {
    const { messages } = judgeUnknown(
      privileged,
      running({ name: unknown, securityContext: { privileged: true } }),
    );
    expect(messages).toEqual([expect.stringContaining("remove securityContext.privileged")]);
  });

  test("one of several fields", () => {
    const { messages } = judgeUnknown(
      hostNamespaces,
      deployment(pod({ hostNetwork: notKnown, hostIPC: true })),
    );
    expect(messages).toEqual(["remove spec.hostIPC"]);
  });

  test("one of several volumes", () => {
    const volumes = [{ hostPath: notKnown }, { hostPath: { path: "/" } }];
    const { messages, stoppedAt } = judgeUnknown(hostPath, deployment(pod({ volumes })));
    expect(messages).toHaveLength(1);
    expect(stoppedAt).toBeUndefined();
  });

  test("one of several policies of the stack", () => {
    const own = networkPolicy({ podSelector: { matchLabels: { app: "app" } } });
    const unclear = networkPolicy({ podSelector: unknown });
    expect(judgeUnknown(ownPolicy, deployment(pod()), unclear, own).stoppedAt).toBeUndefined();
    expect(judgeUnknown(ownPolicy, deployment(pod()), unclear).stoppedAt).toContain("podSelector");
  });

  test.each(rules.map((rule) => [rule.name, rule] as const))("nothing at all known: %s", (_, rule) => {
    const { messages, stoppedAt } = judgeUnknown(rule, {
      type: "kubernetes:apps/v1:Deployment",
      props: { spec: unknown },
    });
    expect(messages).toEqual([]);
    if (stoppedAt !== undefined) expect(stoppedAt).toContain("can't be known during preview");
  });
});
