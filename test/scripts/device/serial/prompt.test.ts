// What is behind a port, from what it says: boards that are no Espruino, or an old one, or at another speed.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createConsole } from '../../../../scripts/device/serial/console.ts';
import { openPort } from '../../../../scripts/device/serial/port.ts';
import { OLDEST, reach, versionNumber } from '../../../../scripts/device/serial/prompt.ts';
import { openWire, type Wire } from '../../../support/wires.ts';

/** Short limits, as what is behind the port answers at once or never. */
const QUICK = { interrupt: true, limitMs: 600, patienceMs: 200, questionMs: 100 };

/** Something behind a port that answers each piece of input with `answer`; what it heard is in `heard`. */
async function reached(t: TestContext, answer: (heard: string) => string | Buffer | undefined, options = QUICK) {
  let heard = '';
  let wire: Wire | undefined;
  wire = await openWire('tcp', (bytes) => {
    heard += bytes.toString('latin1');
    const said = answer(bytes.toString('latin1'));
    if (said !== undefined) wire?.send(Buffer.isBuffer(said) ? said : Buffer.from(said, 'latin1'));
  });
  t.after(() => wire?.cut());
  const port = await openPort(wire.port);
  t.after(() => port.close());
  const info = reach(createConsole(port), options);
  return { info, heard: () => heard, cut: wire.cut };
}

for (const [what, says, message] of [
  ['nothing', undefined, /^nothing answers at tcp:.*--firmware FILE/],
  [
    'noise, as at a wrong speed',
    Buffer.from([0x80, 0xff, 0x9c, 0x00, 0xe0, 0x78]),
    /sends what is no text: .*--baud 9600/,
  ],
  ['a chip in its boot loader', 'waiting for download\r\n', /let go of its BOOT button/],
  ['a chip without firmware', 'invalid header: 0xffffffff\r\n', /no firmware on the board: npm run flash .*--firmware/],
  ['MicroPython', 'MicroPython v1.22\r\n>>> ', /runs something else than Espruino/],
  [
    'a board that restarts for ever',
    'rst:0xc (SW_CPU_RESET)\r\nGuru Meditation Error\r\n',
    /starts again and again or is busy/,
  ],
  [
    'a shell',
    'bash: command not found\r\n',
    /not an Espruino that can be asked; it said last: "bash: command not found"/,
  ],
] as const)
  test(`${what} is told as what it is, with the next step`, async (t) => {
    const { info, heard } = await reached(t, () => says);
    await assert.rejects(info, { name: 'BoardError', step: 'prompt', message });
    assert.ok(heard().includes('\x03'), 'it was interrupted');
  });

test('an Espruino without packets answers a typed question, and is told to be too old', async (t) => {
  const { info } = await reached(t, (text) => (text.includes('process.version') ? '<espruino 2v14>\r\n' : undefined));
  await assert.rejects(info, { step: 'version', message: /^Espruino 2v14 is too old, 2v25 or later is needed/ });
  assert.equal(OLDEST, '2v25');
});

test('a board that is only to be looked at is never interrupted', async (t) => {
  const { info, heard } = await reached(t, () => undefined, { ...QUICK, interrupt: false });
  await assert.rejects(info, { step: 'prompt' });
  assert.ok(!heard().includes('\x03'));
});

test('a port that is unplugged while the board is looked for ends it at once', async (t) => {
  const { info, cut } = await reached(t, () => undefined, { ...QUICK, limitMs: 60_000 });
  cut();
  await assert.rejects(info, { step: 'prompt', message: /switched off\?/ });
});

test('versions are compared as numbers, other text as none', () => {
  assert.ok(versionNumber('2v29.277') > versionNumber('2v9'));
  assert.ok(versionNumber('1v104') > versionNumber('1v99'));
  assert.ok(Number.isNaN(versionNumber('MicroPython')));
});
