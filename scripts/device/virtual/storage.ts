/** require("Storage"): files in flash, kept when the board restarts. Contents are bytes, one character each. */
import { parseJson } from './json.ts';
import type { Native, Realm } from './realm.ts';
import { JSON_STYLE, STORED_STYLE, write } from './writer.ts';

/** A file name keeps this many characters; the rest is cut off. */
const MAX_NAME = 28;
/** A file's header in flash, in bytes; contents are padded to 4. */
const HEADER = 32;
/** Flash for Storage on the ESP32, in bytes. */
export const STORAGE_BYTES = 224 * 4096;

/** Files by name. Survives `restart()`; tests may look inside and change it. */
export type StorageFiles = Map<string, string>;

const padded = (bytes: number): number => HEADER + Math.ceil(bytes / 4) * 4;

/** What a value is in the file: its characters or bytes; an object becomes JSON. */
function contentOf(data: unknown): string {
  if (typeof data === 'string') return Buffer.from(data, 'latin1').toString('latin1');
  if (ArrayBuffer.isView(data)) return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('latin1');
  if (Object.prototype.toString.call(data) === '[object ArrayBuffer]')
    return Buffer.from(data as ArrayBuffer).toString('latin1');
  if (Array.isArray(data)) return Buffer.from(Array.from(data as unknown[], Number)).toString('latin1');
  if (typeof data === 'object' && data !== null) return write(data, JSON_STYLE);
  return String(data);
}

/** The module Storage. Throws when a write would not fit. */
export function storageModule(realm: Realm, files: StorageFiles): Readonly<Record<string, Native>> {
  const nameOf = (name: unknown): string => String(name ?? '').slice(0, MAX_NAME);
  const used = (): number => {
    let sum = 0;
    for (const content of files.values()) sum += padded(content.length);
    return sum;
  };
  function writeFile(name: unknown, data: unknown, offset: unknown, size: unknown): boolean {
    const key = nameOf(name);
    // The interpreter says yes, and the file cannot be found again.
    if (key === '') return true;
    const content = contentOf(data);
    const at = Math.max(0, Number(offset ?? 0) || 0);
    const before = files.get(key);
    if (at > 0 && before === undefined) throw realm.error('Error', 'Unable to find or create file');
    const length = Number(size ?? 0) || (at > 0 ? (before ?? '').length : content.length);
    if (length === 0) throw realm.error('Error', "Can't create zero length file");
    if (at + content.length > length) throw realm.error('Error', 'Too much data for file size');
    if (used() - (before === undefined ? 0 : padded(before.length)) + padded(length) > STORAGE_BYTES)
      throw realm.error('Error', 'Unable to find or create file');
    // Flash that was never written reads as 0xFF.
    const base = (at > 0 ? (before ?? '') : '').padEnd(length, '\xff');
    files.set(key, base.slice(0, at) + content + base.slice(at + content.length));
    return true;
  }
  function read(name: unknown, offset: unknown, length: unknown): string | undefined {
    const content = files.get(nameOf(name));
    if (content === undefined) return undefined;
    const at = Number(offset ?? 0) || 0;
    const count = Number(length ?? 0) || content.length;
    return content.slice(at, at + count);
  }
  const bytes = (text: string): ArrayBuffer => {
    const buffer = new realm.ArrayBuffer(text.length);
    new Uint8Array(buffer).set(Buffer.from(text, 'latin1'));
    return buffer;
  };
  function stats(): Record<string, unknown> {
    const fileBytes = used();
    return {
      totalBytes: STORAGE_BYTES,
      freeBytes: STORAGE_BYTES - fileBytes,
      fileBytes,
      fileCount: files.size,
      trashBytes: 0,
      trashCount: 0,
    };
  }
  return {
    read,
    write: writeFile,
    readArrayBuffer(name: unknown) {
      const text = read(name, 0, 0);
      return text === undefined ? undefined : bytes(text);
    },
    readJSON(name: unknown, noExceptions: unknown) {
      const text = read(name, 0, 0);
      if (text === undefined) return undefined;
      try {
        return parseJson(realm, text, true);
      } catch (error) {
        if (noExceptions) return undefined;
        throw error;
      }
    },
    writeJSON: (name: unknown, data: unknown) => writeFile(name, write(data, STORED_STYLE), 0, undefined),
    erase: (name: unknown) => void files.delete(nameOf(name)),
    eraseAll: () => files.clear(),
    list(pattern: unknown) {
      const names = [...files.keys()];
      const test = (pattern as RegExp | undefined)?.test;
      return realm.array(test ? names.filter((name) => Reflect.apply(test, pattern, [name])) : names);
    },
    getFree: () => STORAGE_BYTES - used(),
    getStats: () => realm.object(stats()),
    hash(pattern: unknown) {
      let hash = 0;
      for (const [name, content] of files) {
        if (pattern !== undefined && !(pattern as RegExp).test(name)) continue;
        for (const char of name + content) hash = (Math.imul(hash, 31) + char.charCodeAt(0)) | 0;
      }
      return hash;
    },
    compact: () => undefined,
    optimise: () => undefined,
  };
}
