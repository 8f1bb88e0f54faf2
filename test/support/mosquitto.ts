/** Mosquitto from the system's packages, on a free port of loopback, with a password file. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { freePort } from '../../scripts/listen.ts';

/** Where packages put a daemon, whether or not PATH says so. */
const FOLDERS = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
/** How long the broker may take to listen, in ms. */
const START_MS = 10_000;

/** The full path of a program of Mosquitto's package; undefined where there is none. */
export function findMosquitto(name: 'mosquitto' | 'mosquitto_passwd' = 'mosquitto'): string | undefined {
  return FOLDERS.map((folder) => join(folder, name)).find(existsSync);
}

/** A broker that runs. */
export interface Mosquitto {
  readonly port: number;
  /** Ends the process, at once or after its goodbyes, and resolves when it is gone. */
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  /** Starts it again on the same port. */
  start(): Promise<void>;
  /** Ends it for good. */
  stop(): Promise<void>;
}

/** Starts a broker for these users, by name and password. */
export async function startMosquitto(users: Readonly<Record<string, string>>): Promise<Mosquitto> {
  const [executable, passwd] = [findMosquitto(), findMosquitto('mosquitto_passwd')];
  if (executable === undefined || passwd === undefined) throw new Error('there is no Mosquitto here');
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'mosquitto-'));
  const passwords = join(folder, 'passwords');
  await writeFile(passwords, '', { mode: 0o600 });
  for (const [name, password] of Object.entries(users))
    await promisify(execFile)(passwd, ['-b', passwords, name, password]);
  const config = join(folder, 'mosquitto.conf');
  // Started by root it would become a user who cannot read the folder.
  const lines = [`listener ${port} 127.0.0.1`, 'allow_anonymous false', `password_file ${passwords}`];
  await writeFile(config, [...lines, `user ${userInfo().username}`, 'log_dest stderr', ''].join('\n'));
  let running: { kill(signal: NodeJS.Signals): boolean; ended: Promise<unknown> } | undefined;

  async function start(): Promise<void> {
    const child = spawn(executable as string, ['-c', config], { stdio: ['ignore', 'ignore', 'pipe'] });
    running = { kill: (signal) => child.kill(signal), ended: once(child, 'exit') };
    const said: string[] = [];
    const out = createInterface({ input: child.stderr });
    await new Promise<void>((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error(`Mosquitto did not start: ${said.join(' ')}`)), START_MS);
      out.on('line', (line) => {
        said.push(line);
        if (!/ running$/.test(line)) return;
        clearTimeout(limit);
        resolve();
      });
      child.once('exit', () => {
        clearTimeout(limit);
        reject(new Error(`Mosquitto ended: ${said.join(' ')}`));
      });
    });
  }
  async function kill(signal: NodeJS.Signals): Promise<void> {
    const ending = running;
    running = undefined;
    ending?.kill(signal);
    await ending?.ended;
  }
  await start();
  return {
    port,
    start,
    kill,
    async stop() {
      await kill('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
