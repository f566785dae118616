import type { ParameterValues } from "../rule.ts";

/** The text with the literal of each parameter in the place of `params.<name>`. */
export const withParameters = (text: string, parameters: ParameterValues): string =>
  text.replaceAll(/\bparams\.(\w+)/g, (reference, name: string) => {
    const value = parameters[name];
    if (value === undefined) throw new Error(`${reference}: the rule has no such parameter`);
    return JSON.stringify(value);
  });
