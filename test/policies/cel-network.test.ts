import { expect, test } from "vitest";
import { expression } from "../../policies/engine/cel.ts";

const value = (text: string) => expression(text)({});

/** As the API server answers (k8s.io/apiserver 0.37 in the environment of 1.30). */
const answers: readonly (readonly [text: string, answer: unknown])[] = [
  ["isIP('169.254.169.254')", true],
  ["isIP('2001:DB8::1')", true],
  ["isIP('01.2.3.4')", false],
  ["isIP('1.2.3')", false],
  ["isIP('::ffff:1.2.3.4')", false],
  ["isIP('64:ff9b::1.2.3.4')", true],
  ["isIP('fe80::1%eth0')", false],
  ["isIP('[::1]')", false],
  ["isIP('')", false],
  ["string(ip('2001:DB8:0:0:1:0:0:1'))", "2001:db8::1:0:0:1"],
  ["string(ip('64:ff9b::1.2.3.4'))", "64:ff9b::102:304"],
  ["ip('127.0.0.1').family()", 4n],
  ["ip('::1').family()", 6n],
  ["ip('::1') == ip('0:0:0:0:0:0:0:1')", true],
  ["ip('0.0.0.0').isUnspecified()", true],
  ["ip('::').isUnspecified()", true],
  ["ip('0.0.0.1').isUnspecified()", false],
  ["ip('127.9.9.9').isLoopback()", true],
  ["ip('::1').isLoopback()", true],
  ["ip('128.0.0.1').isLoopback()", false],
  ["ip('224.0.0.1').isLinkLocalMulticast()", true],
  ["ip('224.0.1.1').isLinkLocalMulticast()", false],
  ["ip('ff12::5').isLinkLocalMulticast()", true],
  ["ip('ff05::1').isLinkLocalMulticast()", false],
  ["ip('169.254.169.254').isLinkLocalUnicast()", true],
  ["ip('169.253.0.1').isLinkLocalUnicast()", false],
  ["ip('febf::1').isLinkLocalUnicast()", true],
  ["ip('fec0::1').isLinkLocalUnicast()", false],
  ["ip('192.168.0.1').isGlobalUnicast()", true],
  ["ip('255.255.255.255').isGlobalUnicast()", false],
  ["ip('ff00::1').isGlobalUnicast()", false],
  ["isCIDR('10.1.2.3/8')", true],
  ["isCIDR('10.0.0.0/08')", false],
  ["isCIDR('10.0.0.0/33')", false],
  ["isCIDR('::1/128')", true],
  ["isCIDR('::1/129')", false],
  ["isCIDR('10.0.0.0')", false],
  ["string(cidr('10.1.2.3/8'))", "10.1.2.3/8"],
  ["string(cidr('10.1.2.3/12').masked())", "10.0.0.0/12"],
  ["string(cidr('2001:db8:ffff::/33').masked())", "2001:db8:8000::/33"],
  ["string(cidr('10.1.2.3/8').ip())", "10.1.2.3"],
  ["cidr('1.2.3.4/0').prefixLength()", 0n],
  ["cidr('10.1.2.3/8') == cidr('10.1.2.3/8').masked()", false],
  ["cidr('0.0.0.0/0').containsIP('169.254.169.254')", true],
  ["cidr('0.0.0.0/0').containsIP('::1')", false],
  ["cidr('10.0.0.0/31').containsIP(ip('10.0.0.1'))", true],
  ["cidr('10.0.0.0/31').containsIP(ip('10.0.0.2'))", false],
  ["cidr('10.0.0.0/8').containsCIDR('10.9.0.0/16')", true],
  ["cidr('10.0.0.0/8').containsCIDR(cidr('10.0.0.0/7'))", false],
  ["cidr('10.0.0.0/8').containsCIDR(cidr('11.0.0.0/16'))", false],
  ["isURL('https://user:pass@example.com:80/path?query=val#fragment')", true],
  ["isURL('/absolute-path')", true],
  ["isURL('https://a:b:c/')", false],
  ["isURL('../relative-path')", false],
  ["isURL('http://h%41/')", false],
  ["isURL('http://[1.2.3.4]/')", false],
  ["url('/path').getScheme()", ""],
  ["url('HTTPS://example.com/').getScheme()", "https"],
  ["url('http://u:p@v@h:1/').getHost()", "h:1"],
  ["url('https://[::1]:80/').getHost()", "[::1]:80"],
  ["url('https://[::1]:80/').getHostname()", "::1"],
  ["url('redis://a:1:2/').getPort()", "2"],
  ["url('https://example.com/').getPort()", ""],
  ["url('https://example.com').getEscapedPath()", ""],
  ["url('https://example.com/path with spaces/').getEscapedPath()", "/path%20with%20spaces/"],
  ["url('/a%2fb#c').getEscapedPath()", "/a%2fb"],
  ["url('https://h/p?k=1&l=2&k=3').getQuery()['k'] == ['1', '3']", true],
  ["url('https://h/p?k%20s=v%2Bw+x').getQuery()['k s'] == ['v+w x']", true],
  ["size(url('https://h/p?a;b=1&c=%zz').getQuery())", 0n],
];

test.each(answers)("%s is %s", (text, answer) => {
  expect(value(text)).toBe(answer);
});

const errors = [
  "ip('1.2.3')",
  "ip('::ffff:1.2.3.4')",
  "ip('fe80::1%eth0')",
  "cidr('10.0.0.0/33')",
  "cidr('10.0.0.0/8').containsIP('x')",
  "cidr('10.0.0.0/8').containsCIDR('10.0.0.0')",
  "url('../relative-path')",
  "url('')",
  "url('/p#%zz')",
  "url('http://h:80x/')",
];

test.each(errors)("%s is an error", (text) => {
  expect(() => value(text)).toThrow(/parse error|not allowed/);
});
