import { PolicyPack } from "@pulumi/policy";
import { rules } from "./rules.ts";

/** The pack that `--policy-pack policies` starts. To read or test a rule, see rules.ts: loading this file starts a server. */
new PolicyPack("vectorstack", { enforcementLevel: "mandatory", policies: [...rules] });
