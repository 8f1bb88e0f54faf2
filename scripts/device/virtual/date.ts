/** The class Date as Espruino has it: fractional milliseconds in the member `ms`, no Date.UTC, zone set by E.setTimeZone. */
import type { Clock } from './clock.ts';
import type { Realm } from './realm.ts';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const MS_PER_MINUTE = 60_000;

interface BoardDate {
  ms: number;
}

/** Time of day that the board can be told, and the zone. */
export interface BoardTime {
  /** Milliseconds since 1970 by the board's clock. */
  now(): number;
  /** `setTime`: seconds since 1970. */
  set(seconds: number): void;
  /** Minutes east of Greenwich, for every Date. */
  zone: number;
}

/** The board's time, on a clock that keeps its own. */
export function createTime(clock: Clock): BoardTime {
  let shift = 0;
  return {
    now: () => clock.now() + shift,
    set(seconds) {
      shift = seconds * 1000 - clock.now();
    },
    zone: 0,
  };
}

const two = (n: number): string => String(n).padStart(2, '0');

/** ISO 8601 gives milliseconds, all else the interpreter's 0. */
function parse(text: string, zone: number): number {
  const match = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?/.exec(text);
  if (!match) return 0;
  const [, year, month, day, hour, minute, second, fraction, offset] = match;
  const utc = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour ?? 0), Number(minute ?? 0));
  const east = /^([+-])(\d\d):?(\d\d)$/.exec(offset ?? '');
  const minutes = east ? Number(`${east[1]}1`) * (Number(east[2]) * 60 + Number(east[3])) : offset ? 0 : zone;
  return utc + Number(second ?? 0) * 1000 + Number(fraction ?? 0) * 1000 - minutes * MS_PER_MINUTE;
}

/** Installs Date, getTime and setTime. */
export function installDate(realm: Realm, time: BoardTime): void {
  const local = (date: BoardDate): Date => new Date(date.ms + time.zone * MS_PER_MINUTE);
  const zoneText = (): string => {
    const minutes = Math.abs(time.zone);
    return `${time.zone < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`;
  };
  const clockText = (d: Date): string => `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())}`;
  function msOf(args: readonly unknown[]): number {
    if (args.length === 0) return time.now();
    if (args.length > 1) {
      const [year = 0, month = 0, day = 1, hour = 0, minute = 0, second = 0, ms = 0] = args.map(Number);
      return Date.UTC(year, month, day, hour, minute, second, ms) - time.zone * MS_PER_MINUTE;
    }
    const [value] = args;
    if (typeof value === 'number') return value;
    if (typeof value === 'string') return parse(value, time.zone);
    if (value instanceof BoardDate) return (value as unknown as BoardDate).ms;
    const type = value === null ? 'null' : typeof value;
    throw realm.error('TypeError', `Variables of type ${type} are not supported in date constructor`);
  }
  function BoardDate(...args: unknown[]): BoardDate {
    const date = Object.create(BoardDate.prototype) as BoardDate;
    date.ms = msOf(args);
    return date;
  }
  Object.defineProperty(BoardDate, 'name', { value: 'Date' });
  realm.native(BoardDate);
  Object.setPrototypeOf(BoardDate.prototype, realm.Object.prototype);
  realm.install(BoardDate, { now: () => time.now(), parse: (text: unknown) => parse(String(text), time.zone) });

  const parts = { FullYear: 0, Month: 1, Date: 2, Hours: 3, Minutes: 4, Seconds: 5, Milliseconds: 6 } as const;
  for (const part of ['Day', ...Object.keys(parts)] as const) {
    const read = `getUTC${part}` as 'getUTCDay' | `getUTC${keyof typeof parts}`;
    realm.install(BoardDate.prototype, {
      [`get${part}`](this: BoardDate) {
        return local(this)[read]();
      },
      [`getUTC${part}`](this: BoardDate) {
        return new Date(this.ms)[read]();
      },
    });
  }
  for (const [part, index] of Object.entries(parts)) {
    realm.install(BoardDate.prototype, {
      [`set${part}`](this: BoardDate, ...values: unknown[]) {
        const d = local(this);
        const fields = Object.keys(parts).map((name) => d[`getUTC${name as keyof typeof parts}`]());
        for (const [i, value] of values.entries()) if (value !== undefined) fields[index + i] = Number(value);
        const [year = 0, month = 0, day = 1, ...rest] = fields;
        this.ms = Date.UTC(year, month, day, ...rest) - time.zone * MS_PER_MINUTE;
        return this.ms;
      },
    });
  }
  const iso = (d: Date): string => d.toISOString().slice(0, -1);
  realm.install(BoardDate.prototype, {
    constructor: BoardDate,
    getTime(this: BoardDate) {
      return this.ms;
    },
    valueOf(this: BoardDate) {
      return this.ms;
    },
    setTime(this: BoardDate, ms: unknown) {
      this.ms = Number(ms);
      return this.ms;
    },
    getTimezoneOffset: () => -time.zone,
    getIsDST: () => false,
    toISOString(this: BoardDate) {
      return `${iso(new Date(this.ms))}Z`;
    },
    toJSON(this: BoardDate) {
      return `${iso(new Date(this.ms))}Z`;
    },
    toLocalISOString(this: BoardDate) {
      return iso(local(this)) + zoneText();
    },
    toString(this: BoardDate) {
      const d = local(this);
      const day = `${DAYS[d.getUTCDay()]} ${MONTHS[d.getUTCMonth()]} ${d.getUTCDate()} ${d.getUTCFullYear()}`;
      return `${day} ${clockText(d)} GMT${zoneText()}`;
    },
    toUTCString(this: BoardDate) {
      const d = new Date(this.ms);
      const day = `${DAYS[d.getUTCDay()]}, ${d.getUTCDate()} ${MONTHS[d.getUTCMonth()]} ${d.getUTCFullYear()}`;
      return `${day} ${clockText(d)} GMT`;
    },
  });
  realm.install(realm.global, {
    Date: BoardDate,
    getTime: () => time.now() / 1000,
    setTime: (seconds: unknown) => time.set(Number(seconds)),
  });
}
