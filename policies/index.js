import process from "node:process";

if (!process.features.typescript)
  throw new Error(`the policy pack needs Node.js 22.18 or newer on the path; this is ${process.version}`);

import("./pack.ts");
