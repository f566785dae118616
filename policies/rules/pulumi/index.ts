import type { PulumiRule } from "../../rule.ts";
import { bypass } from "./bypass.ts";
import { options } from "./options.ts";
import { secretFlow } from "./secret-flow.ts";

/** The rules on what Pulumi knows of a resource besides its properties. */
export const onResources: readonly PulumiRule[] = [secretFlow, ...options, ...bypass];
