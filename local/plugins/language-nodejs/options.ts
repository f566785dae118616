import { z } from "zod";

/** The runtime options of `Pulumi.yaml` that decide how a program starts; the rest is for installing. */
export type Options = z.infer<typeof Options>;
export const Options = z.object({
  typescript: z.boolean("runtime option typescript must be true or false").default(true),
  tsconfig: z.string("runtime option tsconfig must be a path").optional(),
  nodeargs: z.string("runtime option nodeargs must be a string of arguments").default(""),
});

/** What the options add to the environment of a program. */
export const optionsEnvironment = ({ typescript, tsconfig }: Options): Record<string, string> => ({
  ...(typescript ? { PULUMI_NODEJS_TYPESCRIPT: "true" } : {}),
  ...(tsconfig ? { PULUMI_NODEJS_TSCONFIG_PATH: tsconfig } : {}),
});

/** Splits arguments as a shell does: white space separates, single and double quotes and backslashes keep it. */
export function splitArguments(text: string): string[] {
  const words = text.matchAll(/(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/gs);
  return [...words].map(([word]) =>
    word.replaceAll(
      /\\(.)|"((?:[^"\\]|\\.)*)"|'([^']*)'/gs,
      (_, escaped?: string, double?: string, single?: string) =>
        escaped ?? single ?? (double ?? "").replaceAll(/\\(["\\$`])/g, "$1"),
    ),
  );
}
