/** `device.json`: the board's settings, checked member by member, changed, and tried before they are kept. */
import { KEEP_ALIVE, RETRY_CEILING, RETRY_FIRST, TRIAL_MS } from './limits.ts';
import { Code, refuse } from './link/code.ts';
import type { Identity } from './link/identity.ts';
import { check } from './services/check.ts';

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

const FILE = 'device.json';
/** What `FILE` was before a change that is still being tried. */
const OLD = 'device.old';

/** The settings in `device.json`, with defaults filled in. Throws a refusal whose message names the member and what it
 *  accepts; what a text holds is never shown, it may be a secret. `changed` are members that must be settings. */
export function checkSettings(found: unknown, changed?: string[]): Settings {
  const all = found as Members;
  const path = FILE + ': ';
  if (found === undefined)
    throw refuse(Code.PARAMETER, path + 'the file is missing, or no JSON: npm run provision writes it');
  check('the file:{}', { 'the file': found }, path);
  const fields =
    'productKey:1..64 bytes;deviceName:1..64 bytes;deviceSecret:1..64 bytes;host:1..127 bytes;port:1..65535;' +
    'keepAlive?:30..1200 seconds;signMethod?:"hmacsha256"|"hmacsha1";tls?:true|false;ext?:0|1;retry?:{};wifi?:{}';
  check(fields, all, path);
  (changed || []).forEach((name) => {
    if ((';' + fields.replace(/\?/g, '')).indexOf(';' + name + ':') < 0)
      throw refuse(Code.PARAMETER, path + name + ' is none of ' + fields);
  });
  if (all.wifi) check('ssid:1..32 bytes;password:0..64 bytes', all.wifi as Members, path + 'wifi.');
  const retry = (all.retry = all.retry || {}) as Members;
  check('first?:0.1..3600 seconds;ceiling?:0.1..3600 seconds', retry, path + 'retry.');
  retry.first = retry.first || RETRY_FIRST;
  retry.ceiling = retry.ceiling || RETRY_CEILING;
  all.keepAlive = all.keepAlive || KEEP_ALIVE;
  return found as Settings;
}

/** The settings as they are kept; undefined where there is no such file. */
export function readSettings(): Members {
  return require('Storage').readJSON(FILE, true) as Members;
}

/** The settings with these members changed, taken out where they are null. Throws as `checkSettings` does. */
export function changedSettings(changes: Members): Members {
  const next = readSettings() || {};
  Object.keys(changes).forEach((name) => {
    if (changes[name] === null) delete next[name];
    else next[name] = changes[name];
  });
  checkSettings(next, Object.keys(changes));
  return next;
}

/** Keeps the settings for the next start, which tries them where there were others. */
export function keepSettings(next: Members): void {
  const storage = require('Storage');
  const old = readSettings();
  if (old && storage.read(OLD) === undefined) storage.writeJSON(OLD, old);
  storage.writeJSON(FILE, next);
}

/** Where the settings are being tried: brings the old ones back and calls `failed` in TRIAL_MS. Returns what to call once
 *  they are known to be good. */
export function tryOut(failed: () => void): () => void {
  const storage = require('Storage');
  const trial =
    storage.read(OLD) !== undefined &&
    setTimeout(() => {
      storage.writeJSON(FILE, storage.readJSON(OLD, true));
      storage.erase(OLD);
      failed();
    }, TRIAL_MS);
  return () => {
    if (trial && storage.read(OLD) !== undefined) {
      clearTimeout(trial);
      storage.erase(OLD);
    }
  };
}
