// What the page shows, gathered from the cloud's events: boards, levels of their pins, the log. Bounded in every way.
import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Cloud } from '../cloud.ts';
import type { CloudEvents, DeviceName } from '../events.ts';
import { entryOf, identifierOf, methodOf, type NewEntry, nameOf } from './entries.ts';
import { BOARDS, LOG, PINS } from './limits.ts';
import type { BoardRow, Level, LogEntry } from './protocol.ts';
import { levelsOfPost, levelsOfReply } from './readings.ts';

/** A value, and the state's version when it last changed. */
interface Versioned<T> {
  readonly value: T;
  readonly version: number;
}

/** The state. Its version counts up with every change; a reader asks what is newer than the version it has. */
export class State {
  /** Another one is another cloud. */
  readonly epoch = randomBytes(8).toString('hex');
  version = 0;
  /** Readers whose version is older must begin anew: a board has gone from the list. */
  anew = 0;
  readonly log: LogEntry[] = [];
  readonly #rows = new Map<string, Versioned<BoardRow>>();
  readonly #levels = new Map<string, Map<string, Versioned<Level>>>();
  readonly #listeners = new Set<() => void>();
  #seq = 0;
  #unlisted = 0;

  constructor(readonly clock: Clock) {}

  /** Follows a cloud from now on. `isOwn` says whether the page itself made a call. */
  follow(cloud: Cloud, isOwn: (call: CloudEvents['call']) => boolean): void {
    const { store } = cloud;
    for (const { productKey } of store.products()) {
      const room = Math.max(0, BOARDS - this.#rows.size);
      for (const { deviceName } of store.devices(productKey, 0, room))
        this.#row(nameOf({ productKey, deviceName }), { online: cloud.isOnline(productKey, deviceName), since: 0 });
      this.#unlisted += Math.max(0, store.deviceCount(productKey) - room);
    }
    for (const event of Object.keys(entryOf) as (keyof CloudEvents)[]) this.#note(cloud, event, isOwn);
    cloud.on('online', (detail) => this.#came(nameOf(detail), true));
    cloud.on('offline', (detail) => this.#came(nameOf(detail), false));
    cloud.on('subscribed', (detail) => this.#again(nameOf(detail)));
    cloud.on('publish', (detail) => {
      const identifier = identifierOf(detail.topic);
      if (identifier !== undefined) this.#hear(detail, levelsOfPost(identifier, detail.payload.toString('utf8')));
    });
    cloud.on('call', (detail) => {
      const { service = methodOf(detail.request) ?? '', request, reply } = detail;
      if (reply !== undefined) this.#hear(detail, levelsOfReply(service, request, reply));
    });
  }

  /** Calls back at every change. Returns the way to stop. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** How many boards there are beyond those of the list. */
  get more(): number {
    return this.#unlisted;
  }

  /** The boards that changed after `version`; all from 0. */
  rows(version = 0): BoardRow[] {
    return newer(this.#rows.values(), version);
  }

  /** Whether there is such a board in the list. */
  has(name: string): boolean {
    return this.#rows.has(name);
  }

  /** What was heard of a board's pins after `version`, the newest last. */
  levels(name: string, version = 0): Level[] {
    const heard = [...(this.#levels.get(name)?.values() ?? [])];
    return newer(
      heard.sort((a, b) => a.version - b.version),
      version,
    );
  }

  /** Says whether a board's inputs can be moved from here, and forgets its wires when that changes. */
  wire(name: string, wired: boolean): void {
    for (const pin of this.#levels.get(name)?.keys() ?? [])
      if (pin.startsWith('#')) this.#levels.get(name)?.delete(pin);
    this.#row(name, { wired });
    this.#again(name);
  }

  /** Takes what was heard of a pin. */
  level(name: string, level: Level): void {
    const levels = this.#levels.get(name) ?? new Map<string, Versioned<Level>>();
    if (!this.#rows.has(name) || (levels.size >= PINS && !levels.has(level.pin))) return;
    this.#levels.set(name, levels);
    levels.set(level.pin, { value: level, version: this.#next() });
    this.#tell();
  }

  /** Adds a line to the log. */
  add(entry: NewEntry): void {
    this.#seq += 1;
    this.version += 1;
    this.log.push({ seq: this.#seq, at: this.clock.now(), ...entry });
    if (this.log.length > LOG.kept) this.log.shift();
    this.#tell();
  }

  /** The number of the newest line. */
  get seq(): number {
    return this.#seq;
  }

  #note<K extends keyof CloudEvents>(cloud: Cloud, event: K, isOwn: (call: CloudEvents['call']) => boolean): void {
    cloud.on(event, (detail) => {
      const entry = entryOf[event](detail);
      const own = event === 'call' && isOwn(detail as CloudEvents['call']);
      if (entry) this.add(own ? { ...entry, own } : entry);
    });
  }

  #hear(device: DeviceName, levels: readonly Level[]): void {
    for (const level of levels) this.level(nameOf(device), level);
  }

  #came(name: string, online: boolean): void {
    const session = (this.#rows.get(name)?.value.session ?? 0) + (online ? 1 : 0);
    this.#row(name, { online, session, since: this.clock.now() });
  }

  #again(name: string): void {
    const row = this.#rows.get(name)?.value;
    if (row) this.#row(name, { session: row.session + 1 });
  }

  #row(name: string, change: Partial<BoardRow>): void {
    const row = this.#rows.get(name)?.value ?? { name, online: false, session: 0, since: 0, wired: false };
    if (!this.#rows.has(name) && this.#rows.size >= BOARDS && !this.#makeRoom()) return;
    this.#rows.set(name, { value: { ...row, ...change }, version: this.#next() });
    this.#tell();
  }

  /** Takes a board out of the list that is away; false where all are here. */
  #makeRoom(): boolean {
    for (const [name, { value }] of this.#rows) {
      if (value.online || value.wired) continue;
      this.#rows.delete(name);
      this.#levels.delete(name);
      this.#unlisted += 1;
      this.anew = this.#next();
      return true;
    }
    return false;
  }

  #next(): number {
    this.version += 1;
    return this.version;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function newer<T>(all: Iterable<Versioned<T>>, version: number): T[] {
  return [...all].filter((one) => one.version > version).map((one) => one.value);
}
