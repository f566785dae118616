import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, test } from "vitest";
import { loadSecrets, reveal, secretNames, type SecretSource } from "../../components/model/secrets.ts";
import { secret, self, text, type SecretForm, type Text } from "../../components/model/text.ts";
import { service } from "./declarations.ts";

const generated: { readonly name: string; readonly inputs: Record<string, unknown> }[] = [];

beforeEach(async () => {
  generated.length = 0;
  const newResource = ({ name, inputs }: pulumi.runtime.MockResourceArgs) => {
    generated.push({ name, inputs: inputs as Record<string, unknown> });
    return { id: name, state: { ...(inputs as object), result: `<${name}>` } };
  };
  await pulumi.runtime.setMocks({ newResource, call: () => ({}) }, "vectorstack", "test");
});

const known = async <T>(output: pulumi.Output<T>) => ({
  value: await new Promise<T>((resolve) => output.apply(resolve)),
  isSecret: await pulumi.isSecret(output),
});

const load = (name: string, source?: SecretSource) => {
  const sources = source === undefined ? {} : { [name]: source };
  const read = ({
    name: object,
    key,
    namespace,
  }: {
    name: string;
    key: string;
    namespace?: string | undefined;
  }) => pulumi.output(`${namespace ?? "here"}/${object}/${key}`);
  const found = loadSecrets({ names: [name], sources, read }, {})[name];
  if (found === undefined) throw new Error(`${name} was not loaded`);
  return known(found);
};

describe("a secret comes from", () => {
  test("chance, as 32 letters and digits, when nothing else is said", async () => {
    expect(await load("apiKey")).toMatchObject({ value: "<apiKey>" });
    expect(generated).toEqual([
      { name: "apiKey", inputs: { length: 32, special: false, keepers: { version: "1" } } },
    ]);
  });

  test("chance again, once the number is higher", async () => {
    await load("apiKey", "generate");
    await load("apiKey", { generate: 1 });
    await load("apiKey", { generate: 2 });
    const [usual, first, second] = generated.map(({ inputs }) => inputs["keepers"]);
    expect(first).toEqual(usual);
    expect(second).not.toEqual(usual);
  });

  test("the stack's configuration", async () => {
    pulumi.runtime.setAllConfig({ "vectorstack:apiKey": "from config" });
    expect(await load("apiKey", "config")).toEqual({ value: "from config", isSecret: true });
    expect(generated).toEqual([]);
    pulumi.runtime.setAllConfig({});
  });

  test("the stack's configuration, or an error that names it", async () => {
    await expect(async () => load("apiKey", "config")).rejects.toThrow("vectorstack:apiKey");
  });

  test("a Secret that exists", async () => {
    const value = "there/login/token";
    expect(await load("apiKey", { name: "login", key: "token", namespace: "there" })).toEqual({
      value,
      isSecret: true,
    });
    expect(generated).toEqual([]);
  });
});

describe("revealed", () => {
  const value = 'p@ss "word"/é\n';
  const revealed = (content: Text) => known(reveal(content, { it: pulumi.output(value) }, () => "host-0"));

  test.each<[SecretForm, string]>([
    ["plain", value],
    ["sha256", createHash("sha256").update(value).digest("hex")],
    ["url", "p%40ss%20%22word%22%2F%C3%A9%0A"],
    ["json", JSON.stringify(value)],
  ])("as %s", async (form, expected) => {
    expect(await revealed(text`<${secret("it", form)}>`)).toEqual({ value: `<${expected}>`, isSecret: true });
  });

  test("a text stays secret as a whole, and knows its host", async () => {
    expect(await revealed(text`${self}:${secret("it", "url")}`)).toMatchObject({
      value: "host-0:p%40ss%20%22word%22%2F%C3%A9%0A",
      isSecret: true,
    });
  });

  test("a secret that is not there is an error that names it", () => {
    expect(() => reveal(text`${secret("lost")}`, {}, () => "")).toThrow("no secret is named lost");
  });
});

test("the secrets of a stack are those that its texts name, each once, in order", () => {
  const services = [
    service({ name: "a", env: { KEY: text`${secret("zebra")}` }, args: ["${ape}"] }),
    service({ name: "b", files: { "/f": text`${secret("ape", "sha256")}${secret("zebra")}` } }),
  ];
  expect(secretNames(services)).toEqual(["ape", "zebra"]);
});
