import type { RawObject } from "../../../policies/engine/value.ts";
import type { Case, RuleCases } from "../case.ts";
import { container, deployment, everyKind, initContainer, metadata, running } from "../objects.ts";

const env = (name: string, value: string, why = ""): Case => ({
  name: why || `${name} as ${value.slice(0, 12)}`,
  object: running({ env: [{ name, value }] }),
});

const settings = (data: RawObject, more: RawObject = {}): RawObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: metadata("app"),
  data,
  ...more,
});

const entry = (key: string, value: string): Case => ({
  name: `${key} as ${value.slice(0, 24).replaceAll("\n", " ")}`,
  object: settings({ [key]: value }),
});

const fromSecret = { name: "PASSWORD", valueFrom: { secretKeyRef: { name: "app", key: "password" } } };

/** Keys and tokens that nobody gave out, put together here so that nobody's scanner takes them for real ones. */
const fake = {
  aws: ["AKIA", "ABCDEFGH12345678"].join(""),
  github: `ghp_${"a1B2c3D4e5F6".repeat(3)}`,
  gitlab: `glpat-${"a1B2c3D4e5".repeat(2)}`,
  slack: `xoxb-${"123456789012-".repeat(2)}abcdefgh`,
  stripe: `sk_live_${"a1B2c3D4".repeat(3)}`,
  google: `AIza${"a1B2c3D".repeat(5)}`,
  jwt: ["eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiIxMjM0NSJ9", "c2lnbmF0dXJlLW9mLW5vYm9keQ"].join("."),
  pem: ["-----BEGIN RSA", "PRIVATE KEY-----\nMIIB\n-----END RSA", "PRIVATE KEY-----\n"].join(" "),
  url: ["postgres://app:hunter2", "db:5432/shop"].join("@"),
  random: "q7RzT2mXw9LkB4nV8sJdF1hG6yPcK3aE",
};

const digest = "0123456789abcdef".repeat(4);

export const secretsCases: readonly RuleCases[] = [
  {
    rule: "secret-in-env",
    passes: [
      { name: "from a Secret", object: running({ env: [fromSecret] }) },
      env("PASSWORD", ""),
      env("QDRANT_URL", "http://qdrant:6333"),
      env("DB_PASSWORD_FILE", "/run/secrets/db"),
      env("SECRET_NAME", "app-tls"),
      env("IMAGE_PULL_SECRET", "registry"),
      env("TOKEN_URL", "https://id.example.com/oauth/token"),
      env("TOKEN_TTL", "3600s"),
      env("MAX_TOKENS", "4096"),
      env("PASSWORD_AUTH", "false"),
      env("PWD", "/srv/app"),
      env("API_KEY", "$(OTHER_KEY)"),
      env("PASSWORD", "${REDIS_PASSWORD}"),
      env("REDIS_URL", "redis://:$(REDIS_PASSWORD)@redis:6379/0"),
      env("IMAGE", `registry.example/app@sha256:${digest}`),
      env("CONTENT_SHA256", digest),
      env("GIT_COMMIT", digest.slice(0, 40)),
      env("PADDING", "0".repeat(64)),
      env("KEYBOARD", "qwerty"),
      env("NODE_ID", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"),
      env("JAVA_OPTS", "-XX:MaxRAMPercentage=75.0 -XX:+ExitOnOutOfMemoryError -Dfile.encoding=UTF-8"),
    ],
    fails: [
      { ...env("PASSWORD", "hunter2"), path: "spec.template.spec.containers[0].env[0].value" },
      env("PGPASSWORD", "12345"),
      env("my.db-passwd", "hunter2"),
      env("clientSecret", "hunter2"),
      env("API_TOKEN", "abc"),
      env("QDRANT__SERVICE__API_KEY", "abc"),
      env("SECRET_VALUE", "abc"),
      env("AWS_ACCESS_KEY_ID", "abc"),
      env("SETTING", fake.aws, "a key of AWS"),
      env("SETTING", fake.github, "a token of GitHub"),
      env("SETTING", fake.gitlab, "a token of GitLab"),
      env("SETTING", fake.slack, "a token of Slack"),
      env("SETTING", fake.stripe, "a key of Stripe"),
      env("SETTING", fake.google, "a key of Google"),
      env("SETTING", fake.jwt, "a JSON web token"),
      env("SETTING", fake.pem, "a private key"),
      env("AUTHORIZATION", "Bearer abcdefgh12345678", "a header"),
      env("DATABASE_URL", fake.url, "a URL with a password"),
      env("SETTING", fake.random, "drawn at random"),
      env("SETTING", "9f3b1c7d2e5a8064".repeat(2), "drawn at random in hexadecimal digits"),
      {
        name: "the second variable of an init container",
        object: deployment({
          initContainers: [
            initContainer({
              env: [
                { name: "A", value: "b" },
                { name: "TOKEN", value: "abc" },
              ],
            }),
          ],
        }),
        path: "spec.template.spec.initContainers[0].env[1].value",
      },
      ...everyKind({ containers: [container({ env: [{ name: "PASSWORD", value: "hunter2" }] })] }).map(
        (object) => ({ name: `in a ${object["kind"] as string}`, object }),
      ),
    ],
  },
  {
    rule: "secret-in-configmap",
    passes: [
      entry("LOG_LEVEL", "info"),
      entry("redis.conf", "bind * -::*\n# requirepass foobared\naclfile /etc/redis/users.acl\n"),
      entry("config.yaml", "service:\n  api_key: ${API_KEY}\n  secret_name: app\n  token_file: /run/token\n"),
      entry("run.sh", 'export PASSWORD="$(cat /run/secrets/password)"\nTOKEN=$TOKEN\n'),
      entry("app.py", 'password = os.environ["PASSWORD"]\ntoken = read_token()\n'),
      entry("values", "password:\ntoken: null\nsecret: true\nPASSWORD=\n"),
      entry("ca.crt", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"),
      entry("password", "/run/secrets/password"),
      { name: "bytes", object: settings({ a: "b" }, { binaryData: { logo: "iVBORw0KGgo=" } }) },
    ],
    fails: [
      { ...entry("password", "hunter2"), path: "data.password" },
      entry("DB_PASSWORD", "12345"),
      { ...entry("client.secret", "abc"), path: 'data["client.secret"]' },
      entry("secretkey", "test"),
      { name: "a private key", object: settings({ "tls.key": fake.pem }), path: 'data["tls.key"]' },
      {
        name: "a private key in base64",
        object: settings({ a: "b" }, { binaryData: { key: Buffer.from(fake.pem).toString("base64") } }),
        path: "binaryData.key",
      },
      { name: "a token of GitHub", object: settings({ ".npmrc": `//npm.example.com/:_x=${fake.github}\n` }) },
      { name: "a URL with a password", object: settings({ config: `url: ${fake.url}\n` }) },
      entry("config.yaml", "database:\n  user: app\n  password: hunter2\n"),
      entry("config.json", '{\n  "clientSecret": "hunter2",\n  "a": 1\n}\n'),
      entry("config.json", '{"user":"app","token":"${TOKEN}","password":"hunter2"}'),
      entry("app.ini", "[db]\nuser=app\nDB_PASSWORD=hunter2\n"),
      entry("redis.conf", "port 6379\nrequirepass hunter2\n"),
    ],
  },
  {
    rule: "secret-env-from",
    passes: [
      { name: "a plain value", object: running({ env: [{ name: "LOG_LEVEL", value: "info" }] }) },
      {
        name: "settings",
        object: running({
          env: [{ name: "A", valueFrom: { configMapKeyRef: { name: "app", key: "a" } } }],
          envFrom: [{ configMapRef: { name: "app" } }],
        }),
      },
    ],
    fails: [
      {
        name: "one key",
        object: running({ env: [fromSecret] }),
        path: "spec.template.spec.containers[0].env[0].valueFrom.secretKeyRef",
      },
      {
        name: "all keys, in an init container",
        object: deployment({
          initContainers: [initContainer({ envFrom: [{ secretRef: { name: "app" } }] })],
        }),
        path: "spec.template.spec.initContainers[0].envFrom",
      },
    ],
  },
  {
    rule: "secret-sa-token-type",
    passes: [
      { name: "no type", object: { apiVersion: "v1", kind: "Secret", metadata: metadata("app") } },
      {
        name: "a password for basic authentication",
        object: {
          apiVersion: "v1",
          kind: "Secret",
          metadata: metadata("app"),
          type: "kubernetes.io/basic-auth",
          stringData: { username: "app", password: "of-a-test" },
        },
      },
    ],
    fails: [
      {
        name: "a token",
        object: {
          apiVersion: "v1",
          kind: "Secret",
          metadata: metadata("app-token", {
            annotations: { "kubernetes.io/service-account.name": "app" },
          }),
          type: "kubernetes.io/service-account-token",
        },
        path: "type",
      },
    ],
  },
];
