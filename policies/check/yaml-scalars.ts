import type { ScalarTag } from "yaml";

/**
 * Plain scalars as Kubernetes reads them (sigs.k8s.io/yaml): the booleans and octal numbers of YAML 1.1 and its
 * underscores in numbers, but no numbers to the base of 60 and no times.
 */
export const kubernetesScalars: readonly ScalarTag[] = [
  {
    tag: "tag:yaml.org,2002:null",
    default: true,
    test: /^(?:~|null|Null|NULL)?$/,
    resolve: () => null,
  },
  {
    tag: "tag:yaml.org,2002:bool",
    default: true,
    test: /^(?:[yY]|yes|Yes|YES|true|True|TRUE|on|On|ON|[nN]|no|No|NO|false|False|FALSE|off|Off|OFF)$/,
    resolve: (text) => /^(?:[yYtT]|[oO][nN])/.test(text),
  },
  {
    tag: "tag:yaml.org,2002:float",
    default: true,
    test: /^(?:[-+][\d._]|[\d.])/,
    resolve: (text) => numberIn(text) ?? text,
  },
];

const wholeNumber = /^([-+]?)(0[xX][\da-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9]\d*)$/;
const fraction = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;

function numberIn(text: string): number | undefined {
  const plain = text.startsWith(".") ? text : text.replaceAll("_", "");
  const [, sign, digits] = wholeNumber.exec(plain) ?? [];
  if (digits === undefined) return fraction.test(plain) ? finite(Number(plain)) : undefined;
  const size = Number(/^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits);
  return sign === "-" && size > 0 ? -size : size;
}

const finite = (value: number) => (Number.isFinite(value) ? value : undefined);
