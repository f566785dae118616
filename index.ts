import * as pulumi from "@pulumi/pulumi";
import { declareServices, Settings } from "./components/index.ts";
import { KubernetesPlatform } from "./components/kubernetes/platform.ts";
import { connectionGraph, endpoints } from "./components/model/graph.ts";
import { loadSettings } from "./components/model/settings.ts";
import { exemptedRules } from "./policies/admission/exempted.ts";

/** The engine tells the program which of its configuration is encrypted only in this variable. */
const encrypted = JSON.parse(process.env["PULUMI_CONFIG_SECRET_KEYS"] ?? "[]") as readonly string[];

const settings = loadSettings(Settings, encrypted);
const services = declareServices(settings);
const stack = new KubernetesPlatform("vectorstack", {
  stack: pulumi.getStack(),
  platform: settings.kubernetes,
  admission: settings.admission,
  exempted: await exemptedRules(settings.kubernetes.namespace, new Date().toISOString().slice(0, 10)),
  protect: settings.protect,
  services,
  secretSources: settings.secrets,
});

export const cluster = stack.cluster;
export const namespace = settings.kubernetes.namespace;
export const addresses = endpoints(services);
export const connections = connectionGraph(services);
export const secretNames = stack.secretNames;
