import { expect, test } from "vitest";
import { expression } from "../../policies/engine/cel.ts";
import { celTree, unknown, type Raw } from "../../policies/engine/value.ts";

const value = (text: string, x: Raw = []): unknown => expression(text)({ x: celTree(x) });

/** As k8s.io/apiserver 0.37.2 answers in its environment of 1.30. */
const answers: readonly (readonly [string, unknown])[] = [
  ...[".", "+", "Mi", "n", "1.", ".5", "-.5Gi", "1E", "1e3", "1E+3", "1e-3", "0", "00", "-0", ".Mi"].map(
    (text) => [`isQuantity('${text}')`, true] as const,
  ),
  ...[
    "",
    "1.1.M",
    "1e",
    "1e3.5",
    "1K",
    "1ki",
    "1i",
    " 1",
    "1 ",
    "0x10",
    "1_000",
    "1MiB",
    "10Mi5",
    "1,3G",
  ].map((text) => [`isQuantity('${text}')`, false] as const),
  ["isQuantity('Ei')", false],
  ["isQuantity('1e99999999999999999999')", false],
  ["quantity('200M').compareTo(quantity('0.2G'))", 0n],
  ["quantity('50M').compareTo(quantity('50Mi'))", -1n],
  ["quantity('1Ei').compareTo(quantity('1152921504606846976'))", 0n],
  ["quantity('16Ei').compareTo(quantity('9223372036854775807'))", 0n],
  ["quantity('100E').compareTo(quantity('9223372036854775807'))", 1n],
  ["quantity('0.1n').compareTo(quantity('1n'))", 0n],
  ["quantity('-0.0000000001').compareTo(quantity('-1n'))", 0n],
  ["quantity('1e2000000').compareTo(quantity('1e2000001'))", -1n],
  ["quantity('-1e2000000').compareTo(quantity('1'))", -1n],
  ["quantity('1').isGreaterThan(quantity('999m'))", true],
  ["quantity('1').isLessThan(quantity('1'))", false],
  ["quantity('1Gi').asInteger()", 1073741824n],
  ["quantity('1E').asInteger()", 1000000000000000000n],
  ...["1.5Gi", "100m", "1000m", "10E", "4Ei", "1Pi", "9223372036854775807"].map(
    (text) => [`quantity('${text}').isInteger()`, false] as const,
  ),
  ["quantity('100m').asApproximateFloat()", 0.1],
  ["quantity('1.5Gi').asApproximateFloat()", 1.610612736e9],
  ["sign(quantity('-1'))", -1n],
  ["sign(quantity('1n'))", 1n],
  ["quantity('50k').add(20).sub(quantity('100k')).sub(-50000) == quantity('20')", true],
  ["quantity('0.5').add(quantity('500m')).isInteger()", false],
  ["quantity('1') == quantity('1000m')", true],
  ["quantity('1') != quantity('1000m')", false],
  ["sets.contains([1, 2], [2])", true],
  ["sets.contains([], [1])", false],
  ["sets.contains([[1], [2]], [[1]])", true],
  ["sets.intersects([1], [])", false],
  ["sets.intersects([1, 2], [2, 3])", true],
  ["sets.equivalent([1], [1, 1])", true],
  ["sets.equivalent([1, 2], [1])", false],
  ["'abc 123'.find('[0-9]+')", "123"],
  ["'abc 123'.find('xyz')", ""],
  ["'123 abc 456'.findAll('[0-9]*')", ["123", "", "", "", "", "456"]],
  ["'123 abc 456'.findAll('[0-9]+', 1)", ["123"]],
  ["'123 abc 456'.findAll('[0-9]+', 0)", []],
  ["'aB'.find('(?i)AB')", "aB"],
  ["'a1'.find('[[:digit:]]')", "1"],
  ["'ab'.find('(?P<x>a)')", "a"],
  ["[1, 3].sum()", 4n],
  ["[1.0, 3.0].sum()", 4],
  ["x.sum()", 0n],
  ["['b', 'a'].min()", "a"],
  ["[1, 3].max()", 3n],
  ["[1, 2, 2].isSorted()", true],
  ["[2, 1].isSorted()", false],
  ["[1, 2, 2, 3].indexOf(2)", 1n],
  ["[1, 2, 2, 3].lastIndexOf(2)", 2n],
  ["x.indexOf('a')", -1n],
  ["'abc'.charAt(3)", ""],
  ["'ab ab'.replace('ab', 'c', 1)", "c ab"],
  ["'ab'.replace('', '_')", "_a_b_"],
  ["'a$'.replace('a', '$&')", "$&$"],
];

test.each(answers)("%s", (text, answer) => expect(value(text)).toEqual(answer));

const errors: readonly (readonly [string, RegExp])[] = [
  ["quantity('x')", /"x" is no quantity/],
  ["quantity(1)", /no matching overload/],
  ["quantity('1').sign()", /no matching overload/],
  ["quantity('1.5Gi').asInteger()", /cannot convert value to integer/],
  ["'ab'.find('a(?=b)')", /RE2 does not know/],
  ["'aa'.find('(a)\\\\1')", /RE2 does not know/],
  ["x.min()", /min called on empty list/],
  ["[9223372036854775807, 1].sum()", /integer overflow/],
  ["['a', 'b'].sum()", /no such overload/],
  ["'abc'.charAt(4)", /index out of range/],
];

test.each(errors)("%s is an error", (text, message) => expect(() => value(text)).toThrow(message));

test.each(["sets.contains(['a'], x)", "sets.intersects(x, ['b'])", "x.indexOf('a')", "x.max()"])(
  "%s is undecided while an item is not known",
  (text) => {
    expect(() => value(text, ["a", unknown])).toThrow();
    expect(() => value(text, ["a", "b"])).not.toThrow();
  },
);

test("what is known decides a set, though another item is not known", () => {
  expect(value("sets.intersects(x, ['a'])", ["a", unknown])).toBe(true);
  expect(value("sets.contains(x, ['a'])", [unknown, "a"])).toBe(true);
  expect(value("sets.contains([], x)", ["a", unknown])).toBe(false);
});
