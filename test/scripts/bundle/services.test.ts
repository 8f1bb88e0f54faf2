import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readServices, withLines, withTable } from '../../../scripts/bundle/services.ts';

const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));

const PING = `export const ping = service({
  name: 'Ping', kind: 'read', does: 'Answers (at once).',
  input: { n: optional(int(0, PULSE_MS, 'ms')) },
  output: { uptime: float(0, 1) },
}, (input, later) => { return { uptime: later(input, [1, 2]) }; });
`;

/** A project with these files in firmware/services. */
async function projectOf(t: TestContext, files: Readonly<Record<string, string>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'services-'));
  t.after(() => rm(root, { recursive: true }));
  await mkdir(join(root, 'firmware/services'), { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(root, 'firmware/services', name), text);
  return root;
}

test('a declaration becomes its line, and the handler stays as it is, on its own lines', () => {
  const made = withLines(`import x from 'y';\n${PING}after();\n`, 'ping.ts') ?? '';
  assert.match(made, /export const ping = \["Ping;r;n\?:0\.\.3600000 ms;=uptime"/);
  assert.ok(made.includes('(input, later) => { return { uptime: later(input, [1, 2]) }; }]'), made);
  assert.ok(!made.includes('Answers (at once)'), 'what people read stays on the computer');
  const lineOf = (text: string, what: string): number => text.slice(0, text.indexOf(what)).split('\n').length;
  for (const what of ['return {', 'after()'])
    assert.equal(lineOf(made, what), lineOf(`import x from 'y';\n${PING}after();\n`, what));
});

test('every declaration of a file is replaced', () => {
  const made = withLines(PING + PING.replaceAll('ing', 'ong'), 'both.ts') ?? '';
  assert.match(made, /ping = \["Ping;r[\s\S]*pong = \["Pong;r/);
  assert.ok(!made.includes('service('));
});

test('a file without declarations is left alone, and so is a word that only looks like one', () => {
  for (const code of ['export const a = 1;', "x.service({ name: 'A' });", 'service();', "'service({})';"])
    assert.equal(withLines(code, 'other.ts'), null);
});

test('a declaration that uses what the build does not know is refused by its file and the name', () => {
  const wrong = PING.replace('PULSE_MS', 'HERE');
  assert.throws(() => withLines(wrong, 'ping.ts'), /^Error: ping\.ts: .*declare\.ts and the limits.*HERE/);
});

test('a name that cannot stand in a line is refused by that name', () => {
  for (const [from, to] of [
    ["'Ping'", "'Pi;ng'"],
    ["'Ping'", "'1Ping'"],
    ["'Ping'", "'a:b:c'"],
    ['n:', "'n?':"],
    ['uptime:', "'up time':"],
  ] as const)
    assert.throws(() => withLines(PING.replace(from, to), 'ping.ts'), /is no name: a letter, then/, to);
});

test('the table becomes a function that makes the one that is asked for, and names all', async (t) => {
  const table = 'export const SERVICES = [pong, ping];\nexport const find = table(SERVICES);\n';
  const root = await projectOf(t, { 'ping.ts': PING + PING.replaceAll('ing', 'ong'), 'services.ts': table });
  const made: string[] = [];
  const text = withTable(table, root)
    .replace('[pong, ping]', '0')
    .replace('return pong;', 'return made.push("pong");')
    .replaceAll('export const', 'var');
  const find = new Function('made', 'ping', `${text}return find;`)(made, 'a ping') as (name?: string) => unknown;
  assert.deepEqual(find(), ['Pong', 'Ping']);
  assert.deepEqual([find('Ping'), made.length], ['a ping', 0]);
  assert.deepEqual([find('Pong'), find('toString'), find('')], [1, undefined, undefined]);
});

test('a table that names what is no service fails the build', async (t) => {
  const table = 'export const SERVICES = [ping, pong];\nexport const find = table(SERVICES);\n';
  const root = await projectOf(t, { 'ping.ts': PING, 'services.ts': table });
  assert.throws(() => withTable(table, root), /services\.ts: pong is no declared service/);
});

test('the services of a project are read in the order of its table', async (t) => {
  const root = await projectOf(t, {
    'ping.ts': PING + PING.replaceAll('ing', 'ong'),
    'services.ts':
      "import { ping, pong } from './ping.ts';\nexport const SERVICES: readonly Entry[] = [\n  pong,\n  ping,\n];\n",
  });
  const services = readServices(root);
  assert.deepEqual(
    services.map(({ name, kind, does }) => [name, kind, does]),
    [
      ['Pong', 'read', 'Answers (at once).'],
      ['Ping', 'read', 'Answers (at once).'],
    ],
  );
  assert.deepEqual(services[0]?.input.n, {
    accepts: '0..3600000 ms',
    type: 'int',
    unit: 'ms',
    does: undefined,
    optional: true,
  });
});

test('a declaration that is in no table is not there, and one that cannot be read fails the whole', async (t) => {
  const table = 'export const SERVICES = [ping];';
  const one = await projectOf(t, { 'ping.ts': PING + PING.replaceAll('ing', 'ong'), 'services.ts': table });
  assert.deepEqual(
    readServices(one).map(({ name }) => name),
    ['Ping'],
  );
  const bad = await projectOf(t, { 'ping.ts': PING.replace('int(', 'whole('), 'services.ts': table });
  assert.throws(() => readServices(bad), /ping\.ts: .*whole/);
});

test("the firmware's own services are read whole, each with a sentence for people", () => {
  const services = readServices(REPOSITORY);
  assert.ok(services.length >= 20);
  assert.deepEqual(
    services.slice(0, 3).map(({ name }) => name),
    ['SetPin', 'GetPin', 'TogglePin'],
  );
  for (const { name, kind, does } of services) {
    assert.ok(['read', 'set', 'act'].includes(kind), name);
    assert.match(does, /^[A-Z].*\.$/, name);
  }
});
