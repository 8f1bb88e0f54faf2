// The results as JUnit's XML, which CI systems read: a suite a theme; what was not seen is skipped, with why.
import { byTheme, countOf, type Result } from './result.ts';

/** JUnit's XML. `name` names the run. */
export function toJunit(name: string, results: readonly Result[], themes: readonly string[]): string {
  const suites = byTheme(results, themes).map(([theme, group]) => {
    const cases = group.map((result) => testCase(result));
    return element('testsuite', { name: theme, ...figures(group) }, cases);
  });
  const root = element('testsuites', { name, ...figures(results) }, suites);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
}

function testCase({ theme, name, outcome, why = '', ms }: Result): string {
  const inner =
    outcome === 'failed'
      ? [`<failure message="${escaped(why.split('\n')[0] ?? '')}">${escaped(why)}</failure>`]
      : outcome === 'not seen'
        ? [element('skipped', { message: `not seen: ${why}` }, [])]
        : [];
  return element('testcase', { classname: theme, name, time: seconds(ms) }, inner);
}

function figures(group: readonly Result[]): Record<string, string> {
  const { passed, failed, 'not seen': skipped } = countOf(group);
  const tests = passed + failed + skipped;
  const time = seconds(group.reduce((sum, { ms }) => sum + ms, 0));
  return { tests: `${tests}`, failures: `${failed}`, errors: '0', skipped: `${skipped}`, time };
}

function element(name: string, attributes: Readonly<Record<string, string>>, inner: readonly string[]): string {
  const head = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  const start = `<${name}${head.join('')}`;
  if (inner.length === 0) return `${start}/>`;
  return `${start}>\n${inner.map((line) => line.replace(/^/gm, '  ')).join('\n')}\n</${name}>`;
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // An attribute's line ends and tabs would come out as spaces. XML 1.0, 3.3.3.
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

/** Text for an attribute or between tags. What XML 1.0 cannot hold at all, as a console may well have it, is U+FFFD then. */
export function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"\n\r\t]/g, (character) => ENTITIES[character] ?? character);
}
