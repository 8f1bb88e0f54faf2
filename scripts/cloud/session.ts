// The session file: how `npm run call` finds the cloud that `npm start` or `npm run cloud` runs on this computer.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { SESSION_FILE } from './places.ts';

/** What a caller needs to know of a running cloud. The file holds the access key's secret: it is the owner's alone. */
export interface Session {
  /** The process that runs the cloud. */
  pid: number;
  /** host:port of the API. */
  endpoint: string;
  /** The one that is called where none is named; not there when the cloud started without devices. */
  device?: { productKey: string; deviceName: string };
  accessKey: { id: string; secret: string };
}

/** How a caller on this computer reaches an API that listens on `host`: host:port, behind http:// where it is not loopback. */
export function endpointOf(host: string, port: number): string {
  if (host === '0.0.0.0' || host === '::') return `127.0.0.1:${port}`;
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return /^(127\.|localhost:|\[::1\])/.test(authority) ? authority : `http://${authority}`;
}

/** Writes this process's session, in place of an older one, readable by its owner only. */
export function writeSession(session: Omit<Session, 'pid'>, file = SESSION_FILE): void {
  mkdirSync(dirname(file), { recursive: true });
  const fresh = `${file}.${process.pid}`;
  rmSync(fresh, { force: true });
  writeFileSync(fresh, `${JSON.stringify({ pid: process.pid, ...session })}\n`, { mode: 0o600 });
  renameSync(fresh, file);
}

/** The session of a cloud that runs now; undefined when there is none, or its process has ended. */
export function readSession(file = SESSION_FILE): Session | undefined {
  const session = parse(file);
  return session && isAlive(session.pid) ? session : undefined;
}

/** Removes the file, if it is this process's own. */
export function removeSession(file = SESSION_FILE): void {
  if (parse(file)?.pid === process.pid) rmSync(file, { force: true });
}

function parse(file: string): Session | undefined {
  try {
    const { pid, endpoint, device, accessKey } = JSON.parse(readFileSync(file, 'utf8')) as Session;
    const name = device === undefined ? [] : [device.productKey, device.deviceName];
    const texts = [endpoint, ...name, accessKey.id, accessKey.secret];
    if (!Number.isInteger(pid) || pid < 1 || texts.some((text) => typeof text !== 'string')) return undefined;
    return { pid, endpoint, ...(device && { device }), accessKey };
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
