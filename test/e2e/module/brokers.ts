// The two brokers of the stand-alone client's tests: Aedes in this process, and Mosquitto where it is installed.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { TestContext } from 'node:test';
import { promisify } from 'node:util';
import { Aedes } from 'aedes';
import { freePort, listen } from '../../../scripts/listen.ts';

/** The brokers that the same cases run on. */
export type BrokerKind = 'aedes' | 'mosquitto';

/** The only ones that a broker with a password lets in. */
export const USER = { username: 'lamp', password: 'a password' };

/** A broker on a port of its own, without persistence. */
export interface Broker {
  readonly port: number;
  /** Closes every connection and the port. */
  stop(): Promise<void>;
  /** Listens again on the same port, having forgotten everything. */
  start(): Promise<void>;
}

const MOSQUITTO = ['/usr/sbin', '/usr/local/sbin', ...(process.env.PATH ?? '').split(delimiter)]
  .map((folder) => join(folder, 'mosquitto'))
  .find((file) => existsSync(file));

/** Longest wait for Mosquitto, in ms. */
const LIMIT_MS = 15_000;

/** Why there is no such broker here; undefined where there is. */
export function missingBroker(kind: BrokerKind): string | undefined {
  return kind === 'aedes' || MOSQUITTO ? undefined : 'not run: Mosquitto is not installed here';
}

/** Starts a broker; with `locked`, only USER may in. It is gone after the test. */
export async function brokerFor(t: TestContext, kind: BrokerKind, { locked = false } = {}): Promise<Broker> {
  const broker = await (kind === 'aedes' ? aedes : mosquitto)(await freePort(), locked, t);
  t.after(() => broker.stop());
  await broker.start();
  return broker;
}

async function aedes(port: number, locked: boolean): Promise<Broker> {
  let server: Server | undefined;
  let broker: Aedes | undefined;
  const sockets = new Set<Socket>();
  return {
    port,
    async start() {
      const made = await Aedes.createBroker();
      broker = made;
      if (locked)
        made.authenticate = (_, username, password, done) => {
          const known = username === USER.username && password?.toString() === USER.password;
          // 4 is "bad user name or password". MQTT 3.1.1, 3.2.2.3.
          if (known) done(null, true);
          else done(Object.assign(new Error('unknown'), { returnCode: 4 }), null);
        };
      server = createServer((socket) => {
        sockets.add(socket);
        socket.on('close', () => sockets.delete(socket));
        made.handle(socket);
      });
      await listen(server, '127.0.0.1', port, 'broker');
    },
    async stop() {
      const open = server;
      server = undefined;
      if (!open) return;
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => open.close(resolve));
      await new Promise<void>((resolve) => broker?.close(() => resolve()));
    },
  };
}

async function mosquitto(port: number, locked: boolean, t: TestContext): Promise<Broker> {
  const folder = await mkdtemp(join(tmpdir(), 'mosquitto-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const config = [`listener ${port} 127.0.0.1`, `allow_anonymous ${!locked}`, 'persistence false', 'log_dest stderr'];
  // As root it would become a user of its own, who may not read the folder.
  if (process.getuid?.() === 0) config.push('user root');
  if (locked) {
    const passwords = join(folder, 'passwords');
    await promisify(execFile)('mosquitto_passwd', ['-b', '-c', passwords, USER.username, USER.password]);
    config.push(`password_file ${passwords}`);
  }
  const file = join(folder, 'mosquitto.conf');
  await writeFile(file, `${config.join('\n')}\n`);
  let child: ChildProcess | undefined;
  return {
    port,
    async start() {
      const started = spawn(MOSQUITTO ?? 'mosquitto', ['-c', file], { stdio: ['ignore', 'ignore', 'pipe'] });
      child = started;
      let log = '';
      await new Promise<void>((resolve, reject) => {
        const fail = (): void => reject(new Error(`Mosquitto does not start: ${log}`));
        const limit = setTimeout(fail, LIMIT_MS);
        started.once('error', reject);
        started.once('exit', fail);
        started.stderr?.on('data', (text: Buffer) => {
          log += text;
          if (!/mosquitto version \S+ running/.test(log)) return;
          clearTimeout(limit);
          started.off('exit', fail);
          resolve();
        });
      });
    },
    async stop() {
      const running = child;
      child = undefined;
      if (!running || running.exitCode !== null) return;
      // It may ignore a polite signal that comes right after its start.
      running.kill('SIGKILL');
      await once(running, 'exit');
    },
  };
}
