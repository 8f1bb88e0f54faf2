// What is registered, as sums that two gateways compare to find where they differ.
import { createHash } from 'node:crypto';
import type { RegistryEntry } from '../store/store.ts';

/** Sums of a digest. Entries whose names have the same hash share one. */
const SUMS = 64;

/** An entry's name and its version. Of two versions of one name the greater one counts, as texts. */
export interface Version {
  name: string;
  version: string;
}

/** Names an entry. A device is named by its IotId, which no other has ever had: it is there, or it was removed. */
export function versionOf(entry: RegistryEntry): Version {
  if ('product' in entry) {
    const { productKey, createdAt, productSecret } = entry.product;
    // The older one counts.
    return { name: `product ${productKey}`, version: `${timeText(1e15 - createdAt)} ${productSecret}` };
  }
  if ('model' in entry) {
    const { functionBlockId, savedAt = 0, tsl } = entry.model;
    const name = `model ${entry.productKey} ${functionBlockId}`;
    return { name, version: `${timeText(savedAt)} ${createHash('sha256').update(tsl).digest('hex')}` };
  }
  if ('removal' in entry) return { name: `device ${entry.removal.iotId}`, version: 'removed' };
  return { name: `device ${entry.device.iotId}`, version: 'here' };
}

/** The versions of all entries, and their sums. */
export class Digest {
  readonly #versions = new Map<string, string>();
  readonly #sums = new Uint32Array(SUMS);

  /** The version of that name, or undefined. */
  get(name: string): string | undefined {
    return this.#versions.get(name);
  }

  /** Takes a version in place of the one of that name; undefined takes it out. */
  put(name: string, version: string | undefined): void {
    this.#add(name, this.#versions.get(name));
    if (version === undefined) this.#versions.delete(name);
    else this.#versions.set(name, version);
    this.#add(name, version);
  }

  /** The sums as hex digits. */
  toString(): string {
    return [...this.#sums].map((sum) => sum.toString(16).padStart(8, '0')).join('');
  }

  /** The indexes of the sums that differ from those of another digest; all of them when that is none. */
  differences(other: string): Set<number> {
    const own = this.toString();
    const at = (text: string, i: number) => text.slice(8 * i, 8 * i + 8);
    return new Set([...this.#sums.keys()].filter((i) => at(own, i) !== at(other, i)));
  }

  /** The index of the sum that this name counts in. */
  static indexOf(name: string): number {
    return (hash(name)[0] ?? 0) % SUMS;
  }

  // Adding a version twice takes it out again: the sum is an exclusive or.
  #add(name: string, version: string | undefined): void {
    if (version === undefined) return;
    const i = Digest.indexOf(name);
    this.#sums[i] = (this.#sums[i] ?? 0) ^ hash(`${name}\n${version}`).readUInt32BE(4);
  }
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function timeText(time: number): string {
  return String(Math.max(0, Math.floor(time))).padStart(16, '0');
}
