// npm start when something fails: one error, and nothing left.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Made } from '../../../scripts/start/builder.ts';
import { run, type StartOptions } from '../../../scripts/start/run.ts';
import { createScreen } from '../../../scripts/start/screen.ts';

/** A build whose bundle is `source`. */
async function bundleOf(t: TestContext, source: string): Promise<() => Promise<Made>> {
  const folder = await mkdtemp(join(tmpdir(), 'start-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'bundle.js');
  await writeFile(file, source);
  return async () => ({ file, warnings: [], bytes: source.length, budget: 8192, ms: 1 });
}

/** Two ports that were free a moment ago. */
async function freePorts() {
  const servers = [createServer().listen(0, '127.0.0.1'), createServer().listen(0, '127.0.0.1')];
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const [mqtt = 0, http = 0] = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return { mqtt, http };
}

async function nothingListens(port: number): Promise<void> {
  const [error] = await once(connect(port, '127.0.0.1'), 'error');
  assert.equal((error as NodeJS.ErrnoException).code, 'ECONNREFUSED');
}

async function failed(options: Partial<StartOptions>, says: object, signal = new AbortController().signal) {
  const ports = await freePorts();
  const screen = createScreen({ write: () => true });
  await assert.rejects(run({ board: 'virtual', once: true, ports, ...options }, screen, signal), says);
  await nothingListens(ports.mqtt);
  await nothingListens(ports.http);
}

test('a build that fails is the error, and no board is started', async () => {
  const build = () => Promise.reject(new Error('firmware/main.ts:1:1 no label'));
  await failed({ build }, { message: 'firmware/main.ts:1:1 no label' });
});

test('a board that does not come online is told with its last lines', async (t) => {
  const build = await bundleOf(t, 'print("E 0.1 boot nothing to do")');
  await failed({ build, onlineMs: 200 }, /not online after 0\.2 s; its console:\n {2}E 0\.1 boot nothing to do$/);
});

test('a kind of board that there is not is told with those there are', async (t) => {
  await failed({ build: await bundleOf(t, '1'), board: 'toaster' }, /virtual, espruino.*"toaster"/);
});

test('Ctrl-C while the board boots ends it', async (t) => {
  const stopping = new AbortController();
  const build = await bundleOf(t, '1');
  setImmediate(() => stopping.abort());
  await failed({ build }, { name: 'AbortError' }, stopping.signal);
});

test('Ctrl-C while it is built ends the build, too', async () => {
  const stopping = new AbortController();
  let ended = false;
  const build = () =>
    new Promise<Made>((_, reject) => {
      setImmediate(() => stopping.abort());
      setTimeout(() => {
        ended = true;
        reject(new Error('ended'));
      }, 50);
    });
  await failed({ build }, { name: 'AbortError' }, stopping.signal);
  assert.ok(ended, 'it is not left until the build is gone');
});

test('a board at a port that is not there is told with its step, and no build is left', async (t) => {
  const build = await bundleOf(t, '1');
  const port = `/dev/no-such-port-${process.pid}`;
  await failed(
    { build, board: 'serial', port },
    { name: 'BoardError', message: new RegExp(`^there is no port ${port}`) },
  );
});
