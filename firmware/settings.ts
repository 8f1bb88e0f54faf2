/** `device.json`: the board's settings, checked member by member. */
import { KEEP_ALIVE, RETRY_CEILING, RETRY_FIRST } from './limits.ts';
import type { Identity } from './link/identity.ts';

/** The settings, whole. */
export interface Settings extends Identity {
  host: string;
  port: number;
  /** Seconds. */
  keepAlive: number;
  /** Seconds. */
  retry: { first: number; ceiling: number };
  wifi?: { ssid: string; password: string };
}

function wrong(member: string, accepts: string, value?: unknown): never {
  throw 'device.json: ' + member + ' must be ' + accepts + (value === undefined ? '' : ', not ' + JSON.stringify(value));
}

function object(value: unknown, name: string): Record<string, unknown> {
  if (!value || typeof value !== 'object') wrong(name, 'an object');
  return value as Record<string, unknown>;
}

/** A text of `least` to `most` bytes. What it holds is never told: it may be a secret. */
function text(from: Record<string, unknown>, name: string, least: number, most: number): void {
  const value = from[name];
  if (typeof value !== 'string' || value.length < least || value.length > most)
    wrong(name, 'a text of ' + least + '..' + most + ' bytes');
}

function range(from: Record<string, unknown>, name: string, least: number, most: number, unit: string, or?: number): void {
  if (or !== undefined && from[name] === undefined) from[name] = or;
  const value = from[name] as number;
  if (typeof value !== 'number' || !(value >= least && value <= most)) wrong(name, least + '..' + most + unit, value);
}

/** The settings in `device.json`, with defaults filled in. Throws one line that names the member and what it accepts. */
export function checkSettings(found: unknown): Settings {
  const settings = object(found, 'the file');
  text(settings, 'productKey', 1, 64);
  text(settings, 'deviceName', 1, 64);
  text(settings, 'deviceSecret', 1, 64);
  text(settings, 'host', 1, 127);
  range(settings, 'port', 1, 65535, '');
  range(settings, 'keepAlive', 30, 1200, ' seconds', KEEP_ALIVE);
  const method = settings.signMethod;
  if (method !== undefined && method !== 'hmacsha256' && method !== 'hmacsha1')
    wrong('signMethod', '"hmacsha256" or "hmacsha1"', method);
  if (settings.retry === undefined) settings.retry = {};
  const retry = object(settings.retry, 'retry');
  range(retry, 'first', 0.1, 3600, ' seconds', RETRY_FIRST);
  range(retry, 'ceiling', 0.1, 3600, ' seconds', RETRY_CEILING);
  if (settings.wifi !== undefined) {
    const wifi = object(settings.wifi, 'wifi');
    text(wifi, 'ssid', 1, 32);
    text(wifi, 'password', 0, 64);
  }
  return settings as unknown as Settings;
}
