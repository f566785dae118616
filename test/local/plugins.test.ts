import { expect, test } from "vitest";
import { choose, type Plugin } from "../../local/engine/plugins.ts";

const host: Plugin = {
  name: "language host",
  executable: "pulumi-language-nodejs",
  standIn: "/stand-ins/host",
};
const random: Plugin = {
  name: "random",
  executable: "pulumi-resource-random",
  standIn: "/stand-ins/random",
  resource: { name: "random", version: "4.21.2" },
};
const official = { folder: "/official", onPath: false };
const nothing = { downloaded: false, mayDownload: true };

test("the official plugin is used wherever it is", () => {
  expect(choose(random, { ...nothing, official: { ...official, onPath: true } })).toEqual({
    kind: "official",
  });
  expect(choose(random, { ...nothing, official })).toEqual({ kind: "official", prepend: "/official" });
  expect(choose(random, { ...nothing, downloaded: true })).toEqual({ kind: "official" });
  expect(choose(host, { ...nothing, official })).toEqual({ kind: "official", prepend: "/official" });
});

test("a resource plugin that is missing is downloaded", () => {
  expect(choose(random, nothing)).toEqual({ kind: "download" });
});

test("a stand-in is used where nothing else is to be had", () => {
  expect(choose(random, { ...nothing, mayDownload: false })).toEqual({
    kind: "stand-in",
    prepend: "/stand-ins/random",
  });
  expect(choose(host, nothing)).toEqual({ kind: "stand-in", prepend: "/stand-ins/host" });
});
