// The board that is looked at: what it is, what it can do, and what is known of its pins.
import {
  type BoardRow,
  type CallAnswer,
  type Level,
  PATHS,
  type PageBoard,
  type PagePin,
  type Part,
} from '../cloud/page/protocol.ts';
import { call, get, RequestError } from './api.ts';
import { type Described, readLine } from './line.ts';
import { pinOf, type Reading, readingOf } from './pins.ts';

/** What GetInfo answers, as far as the page shows it. */
export interface Info {
  readonly version?: string;
  readonly board?: string;
  readonly uptime?: number;
  readonly resetReason?: string;
  readonly memory?: { readonly usage?: number; readonly total?: number };
  readonly rssi?: number;
  readonly counters?: unknown;
}

/** Operations of one Batch. */
const BATCH = 8;

/** A board, asked by calls. */
export class BoardModel {
  info: Info | undefined;
  /** Its pins, once it said what it is. */
  drawn: PageBoard | undefined;
  services: readonly string[] = [];
  /** Why nothing could be learned, where that is so. */
  problem = '';
  readonly readings = new Map<string, Reading>();
  readonly #lines = new Map<string, Promise<Described | undefined>>();
  #heard: Level[] = [];

  constructor(readonly row: BoardRow) {}

  /** Makes a call that nobody typed. */
  ask(service: string, params: Record<string, unknown> = {}): Promise<CallAnswer> {
    return call({ device: this.row.name, service, params, own: true });
  }

  /** Asks what the board is and what it can do. True when it answered. */
  async learn(): Promise<boolean> {
    if (!(await this.refresh())) return false;
    const { data } = await this.ask('ListServices');
    const names = (data as { services?: unknown } | undefined)?.services;
    this.services = Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
    this.drawn = (await this.#fromFile()) ?? (await this.#fromAnswers());
    for (const level of this.#heard) this.hear(level);
    this.#heard = [];
    return true;
  }

  /** Asks how the board is. */
  async refresh(): Promise<boolean> {
    const { code, data, message } = await this.ask('GetInfo');
    this.problem = code === 200 ? '' : (message ?? `GetInfo was answered ${code}`);
    if (code !== 200) return false;
    this.info = data as Info;
    return true;
  }

  /** Asks for the pins' levels; the answers come by the stream, as everybody's do. */
  async readPins(): Promise<void> {
    const operations = (this.drawn?.pins ?? []).flatMap(({ name, kind }) => {
      if (kind === 'adc') return [{ service: 'ReadAnalog', params: { pin: name } }];
      return kind === 'servo' || kind === 'dac' ? [] : [{ service: 'GetPin', params: { pin: name } }];
    });
    for (let at = 0; at < operations.length; at += BATCH)
      await this.ask('Batch', { operations: operations.slice(at, at + BATCH) });
  }

  /** What a service accepts; undefined where the board does not say. Asked once. */
  describe(service: string): Promise<Described | undefined> {
    const known = this.#lines.get(service);
    if (known) return known;
    const asked = this.ask('DescribeService', { service }).then(({ data }) => {
      const line = (data as { line?: unknown } | undefined)?.line;
      if (typeof line === 'string') return readLine(line);
      this.#lines.delete(service);
      return undefined;
    });
    this.#lines.set(service, asked);
    return asked;
  }

  /** Takes what was heard of a pin. Returns that pin, where the board has it. */
  hear(level: Level): PagePin | undefined {
    if (!this.drawn) this.#heard = [...this.#heard.slice(-200), level];
    const pin = pinOf(level, this.drawn?.pins ?? []);
    if (pin) this.readings.set(pin.name, readingOf(level, pin));
    return pin;
  }

  async #fromFile(): Promise<PageBoard | undefined> {
    const name = this.info?.board;
    if (name === undefined) return undefined;
    try {
      return await get<PageBoard>(`${PATHS.board}${encodeURIComponent(name)}`);
    } catch (error) {
      if (error instanceof RequestError && error.status === 404) return undefined;
      throw error;
    }
  }

  /** A board whose file is not here names its pins itself, in the refusal of a pin that it does not have. */
  async #fromAnswers(): Promise<PageBoard> {
    const pins: PagePin[] = [];
    const kinds: readonly [string, PagePin['kind'], Part][] = [
      ['SetPwm', 'pwm', 'dimmer'],
      ['SetPin', 'output', 'led'],
      ['WatchPin', 'input', 'switch'],
      ['SetServo', 'servo', 'servo'],
      ['ReadAnalog', 'adc', 'knob'],
    ];
    for (const [service, kind, part] of kinds) {
      if (!this.services.includes(service)) continue;
      const { code, message = '' } = await this.ask(service, { pin: '', value: 0, duty: 0 });
      const names = code === 100423 ? (/ is not on this board: (.*)$/.exec(message)?.[1] ?? '').split(', ') : [];
      for (const name of names.filter((one) => one !== '' && !pins.some((pin) => pin.name === one)))
        pins.push({ name, pin: -1, kind, part, activeLow: false, idle: 0, property: false });
    }
    return { name: this.info?.board ?? '', chip: '', pins };
  }
}
