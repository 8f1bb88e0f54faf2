// Where a person watches, and where escape codes may go.
import pc from 'picocolors';

/** A stream as far as it matters here. */
export interface Stream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

/** Whether escape codes may be written to the stream: a terminal that knows them, and nobody asked for none (NO_COLOR). */
export function takesEscapes(stream: Stream, environment: NodeJS.ProcessEnv): boolean {
  return stream.isTTY === true && environment.TERM !== 'dumb' && !environment.NO_COLOR;
}

/** Whether a person watches the stream: it takes escape codes, and no build server reads them. */
export function isWatched(stream: Stream, environment: NodeJS.ProcessEnv): boolean {
  return takesEscapes(stream, environment) && !('CI' in environment);
}

/** Colours for a stream; none where it takes no escape codes. */
export function coloursFor(stream: Stream, environment: NodeJS.ProcessEnv): ReturnType<typeof pc.createColors> {
  return pc.createColors(takesEscapes(stream, environment));
}

/** JSON on one line that cannot steer a terminal: what JSON leaves alone of the control characters is escaped too. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replace(/[\u007f-\u009f\u2028\u2029]/g, (one) => {
    return `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** A text on one line, with its control characters made visible, so that what a board says cannot steer the terminal. */
export function visible(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?');
}

/** The text cut to `columns`, with a mark where it was. Characters that may be two columns wide count as two, a table's
 *  lines as one. */
export function clipped(text: string, columns: number): string {
  let used = 0;
  let out = '';
  for (const one of text) {
    used += /[\u1100-\u24ff\u25a0-\uffff]|[\u{10000}-\u{10ffff}]/u.test(one) ? 2 : 1;
    if (used >= columns && out.length + one.length < text.length) return `${out}~`;
    out += one;
  }
  return out;
}
