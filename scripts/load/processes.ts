// The processes of a load run: clouds, and Mosquitto, each apart from the one that measures.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { DeviceIdentity } from '../cloud/devices.ts';
import { freePort } from '../listen.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Where packages put a daemon, whether or not PATH says so. */
const FOLDERS = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];

/** How long a process may take to be ready, in ms. */
const READY_MS = 30_000;

/** A process of the run. */
export interface Running {
  /** The line by which it said that it is ready. */
  line: string;
  stop(): Promise<void>;
}

/** How a cloud is started. */
export interface CloudSetup {
  devices: readonly DeviceIdentity[];
  accessKey: { id: string; secret: string };
  /** Port of a broker on this computer that it stands in front of; its own broker unless given. */
  brokerPort?: number;
}

/** Ports of a cloud that runs. */
export interface RunningCloud extends Running {
  mqtt: number;
  http: number;
}

/** Starts a cloud as `npm run cloud` does, without limits of rate. */
export async function startCloudProcess({ devices, accessKey, brokerPort }: CloudSetup): Promise<RunningCloud> {
  const folder = mkdtempSync(join(tmpdir(), 'load-'));
  const args = [
    '--import',
    'tsx',
    'scripts/cloud.ts',
    '--mqtt',
    '0',
    '--http',
    '0',
    '--rates',
    'none',
    '--memory',
    '--quiet',
  ];
  if (brokerPort !== undefined) args.push('--broker', `mqtt://127.0.0.1:${brokerPort}`);
  args.push('--access-key', `${accessKey.id},${accessKey.secret}`);
  for (const { productKey, deviceName, deviceSecret } of devices)
    args.push('--device', `${productKey},${deviceName},${deviceSecret}`);
  // A session file of its own, so that `npm run call` keeps finding the cloud of the person at this computer.
  const env = { ...process.env, RRPC_SESSION: join(folder, 'session.json') };
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const running = await ready('the cloud', child, folder, /^cloud ready/);
  const port = (name: string) => Number(new RegExp(`\\b${name}=(\\d+)`).exec(running.line)?.[1]);
  return { ...running, mqtt: port('mqtt'), http: port('http') };
}

/** The full path of Mosquitto; undefined where there is none. */
export function findMosquitto(): string | undefined {
  return FOLDERS.map((folder) => join(folder, 'mosquitto')).find(existsSync);
}

/** Starts Mosquitto on a free port of loopback, open to all who can reach it there. Rejects where there is none. */
export async function startMosquitto(): Promise<Running & { port: number }> {
  const executable = findMosquitto();
  if (executable === undefined)
    throw new Error('Mosquitto is not installed: apt install mosquitto, or give mqtt://host:port');
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'load-'));
  const config = join(folder, 'mosquitto.conf');
  const lines = [
    `listener ${port} 127.0.0.1`,
    'allow_anonymous true',
    // Without it a call takes 40 ms more: Nagle holds the answer back until the acknowledgement of PUBACK.
    'set_tcp_nodelay true',
    // Started by root it would become a user who cannot read the folder.
    `user ${userInfo().username}`,
    'log_dest stderr',
  ];
  writeFileSync(config, `${lines.join('\n')}\n`);
  const child = spawn(executable, ['-c', config], { stdio: ['ignore', 'pipe', 'pipe'] });
  return { ...(await ready('Mosquitto', child, folder, / running$/)), port };
}

/** Waits for the line that says it is ready. What it says afterwards is read and dropped. */
async function ready(what: string, child: ChildProcess, folder: string, wanted: RegExp): Promise<Running> {
  const ended = once(child, 'close');
  const said: string[] = [];
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const line = await new Promise<string>((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error(`${what} did not start: ${said.join(' ')}`)), READY_MS);
      for (const stream of [child.stdout, child.stderr]) {
        if (!stream) continue;
        createInterface({ input: stream }).on('line', (text) => {
          if (said.length < 20) said.push(text);
          if (wanted.test(text)) resolve(text);
        });
      }
      ended.then(() => reject(new Error(`${what} ended: ${said.join(' ')}`))).finally(() => clearTimeout(limit));
      child.once('error', reject);
    });
    return { line, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
