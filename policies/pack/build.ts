import path from "node:path";
import { build } from "./bundle.ts";

build(path.resolve(import.meta.dirname, "../.."));
