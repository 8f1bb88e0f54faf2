// How a command that runs until Ctrl-C ends where nobody hears it any more.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { spawn as spawnPty } from '@lydell/node-pty';

const CHATTY = fileURLToPath(new URL('chatty.ts', import.meta.url));

/** The command's arguments for Node, and what it says when it has ended what it started. */
async function chatty(t: TestContext): Promise<{ args: string[]; said: Promise<string> }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const said = once(server, 'connection').then(async ([socket]) => {
    const [bytes] = (await once(socket as Socket, 'data')) as [Buffer];
    return bytes.toString();
  });
  return { args: ['--import', 'tsx', CHATTY, String((server.address() as AddressInfo).port)], said };
}

test('a pipe whose reader has gone ends it in order, with 0', async (t) => {
  const { args, said } = await chatty(t);
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  const exit = once(child, 'exit');
  await once(child.stdout, 'data');
  child.stdout.destroy();
  assert.equal(await said, 'put back');
  assert.deepEqual(await exit, [0, null]);
});

test('a terminal that is closed ends it in order', { skip: process.platform === 'win32' }, async (t) => {
  const { args, said } = await chatty(t);
  const pty = spawnPty(process.execPath, args, {});
  t.after(() => pty.kill('SIGKILL'));
  await new Promise<void>((resolve) => pty.onData(() => resolve()));
  (pty as unknown as { destroy(): void }).destroy();
  assert.equal(await said, 'put back');
});
