import { z } from "zod";
import type { Image } from "./images.ts";
import type { Bytes, Cpu } from "./quantity.ts";

/** The kinds of value a stack file may hold; each says in its error what would have been right. */
const like = <T extends string>(pattern: RegExp, right: string) =>
  z.string(right).regex(pattern, right).meta({ description: right }) as unknown as z.ZodType<T, T>;

export const cpu = like<Cpu>(/^[1-9]\d*m$/, "an amount of CPU in thousandths, such as 250m");

export const bytes = like<Bytes>(/^[1-9]\d*(Mi|Gi)$/, "a size in Mi or Gi, such as 512Mi or 10Gi");

export const image = like<Image>(
  /^[\w./:-]+:[\w][\w.-]{0,127}@sha256:[0-9a-f]{64}$/,
  "an image with its tag and digest, such as ghcr.io/acme/app:1.4.2@sha256:…",
);

export const dnsLabel = like<string>(
  /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
  "lower-case letters, digits and dashes, 63 characters at most, such as search",
);

export const volumeName = like<string>(
  /^(?!(config|secret|scratch-\d+)$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
  "a name as dns labels have, but config, secret and scratch-<number>, which every pod has already; such as data",
);

export const dnsName = like<string>(
  /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/,
  "lower-case letters, digits, dashes and dots, such as registry-login",
);

export const absolutePath = like<string>(
  /^(\/[^/\0]+)+$/,
  "an absolute path without a slash at its end, such as /var/lib/app",
);

export const cidr = z
  .union([z.cidrv4(), z.cidrv6()], "an address range, such as 203.0.113.0/24 or 2001:db8::/32")
  .meta({ description: "an address range, such as 203.0.113.0/24 or 2001:db8::/32" });

export const portNumber = z
  .int("a port from 1 to 65535")
  .min(1, "a port from 1 to 65535")
  .max(65535, "a port from 1 to 65535");

export const portName = like<string>(
  /^(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/,
  "lower-case letters, digits and dashes, 15 characters at most, such as http",
);

export const variableName = like<string>(
  /^[A-Za-z_]\w*$/,
  "a name of an environment variable, such as LOG_LEVEL",
);

export const secretName = like<string>(
  /^[a-z][A-Za-z0-9]*$/,
  "a secret's name in camel case, such as openaiApiKey",
);

export const count = (least: number) => {
  const right = `a whole number, ${least} or more`;
  return z.int(right).min(least, right);
};
