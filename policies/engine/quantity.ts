/** Powers by suffix: of ten, or of two where the suffix ends in i. */
const suffixes: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  "": 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
  Ki: 10,
  Mi: 20,
  Gi: 30,
  Ti: 40,
  Pi: 50,
  Ei: 60,
};

const nano = -9;
const largest = 2n ** 63n - 1n;
const shape = /^([+-]?)0*([0-9]*)(\.[0-9]*)?((?:[numkMGTPE]|[KMGTPE]i)?|[eE][+-]?[0-9]+)$/;

const digitsOf = (value: bigint): number => (value < 0n ? -value : value).toString().length;

const signOf = (value: bigint): -1 | 0 | 1 => (value > 0n ? 1 : value < 0n ? -1 : 0);

const fits = (value: bigint): boolean => BigInt.asIntN(64, value) === value;

/** What is left of the value once it has that many digits fewer; away from zero. */
function roundedAway(value: bigint, digits: number): bigint {
  if (value === 0n) return 0n;
  if (digits > digitsOf(value)) return BigInt(signOf(value));
  const unit = 10n ** BigInt(digits);
  const rest = value % unit;
  return value / unit + BigInt(signOf(rest));
}

/** An amount of a resource, such as 100m or 1.5Gi, as Kubernetes' resource.Quantity has it: exact down to 1n. */
export class Quantity {
  /** The amount is this times ten to the power of `#scale`. */
  readonly #unscaled: bigint;
  readonly #scale: number;
  /** Whether Kubernetes holds it as a scaled int64; only of such amounts does it tell the integer. */
  readonly #small: boolean;

  private constructor(unscaled: bigint, scale: number, small: boolean) {
    this.#unscaled = unscaled;
    this.#scale = scale;
    this.#small = small;
  }

  /** The amount that the text says; nothing if it says none. */
  static parse(text: string): Quantity | undefined {
    const [matched, sign = "", whole = "", fraction, suffix = ""] = shape.exec(text) ?? [];
    if (matched === undefined || matched === "") return undefined;
    const digits = { sign, whole: whole || "0", fraction: fraction?.slice(1) ?? "" };
    const written = text.slice(0, text.length - suffix.length);
    return suffix.endsWith("i") ? binary(digits, suffix, written) : decimal(digits, suffix, written);
  }

  static of(whole: bigint): Quantity {
    return new Quantity(whole, 0, true);
  }

  /** An amount that was written with so few digits that it is held as an int64. */
  static small(unscaled: bigint, scale: number): Quantity {
    return new Quantity(unscaled, scale, true);
  }

  /** Any other amount, rounded away from zero to 1n. */
  static large(unscaled: bigint, scale: number): Quantity {
    return scale < nano
      ? new Quantity(roundedAway(unscaled, nano - scale), nano, false)
      : new Quantity(unscaled, scale, false);
  }

  sign(): -1 | 0 | 1 {
    return signOf(this.#unscaled);
  }

  compareTo(other: Quantity): -1 | 0 | 1 {
    const sign = this.sign();
    if (sign !== other.sign()) return sign > other.sign() ? 1 : -1;
    if (sign === 0) return 0;
    const magnitudes = [this, other].map((it) => digitsOf(it.#unscaled) + it.#scale) as [number, number];
    if (magnitudes[0] !== magnitudes[1]) return magnitudes[0] > magnitudes[1] ? sign : (-sign as -1 | 1);
    const scale = Math.min(this.#scale, other.#scale);
    return signOf(this.#at(scale) - other.#at(scale));
  }

  add(other: Quantity): Quantity {
    const small = this.#small && other.#small;
    if (small && other.#unscaled === 0n) return this;
    if (small && this.#unscaled === 0n) return other;
    const scale = Math.min(this.#scale, other.#scale);
    const addends = [this.#at(scale), other.#at(scale)] as const;
    const sum = addends[0] + addends[1];
    return new Quantity(sum, scale, small && [...addends, sum].every(fits));
  }

  sub(other: Quantity): Quantity {
    return this.add(new Quantity(-other.#unscaled, other.#scale, other.#small));
  }

  /** The whole number; nothing where Kubernetes does not tell it, though it may be whole. */
  integer(): bigint | undefined {
    if (!this.#small || this.#scale < 0 || this.#scale > 18) return undefined;
    const value = this.#at(0);
    return fits(value) ? value : undefined;
  }

  approximateFloat(): number {
    return Number(this.#unscaled) * Number(`1e${this.#scale}`);
  }

  #at(scale: number): bigint {
    const digits = this.#scale - scale;
    if (digits > 100_000) throw new Error("a quantity is too large to reckon with");
    return this.#unscaled * 10n ** BigInt(digits);
  }
}

/** A number as it is written, without zeros before it. */
interface Digits {
  readonly sign: string;
  readonly whole: string;
  readonly fraction: string;
}

const unscaledOf = ({ sign, whole, fraction }: Digits) =>
  BigInt(`${sign === "-" ? "-" : ""}${whole}${fraction}`);

const hasDigit = (written: string) => /[0-9]/.test(written);

/** Of suffixes e and E the exponent is an int64 of which the lower 32 bits count. */
function exponentOf(suffix: string): number | undefined {
  const known = suffixes[suffix];
  if (known !== undefined) return known;
  const exponent = BigInt(suffix.slice(suffix[1] === "+" ? 2 : 1));
  return fits(exponent) ? Number(BigInt.asIntN(32, exponent)) : undefined;
}

function decimal(digits: Digits, suffix: string, written: string): Quantity | undefined {
  const exponent = exponentOf(suffix);
  if (exponent === undefined) return undefined;
  const scale = exponent - digits.fraction.length;
  if (digits.whole.length + digits.fraction.length <= 18 && scale >= nano)
    return Quantity.small(unscaledOf(digits), scale);
  return hasDigit(written) ? Quantity.large(unscaledOf(digits), scale) : undefined;
}

function binary(digits: Digits, suffix: string, written: string): Quantity | undefined {
  const exponent = suffixes[suffix] ?? 0;
  const unscaled = unscaledOf(digits) * 2n ** BigInt(exponent);
  const precision = 14 - digits.whole.length - Math.trunc((exponent * 3) / 10);
  if (digits.fraction === "" && precision >= 0 && fits(unscaled)) return Quantity.small(unscaled, 0);
  if (!hasDigit(written)) return undefined;
  const amount = Quantity.large(unscaled, -digits.fraction.length);
  const bound = Quantity.large(unscaled < 0n ? -largest : largest, 0);
  return amount.compareTo(bound) * bound.sign() > 0 ? bound : amount;
}
