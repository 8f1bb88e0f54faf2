// A board's console: text and lines out of it, expressions and files into it, by acknowledged packets.
import { randomInt } from 'node:crypto';
import { createLineCutter, createListeners } from '../listeners.ts';
import { createPacer, type Pacer } from './pace.ts';
import type { BytePort } from './port.ts';
import { BoardError } from './problem.ts';
import { createToolConnection } from './tool.ts';

/** How long an answer may take, in ms. An ESP32 does nothing else while it connects, DNS included. */
export const ANSWER_LIMIT_MS = 20_000;
/** How long an acknowledgement may take, in ms: a little more than the board itself waits for the rest of a packet. */
const ACKNOWLEDGE_LIMIT_MS = 5_500;
/** Bytes of a file in one packet. */
const PIECE_BYTES = 512;
/** The tool's type of a packet that answers EVAL. */
const RESPONSE = 0;

/** A console that may be talked to. */
export interface Console {
  readonly port: BytePort;
  readonly pacer: Pacer;
  /** Hears text as it comes, packets taken out; the result ends it. */
  onText(listener: (text: string) => void): () => void;
  /** Hears whole lines, as text, without the line editor's control characters. */
  onLine(listener: (line: string) => void): () => void;
  /** Types text as a person would. */
  type(text: string): Promise<void>;
  /** The value of an expression as `E.toJS` writes it, `undefined` for that. Rejects with an Error that has the text of
   *  what it throws, or with a BoardError of the step 'prompt' when no answer came within `limitMs`. */
  evaluate(expression: string, limitMs?: number): Promise<string>;
  /** As `evaluate`, for what must not happen twice: a question that is sent again is not answered by doing it again. */
  once(expression: string, limitMs?: number): Promise<string>;
  /** Runs statements at global scope, where `var` makes a global, and gives the last one's value as `evaluate` does. */
  run(code: string, limitMs?: number): Promise<string>;
  /** Writes a file of 1 byte or more into Storage. Rejects with a BoardError of the step 'upload'. */
  sendFile(name: string, bytes: Uint8Array, progress?: (sent: number) => void): Promise<void>;
}

/** Opens the console behind a port. The port's owner closes it. */
export function createConsole(port: BytePort): Console {
  const pacer = createPacer(port);
  const connection = createToolConnection();
  const texts = createListeners<string>();
  const lines = createListeners<string>();
  const cut = createLineCutter((line) => lines.tell(plain(asText(line))));
  // Numbers of an earlier command may still be kept on the board.
  let lastId = randomInt(1, 1_000_000) * 1000;

  connection.parsePackets = true;
  connection.chunkSize = PIECE_BYTES;
  connection.writeLowLevel = (text) => pacer.write(Buffer.from(text, 'latin1'));
  connection.closeLowLevel = () => undefined;
  connection.on('data', (text) => {
    texts.tell(text);
    cut(text);
  });
  port.onData((bytes) => connection.rxDataHandler(Uint8Array.from(bytes).buffer));
  void port.closed.then(() => connection.closeHandler());
  connection.openHandler();

  /** Rejects when the port is gone or the time is over, for operations of the tool that would wait for ever. */
  async function bounded<T>(work: Promise<T>, step: 'prompt' | 'upload', limitMs: number, late: string): Promise<T> {
    let limit: NodeJS.Timeout | undefined;
    const ends = new Promise<never>((_, reject) => {
      limit = setTimeout(() => reject(new BoardError(step, late)), limitMs);
      void port.closed.then((why) => reject(new BoardError(step, `${port.name}: ${why}`)));
    });
    try {
      return await Promise.race([work, ends]);
    } finally {
      clearTimeout(limit);
    }
  }

  /** Sends a question until the board acknowledges it: input is lost now and then, a packet's first byte too. */
  async function deliver(code: string, until: number, isAnswered: () => boolean): Promise<void> {
    for (let refused = 0; ; ) {
      try {
        const timeout = Math.max(1, Math.min(ACKNOWLEDGE_LIMIT_MS, until - Date.now()));
        return await connection.espruinoSendPacket('EVAL', padded(code), { timeout });
      } catch (why) {
        if (isAnswered()) return;
        if (Date.now() >= until) throw new BoardError('prompt', `the board did not acknowledge the question (${why})`);
        if (String(why).startsWith('NAK') && ++refused === 2)
          throw new BoardError('prompt', `the board cannot read the question: ${code.slice(0, 80)}`);
      }
    }
  }

  /** Sends `code`, whose value is as that of `caught`, and waits for the packet with that id. */
  async function ask(id: number, code: string, limitMs: number): Promise<string> {
    const head = `[${id},`;
    let hear: (type: number, data: string) => void = () => undefined;
    const answer = new Promise<string>((resolve) => {
      hear = (type, data) => {
        if (type === RESPONSE && data.startsWith(head)) resolve(data.slice(head.length, -1));
      };
    });
    connection.on('packet', hear);
    let isAnswered = false;
    void answer.then(() => {
      isAnswered = true;
    });
    const delivered = deliver(code, Date.now() + limitMs, () => isAnswered);
    const sent = Promise.race([answer, delivered.then(() => answer)]);
    sent.catch(() => undefined);
    try {
      const text = await bounded(sent, 'prompt', limitMs, `no answer within ${limitMs / 1000} s`);
      if (text === '2') return 'undefined';
      if (text.startsWith('1,')) throw new Error(unquoted(text.slice(2)));
      return text.slice(2);
    } finally {
      connection.removeListener('packet', hear);
    }
  }

  return {
    port,
    pacer,
    onText: texts.add,
    onLine: lines.add,
    type: (text) => pacer.write(Buffer.from(text, 'latin1')),
    evaluate(expression, limitMs = ANSWER_LIMIT_MS) {
      const id = ++lastId;
      return ask(id, caught(id, expression), limitMs);
    },
    once(expression, limitMs = ANSWER_LIMIT_MS) {
      const id = ++lastId;
      const asked = `(${KEPT}=[${id}],${KEPT}=${caught(id, expression)})`;
      return ask(id, `(${KEPT}&&${KEPT}[0]==${id}?${KEPT}:${asked})`, limitMs);
    },
    run(code, limitMs = ANSWER_LIMIT_MS) {
      const id = ++lastId;
      const value = `${KEPT}=eval(${literal(code)});${KEPT}=${KEPT}===undefined?[${id},2]:[${id},0,${KEPT}]`;
      const guarded = `try{${value}}catch(e){${KEPT}=[${id},1,""+e]}`;
      return ask(id, `(eval(${literal(guarded)}),${KEPT})`, limitMs);
    },
    async sendFile(name, bytes, progress) {
      const text = Buffer.from(bytes).toString('latin1');
      const chunkSize = pieceBytes(text.length);
      const pieces = Math.ceil(text.length / chunkSize);
      // The tool waits 5 s for each acknowledgement; the whole gets what its pieces may take, and a little more.
      const limitMs = 10_000 + pieces * 5_500;
      const sent = connection.espruinoSendFile(name, text, {
        chunkSize,
        progress: (now) => progress?.(Math.min(text.length, Math.max(0, now - 100))),
      });
      const told = sent.catch((why: unknown) => {
        throw new BoardError('upload', `the board did not acknowledge a piece of ${name} (${String(why)})`);
      });
      await bounded(told, 'upload', limitMs, `${name} was not taken within ${limitMs / 1000} s`);
      progress?.(text.length);
    },
  };
}

/** The text that a line's bytes are in UTF-8; a line that is not in UTF-8 stays a character a byte. */
export function asText(line: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(line, 'latin1'));
  } catch {
    return line;
  }
}

/** A line without what the board's line editor adds: carriage returns, prompts, colours, cursor moves. */
export function plain(line: string): string {
  const moves = new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]*[A-Za-z]`, 'g');
  return line
    .replace(moves, '')
    .replaceAll('\r', '')
    .replace(/^[>:](?!\s*$)/, '');
}

/** The global that keeps the last answer where that matters; no name that anyone types. */
const KEPT = 'global["\\xff"]';

/** An expression whose value is `[id,0,value]`, `[id,1,error]`, or `[id,2]` for undefined. */
function caught(id: number, expression: string): string {
  const value = `var v=${expression};return v===undefined?[${id},2]:[${id},0,v]`;
  return `(function(){try{${value}}catch(e){return[${id},1,""+e]}})()`;
}

/** A packet's length is in its header, and 3 and 4 there are Ctrl-C and Ctrl-D to some consoles. Spaces change nothing. */
function padded(code: string): string {
  const low = code.length & 255;
  return low === 3 || low === 4 ? `${code}  ` : code;
}

/** A size of pieces at which no packet's length, the last one's included, has Ctrl-C or Ctrl-D in its header. */
export function pieceBytes(length: number): number {
  for (let size = PIECE_BYTES; size > 128; size -= 8) {
    const last = (length % size) & 255;
    if (last !== 3 && last !== 4) return size;
  }
  return PIECE_BYTES;
}

/** A string literal of Espruino, in ASCII. A character is a byte. */
export function literal(text: string): string {
  let result = '"';
  for (const character of Buffer.from(text, 'latin1').toString('latin1')) {
    const code = character.charCodeAt(0);
    const asItIs = code >= 32 && code < 127 && character !== '"' && character !== '\\';
    result += asItIs ? character : `\\x${code.toString(16).padStart(2, '0')}`;
  }
  return `${result}"`;
}

/** The text that a string literal of `E.toJS` stands for; other text stays as it is. */
export function unquoted(written: string): string {
  if (!/^"[\s\S]*"$/.test(written)) return written;
  const plainEscapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v' };
  return written
    .slice(1, -1)
    .replace(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([0-7]{1,3})|([\s\S]))/g, (_, x, u, octal, one) => {
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      if (one !== undefined) return plainEscapes[one] ?? one;
      return String.fromCharCode(Number.parseInt(x ?? u, 16));
    });
}
