import { expect, test } from "vitest";
import languageProto from "@pulumi/pulumi/proto/language_pb.js";
import structProto from "google-protobuf/google/protobuf/struct_pb.js";
import { splitArguments } from "../../local/plugins/language-nodejs/options.ts";
import { commandLine, outcomeOf } from "../../local/plugins/language-nodejs/program.ts";

const root = new URL("../..", import.meta.url).pathname;

function request(options: Record<string, string | boolean>) {
  const info = new languageProto.ProgramInfo();
  info.setRootDirectory(root).setProgramDirectory(root).setEntryPoint(".");
  info.setOptions(structProto.Struct.fromJavaScript(options));
  const message = new languageProto.RunRequest();
  message.setInfo(info).setProject("vectorstack").setStack("local").setDryrun(true).setParallel(32);
  message.setMonitorAddress("127.0.0.1:1");
  message.getConfigMap().set("vectorstack:settings", "{}").set("aws:config:region", "x");
  message.setConfigsecretkeysList(["vectorstack:key"]);
  return message;
}

test("starts the SDK's runner with the node arguments before it and the program after it", () => {
  const { args, env } = commandLine(
    request({ typescript: false, nodeargs: "--import ./a.js" }),
    "127.0.0.1:2",
  );
  const [importFlag, file, runner, ...rest] = args;
  expect([importFlag, file]).toEqual(["--import", "./a.js"]);
  expect(runner).toMatch(/@pulumi\/pulumi\/cmd\/run\/index\.js$/);
  expect(rest.join(" ")).toContain("--monitor 127.0.0.1:1 --engine 127.0.0.1:2 --project vectorstack");
  expect(rest.slice(-2)).toEqual(["--dry-run", "."]);
  expect(env).toMatchObject({
    PULUMI_CONFIG: '{"aws:config:region":"x","vectorstack:config:settings":"{}"}',
    PULUMI_CONFIG_SECRET_KEYS: '["vectorstack:key"]',
  });
  expect(env).not.toHaveProperty("PULUMI_NODEJS_TYPESCRIPT");
});

test("type-checks at run time unless it is told not to", () => {
  expect(commandLine(request({}), "e").env).toMatchObject({ PULUMI_NODEJS_TYPESCRIPT: "true" });
  expect(() => commandLine(request({ typescript: "yes" }), "e")).toThrow("typescript must be true or false");
});

test.each([
  ["a  b", ["a", "b"]],
  ["--x='a b' c", ["--x=a b", "c"]],
  ['"a \\"b\\"" c\\ d', ['a "b"', "c d"]],
  ["", []],
])("splits the arguments %s as a shell does", (text, words) => {
  expect(splitArguments(text)).toEqual(words);
});

test("says how a program ended, unless it said so itself", () => {
  expect(outcomeOf(0, null)).toEqual({ error: "", bail: false });
  expect(outcomeOf(32, null)).toEqual({ error: "", bail: true });
  expect(outcomeOf(1, null).error).toBe("Program exited with non-zero exit code: 1");
  expect(outcomeOf(null, "SIGKILL").error).toBe("Program exited by signal SIGKILL");
});
