import { readFileSync, writeFileSync } from "node:fs";
import { declareServices } from "../components/index.ts";
import { unverifiedImages } from "../components/model/images.ts";
import { imageExemptions, withGenerated } from "./exemptions-file.ts";
import { projectFile, settingsOf, stacks } from "./stack-file.ts";

const file = projectFile("policies/exemptions.yaml");
const running = stacks().map((stack) => {
  const settings = settingsOf(stack);
  return { namespace: settings.kubernetes.namespace, services: declareServices(settings) };
});

writeFileSync(file, withGenerated(readFileSync(file, "utf8"), imageExemptions(unverifiedImages, running)));
