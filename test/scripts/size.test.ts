import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from './cloud/command.ts';

test('npm run size prints a table whose rows add up to the total, and what the client weighs alone', async (t) => {
  const size = run(t, 'scripts/size.ts', []);
  assert.equal(await size.exit(), 0, size.stderr());
  const rows = [...size.stdout().matchAll(/^\| (\S+) +\| +([\d,]+) \| /gm)].map(([, room, bytes]) => ({
    room,
    bytes: Number(bytes?.replaceAll(',', '')),
  }));
  const total = /^\| \*\*Total\*\* +\| +\*\*([\d,]+)\*\* \| +of [\d,]+ \|$/m.exec(size.stdout())?.[1];
  assert.ok(rows.some(({ room }) => room === 'firmware/mqtt') && rows.some(({ room }) => room === 'board'));
  assert.equal(
    rows.reduce((sum, { bytes }) => sum + bytes, 0),
    Number(total?.replaceAll(',', '')),
  );
  for (const file of ['firmware', 'mqtt'])
    assert.match(size.stdout(), new RegExp(`^dist/${file}\\.js: [\\d,]+ bytes after gzip$`, 'm'));
  assert.match(size.stdout(), /^\| `dist\/mqtt\.js` +\| \*\*[\d,]+\*\* \| of [\d,]+ \|$/m);
});

test('npm run size for a board that is not there exits 1', async (t) => {
  const size = run(t, 'scripts/size.ts', ['--target', 'esp8266']);
  assert.equal(await size.exit(), 1);
  assert.match(size.stderr(), /^no board named "esp8266"/);
});
