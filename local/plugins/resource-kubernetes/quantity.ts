const binary = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
const decimal = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
const nano = 10n ** 9n;

/**
 * A resource quantity as the API server writes it: the largest unit that leaves a whole number, so `1024Mi` is `1Gi` and
 * `0.5` is `500m` (apimachinery, resource.Quantity). What is no quantity is left alone.
 */
export function canonicalQuantity(value: string | number): string {
  const original = String(value);
  const match = /^([+-]?)(\d+\.?\d*|\.\d+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/.exec(original);
  if (!match) return original;
  const [, sign = "", digits = "", suffix = ""] = match;
  const { nanos, style } = parse(digits, suffix);
  const minus = sign === "-" && nanos > 0n ? "-" : "";
  return minus + (style === "binary" && nanos >= 1024n * nano ? inBinary(nanos) : inDecimal(nanos, style));
}

type Style = "binary" | "decimal" | "exponent";

function parse(digits: string, suffix: string): { nanos: bigint; style: Style } {
  const [whole = "", fraction = ""] = digits.split(".");
  const mantissa = BigInt(whole + fraction || "0");
  const places = 10n ** BigInt(fraction.length);
  if (suffix.endsWith("i")) {
    const factor = 1024n ** BigInt(binary.indexOf(suffix));
    return { nanos: roundUp(mantissa * factor * nano, places), style: "binary" };
  }
  const exponent = /^[eE]/.test(suffix) && suffix.length > 1 ? Number(suffix.slice(1)) : undefined;
  const power = exponent ?? decimal.indexOf(suffix) * 3 - 9;
  const scaled = mantissa * nano * 10n ** BigInt(Math.max(power, 0));
  const nanos = roundUp(scaled, places * 10n ** BigInt(Math.max(-power, 0)));
  return { nanos, style: exponent === undefined ? "decimal" : "exponent" };
}

function inBinary(nanos: bigint): string {
  let value = roundUp(nanos, nano);
  let unit = 0;
  for (; value % 1024n === 0n && unit < binary.length - 1; unit += 1) value /= 1024n;
  return `${value}${binary[unit] ?? ""}`;
}

function inDecimal(nanos: bigint, style: Style): string {
  if (nanos === 0n) return "0";
  let value = nanos;
  let unit = 0;
  for (; value % 1000n === 0n && unit < decimal.length - 1; unit += 1) value /= 1000n;
  const power = unit * 3 - 9;
  if (style === "exponent") return power === 0 ? String(value) : `${value}e${power}`;
  return `${value}${decimal[unit] ?? ""}`;
}

/** The API server rounds what is finer than its scale away from zero. */
const roundUp = (value: bigint, divisor: bigint): bigint => (value + divisor - 1n) / divisor;
