// What the page's server and its script in the browser tell each other. Types and names alone: both sides import it.

/** Where everything of the page is; the page itself is at `/`. */
export const PATHS = {
  script: '/page/page.js',
  style: '/page/page.css',
  icon: '/page/icon.svg',
  stream: '/page/stream',
  call: '/page/call',
  wire: '/page/wire',
  board: '/page/board/',
  words: '/page/words',
  key: '/page/key',
} as const;

/** A device as the list has it. `productKey,deviceName` is its name on the page. */
export interface BoardRow {
  readonly name: string;
  readonly online: boolean;
  /** Counts its connections and subscriptions: where it changes, what was known of the board may be out of date. */
  readonly session: number;
  /** When it came or went, in ms since 1970; 0 where that was before the cloud. */
  readonly since: number;
  /** Its inputs can be moved from here: it is a virtual board, or the interpreter, of this process. */
  readonly wired: boolean;
}

/** What was last heard of a pin, in the words of who told it. */
export interface Level {
  /** The pin's name or number as a call, a post or an event gave it; `#27` is the wire of pin 27, electrically. */
  readonly pin: string;
  /** A level or duty of 0..1. */
  readonly value: number;
  /** Hz, of a wire with PWM. */
  readonly frequency?: number;
  /** Degrees, of a servo as a call told it. */
  readonly degrees?: number;
  readonly millivolts?: number;
  /** The world outside put it there, from this page: a button, a switch, a knob. */
  readonly outside?: boolean;
}

/** The kinds of lines in the log. */
export const KINDS = ['call', 'event', 'property', 'link', 'refused'] as const;
export type LogKind = (typeof KINDS)[number];

/** A line of the log. */
export interface LogEntry {
  /** Counts up from 1 for as long as the cloud runs. */
  readonly seq: number;
  /** ms since 1970. */
  readonly at: number;
  readonly kind: LogKind;
  /** The device's name on the page; empty where it is none's. */
  readonly device: string;
  /** The service, the event, what happened. */
  readonly title: string;
  /** JSON of what was asked or posted, without secrets, cut. */
  readonly detail: string;
  /** Of a call: how it ended, whether well, the answer, and how long it took in ms. */
  readonly outcome?: string;
  readonly ok?: boolean;
  readonly reply?: string;
  readonly ms?: number;
  /** The page asked by itself. */
  readonly own?: boolean;
}

/** What comes first on the stream, and again where its reader was too slow to be told every line. */
export interface Snapshot {
  /** Drawn by the cloud when it starts: another one is another cloud. */
  readonly epoch: string;
  readonly boards: readonly BoardRow[];
  /** Boards beyond those told. */
  readonly more: number;
  readonly log: readonly LogEntry[];
  /** Of the board asked for. */
  readonly levels: readonly Level[];
}

/** What came since, told together. */
export interface Changes {
  readonly boards?: readonly BoardRow[];
  readonly gone?: readonly string[];
  readonly more?: number;
  readonly log?: readonly LogEntry[];
  readonly levels?: readonly Level[];
}

/** What a widget looks like. */
export const PARTS = ['led', 'relay', 'fan', 'servo', 'button', 'switch', 'knob', 'dimmer'] as const;
export type Part = (typeof PARTS)[number];

/** A pin of a board as the page draws it. */
export interface PagePin {
  readonly name: string;
  readonly pin: number;
  readonly kind: 'output' | 'pwm' | 'servo' | 'input' | 'adc' | 'dac';
  readonly part: Part;
  readonly activeLow: boolean;
  /** What the wire has when nothing outside drives it. */
  readonly idle: 0 | 1;
  readonly us?: readonly [number, number];
  readonly degrees?: readonly [number, number];
  readonly millivolts?: number;
  readonly property: boolean;
}

/** A board as the page draws it. */
export interface PageBoard {
  readonly name: string;
  readonly chip: string;
  readonly pins: readonly PagePin[];
}

/** A call that the page wants made. */
export interface CallRequest {
  readonly device: string;
  readonly service: string;
  readonly params: Record<string, unknown>;
  /** The page asks by itself: the log says so. */
  readonly own?: boolean;
}

/** How it ended. Without `code` nobody answered, and `message` says why. */
export interface CallAnswer {
  readonly code?: number;
  readonly data?: unknown;
  readonly message?: string;
  /** From the request at the API to its answer. */
  readonly ms: number;
}

/** What the visitor does to a wire of a board that is `wired`. */
export interface WireRequest {
  readonly device: string;
  readonly pin: number;
  /** The level put on it, null to let it go. */
  readonly level?: 0 | 1 | null;
  /** The voltage on an analog input, 0..1. */
  readonly analog?: number;
}

/** A service in words, for the form. */
export interface ServiceWords {
  readonly does: string;
  readonly input: Readonly<Record<string, string>>;
}
