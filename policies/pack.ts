import { flushCompileCache } from "node:module";
import { PolicyPack } from "@pulumi/policy";
import { rules } from "./rules.ts";

/** The pack that `--policy-pack policies` starts. To read or test a rule, see rules.ts: loading this file starts a server. */
new PolicyPack("vectorstack", { enforcementLevel: "mandatory", policies: [...rules] });

/** The engine kills a pack instead of ending it, and so would lose what NODE_COMPILE_CACHE asks Node to keep. */
flushCompileCache();
