// The hardware suite's two reports: JUnit's XML and the page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { escaped, toJunit } from '../../../scripts/hardware/junit.ts';
import type { Result } from '../../../scripts/hardware/result.ts';
import { toMarkdown } from '../../../scripts/hardware/summary.ts';

const RESULTS: readonly Result[] = [
  { theme: 'pins', name: 'SetPin "led"', outcome: 'passed', ms: 12.4 },
  {
    theme: 'pins',
    name: 'SetPin "led": level',
    partOf: 'SetPin "led"',
    outcome: 'not seen',
    why: 'level of led - no loop wire',
    ms: 0,
  },
  { theme: 'link & <back>', name: 'cut', outcome: 'failed', why: 'expected "1"\nnot 2 | 3 \x1b[31m]]>', ms: 1000 },
];

test("JUnit's XML counts, escapes, and skips what was not seen", () => {
  assert.equal(
    toJunit('on a board', RESULTS, ['link & <back>', 'pins']),
    `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="on a board" tests="3" failures="1" errors="0" skipped="1" time="1.012">
  <testsuite name="link &amp; &lt;back&gt;" tests="1" failures="1" errors="0" skipped="0" time="1.000">
    <testcase classname="link &amp; &lt;back&gt;" name="cut" time="1.000">
      <failure message="expected &quot;1&quot;">expected &quot;1&quot;&#10;not 2 | 3 \ufffd[31m]]&gt;</failure>
    </testcase>
  </testsuite>
  <testsuite name="pins" tests="2" failures="0" errors="0" skipped="1" time="0.012">
    <testcase classname="pins" name="SetPin &quot;led&quot;" time="0.012"/>
    <testcase classname="pins" name="SetPin &quot;led&quot;: level" time="0.000">
      <skipped message="not seen: level of led - no loop wire"/>
    </testcase>
  </testsuite>
</testsuites>
`,
  );
});

test('text for XML keeps every character that it can hold, and no other', () => {
  assert.equal(escaped('灯 😀\t\r\n'), '灯 😀&#9;&#13;&#10;');
  assert.equal(escaped('a\x00b\x01\ud800c\uffff'), 'a\ufffdb\ufffd\ufffdc\ufffd');
});

test('the page has the facts, a row a theme, what failed, and what was not seen with why', () => {
  const facts = new Map([
    ['board', 'serial: lamp'],
    ['bundle', '20,000 bytes'],
  ]);
  assert.equal(
    toMarkdown(facts, RESULTS, ['pins', 'link & <back>']),
    `# Hardware suite: 1 passed, 1 failed, 1 not seen

|        |              |
| ------ | ------------ |
| board  | serial: lamp |
| bundle | 20,000 bytes |

| Theme         | passed | failed | not seen | seconds |
| ------------- | -----: | -----: | -------: | ------: |
| pins          |      1 |      0 |        1 |     0.0 |
| link & <back> |      0 |      1 |        0 |     1.0 |

## Failed

- link & <back>, cut: expected "1" not 2 \\| 3 \x1b[31m]]>

## Not seen on this board

- pins, SetPin "led": not seen: level of led - no loop wire
`,
  );
});

test('where nothing failed and all was seen, the page says nothing of either', () => {
  assert.doesNotMatch(toMarkdown(new Map(), RESULTS.slice(0, 1), []), /## /);
});
