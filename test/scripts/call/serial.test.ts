// A call at a board's console, and a session there: the real interpreter with a small firmware's rrpc.
import assert from 'node:assert/strict';
import { PassThrough, Readable } from 'node:stream';
import { describe, type TestContext, test } from 'node:test';
import { callAtConsole } from '../../../scripts/call/serial.ts';
import { openBoard } from '../../../scripts/device/serial/board.ts';
import { createMapper, findMapper } from '../../../scripts/device/serial/source.ts';
import { BUNDLE } from '../../../scripts/device/serial/storage.ts';
import { runSession } from '../../../scripts/repl/session.ts';
import { NO_INTERPRETER, startStandIn } from '../../support/serialInterpreter.ts';
import { run } from '../cloud/command.ts';

/** The firmware's side of the contract: `rrpc.call(name, params, done)`, at once or later. */
const RRPC = `var calls=0;
var rrpc={status:function(){return{calls:calls}},call:function(name,params,done){
calls++;
if(name=="Never")return;
var code=name=="Nope"?100404:200,reply=JSON.stringify({id:"1",code:code,data:params}).replace("}}",code==200?"}}":'},"message":"no service"}');
if(name=="Later")setTimeout(done,300,reply);else done(reply);
}};
function fails(){return nothing()}
print("I 0.001 boot ready");`;

async function boardFor(t: TestContext, over: 'pty' | 'tcp', bundle = RRPC) {
  const standIn = await startStandIn({ over, storage: { [BUNDLE]: bundle } });
  t.after(() => standIn.stop());
  const board = await openBoard({ port: standIn.port, interrupt: false });
  t.after(() => board.close());
  return board;
}

describe('at the console of the interpreter', { skip: NO_INTERPRETER }, () => {
  for (const over of ['pty', 'tcp'] as const)
    test(`over ${over} a call is answered, at once and later, each made once`, async (t) => {
      const { console } = await boardFor(t, over);
      const params = { pin: 'led', text: 'a"b\\c \u00fc', list: [1, null] };
      assert.deepEqual(await callAtConsole(console, 'Echo', { pin: 'led', list: [1, null] }), {
        code: 200,
        data: { pin: 'led', list: [1, null] },
      });
      assert.equal((await callAtConsole(console, 'Later', params)).code, 200);
      assert.deepEqual(await callAtConsole(console, 'Nope', {}), { code: 100404, data: {}, message: 'no service' });
      assert.equal(await console.evaluate('calls'), '3');
    });

  test('a service that does not answer, and a board without firmware, are told', async (t) => {
    const { console } = await boardFor(t, 'tcp');
    await assert.rejects(callAtConsole(console, 'Never', {}, 300), {
      step: 'call',
      message: 'no reply from Never within 0.3 s',
    });
    await console.run('rrpc = undefined');
    await assert.rejects(callAtConsole(console, 'Echo', {}), { step: 'call', message: /npm run flash puts it there/ });
  });

  test('the command calls by a port as it does by a cloud: key=value, --json, --repeat, and no spinner in a pipe', async (t) => {
    const standIn = await startStandIn({ over: 'tcp', storage: { [BUNDLE]: RRPC } });
    t.after(() => standIn.stop());
    const good = run(t, 'scripts/call.ts', [
      '--port',
      standIn.port,
      '--json',
      '--repeat',
      '2',
      'SetPin',
      'pin=2',
      'value=1',
    ]);
    assert.equal(await good.exit(), 0, good.stderr());
    const lines = good
      .stdout()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      lines.map(({ device, code, data }) => ({ device, code, data })),
      [1, 2].map(() => ({ device: standIn.port, code: 200, data: { pin: 2, value: 1 } })),
    );
    assert.match(good.stderr(), /^2 calls: 2 good, 0 failed; p50 [\d.]+ ms, p99 [\d.]+ ms\n$/);
    const bad = run(t, 'scripts/call.ts', ['--port', standIn.port, 'Nope']);
    assert.equal(await bad.exit(), 1);
    assert.equal(bad.stdout(), '{"code":100404,"data":{},"message":"no service"}\n');
    const gone = run(t, 'scripts/call.ts', ['--port', 'tcp://127.0.0.1:1', 'Ping']);
    assert.equal(await gone.exit(), 1);
    assert.match(gone.stderr(), /^call: port: nothing listens at tcp:/);
    const bare = await startStandIn({ over: 'tcp' });
    t.after(() => bare.stop());
    const none = run(t, 'scripts/call.ts', ['--port', bare.port, 'SetPin', 'pin=2', 'value=1']);
    assert.equal(await none.exit(), 1);
    assert.match(none.stderr(), /^call: the firmware does not run on the board: npm run flash puts it there/);
  });

  test('a session types lines, runs commands, and says what failed', async (t) => {
    const board = await boardFor(t, 'pty');
    const output = new PassThrough();
    let shown = '';
    output.on('data', (text) => {
      shown += text;
    });
    const lines = [
      'var x = 20',
      'x + 22',
      '.call Echo {"a":1}',
      '.status',
      'print("I 1.000 link up")',
      '.log 1',
      '.nope',
      '.call',
    ];
    const good = await runSession(board, Readable.from(`${lines.join('\n')}\n`), output, false);
    assert.equal(good, false);
    assert.match(shown, /=42\r\n/);
    assert.match(shown, /\{"code":200,"data":\{"a":1\}\}\r\n/);
    assert.match(shown, /"calls": 1\r\n/);
    assert.match(shown, /\r\n(>)?I 1\.000 link up\r\n[\s\S]*I 1\.000 link up\r\n/);
    assert.match(shown, /there is no command \.nope: \.help shows/);
    assert.match(shown, /\.call takes a service/);
    assert.match(shown, /positions are shown as they are: the board's bundle is not dist\/firmware\.js/);
  });

  test('a position on the console is one of the sources, by the bundle’s map', async (t) => {
    const board = await boardFor(t, 'tcp', 'function a(){\nreturn nothing()\n}');
    // One mapping a line: line n of the bundle is line 10 + n of a source.
    const map = JSON.stringify({ version: 3, sources: ['../firmware/x.ts'], names: [], mappings: 'AAUA;AACA;AACA' });
    const mapped = createMapper('/p/dist/firmware.js', map, '/p');
    const seen: string[] = [];
    board.console.onLine((line) => seen.push(mapped(line)));
    await board.console.type('a()\n');
    await board.console.evaluate('1');
    assert.ok(
      seen.some((line) => /firmware\/x\.ts:12:1/.test(line)),
      seen.join('\n'),
    );
    assert.match(String(await findMapper(board.console, '/nowhere')), /positions are shown as they are/);
    assert.equal(mapped('REPL (:1:5) .bootcde:99:1'), 'REPL (:1:5) .bootcde:99:1');
  });
});
