import * as containers from "./containers.ts";
import * as images from "./images.ts";
import * as network from "./network.ts";
import * as pods from "./pods.ts";
import type { Policy } from "./rule.ts";
import * as secrets from "./secrets.ts";
import { vacuous } from "./vacuous.ts";

const topics: readonly Policy[] = [containers, images, network, pods, secrets].flatMap((topic) =>
  Object.values<Policy>(topic),
);

/** Every rule in force: whatever a topic exports, and the one that tells which of them had nothing to judge. */
export const rules: readonly Policy[] = [...topics, vacuous(topics)];
