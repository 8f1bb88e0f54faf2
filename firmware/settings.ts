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

type Members = Record<string, unknown>;

const TEXT = ' bytes of text';
const SECONDS = ' seconds';

/** The settings in `device.json`, with defaults filled in. Throws one line that names the member and what it accepts;
 *  what a text holds is never shown, it may be a secret. */
export function checkSettings(found: unknown): Settings {
  // The helpers live in here, so that the board does not carry them after its boot.
  function must(holds: unknown, name: string, accepts: string, not?: unknown): void {
    if (!holds)
      throw 'device.json: ' + name + ' must be ' + accepts + (not === undefined ? '' : ', not ' + JSON.stringify(not));
  }
  function members(value: unknown, name: string): Members {
    must(value && typeof value === 'object', name, 'an object');
    return value as Members;
  }
  /** A text has its length within the range, a number itself. */
  function range(from: Members, name: string, least: number, most: number, unit: string, or?: number): void {
    if (or && from[name] === undefined) from[name] = or;
    const value = from[name];
    const n =
      typeof value !== (unit === TEXT ? 'string' : 'number')
        ? -1
        : unit === TEXT
          ? (value as string).length
          : (value as number);
    must(
      n >= least && n <= most && (unit === SECONDS || n % 1 === 0),
      name,
      least + '..' + most + unit,
      unit === TEXT ? undefined : value,
    );
  }
  function choice(name: string, values: unknown[]): void {
    const value = all[name];
    must(value === undefined || values.indexOf(value) >= 0, name, JSON.stringify(values).slice(1, -1), value);
  }
  const all = members(found, 'the file');
  range(all, 'productKey', 1, 64, TEXT);
  range(all, 'deviceName', 1, 64, TEXT);
  range(all, 'deviceSecret', 1, 64, TEXT);
  range(all, 'host', 1, 127, TEXT);
  range(all, 'port', 1, 65535, '');
  range(all, 'keepAlive', 30, 1200, SECONDS, KEEP_ALIVE);
  choice('signMethod', ['hmacsha256', 'hmacsha1']);
  choice('tls', [true, false]);
  choice('ext', [0, 1]);
  const retry = (all.retry = all.retry === undefined ? {} : members(all.retry, 'retry'));
  range(retry, 'first', 0.1, 3600, SECONDS, RETRY_FIRST);
  range(retry, 'ceiling', 0.1, 3600, SECONDS, RETRY_CEILING);
  if (all.wifi !== undefined) {
    members(all.wifi, 'wifi');
    range(all.wifi as Members, 'ssid', 1, 32, TEXT);
    range(all.wifi as Members, 'password', 0, 64, TEXT);
  }
  return found as Settings;
}
