import { expect, test } from "vitest";
import { redactor } from "../../local/plugins/resource-kubernetes/errors.ts";
import { secret } from "../../local/plugins/shared/wire.ts";

const value = "hunter2-and-more";
const encoded = Buffer.from(value).toString("base64");

test.each([
  ["as it is", secret(value), `Invalid value: "${value}"`],
  ["within an object", secret({ deep: [value] }), `Invalid value: ${value}`],
  ["encoded by the server", secret(value), `Invalid value: "${encoded}"`],
  ["decoded by the server", secret(encoded), `Invalid value: "${value}"`],
  ["escaped in JSON", secret(`${value}\n"x"`), `{"a":"${value}\\n\\"x\\""}`],
])("leaves a secret out of a message: %s", (_, property, message) => {
  const safe = redactor({ data: property })(message);
  expect(safe).not.toContain("hunter2");
  expect(safe).not.toContain(encoded);
  expect(safe).toContain("[secret]");
});

test("leaves everything else in", () => {
  expect(redactor({ name: "redis", key: secret(value) })('Service "redis" is invalid')).toBe(
    'Service "redis" is invalid',
  );
});
