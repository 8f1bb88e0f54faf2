// The board's one-line log: `I 12.345 link ready`, level, seconds since its start, room, text.
import pc from 'picocolors';

/** One line, taken apart. */
export interface LogLine {
  readonly level: 'I' | 'W' | 'E';
  /** Since the board's start. */
  readonly seconds: number;
  readonly room: string;
  readonly text: string;
}

/** Levels as `--level` names them, the least first. */
export const LEVELS = ['I', 'W', 'E'] as const;

const COLOURS = { I: pc.cyan, W: pc.yellow, E: pc.red };

/** The parts of a line of the log; undefined for any other output. */
export function parseLine(line: string): LogLine | undefined {
  const found = /^([IWE]) (\d+\.\d{3}) (\S+) ?(.*)$/.exec(line);
  if (!found) return undefined;
  const [, level, seconds, room, text] = found as unknown as [string, LogLine['level'], string, string, string];
  return { level, seconds: Number(seconds), room, text };
}

/** How a line is shown, in JSON with the time at which it came. Other output than the log's has no level: it is always
 *  shown, as it may be a stack trace. Undefined where the line is below `least`. */
export function showLine(
  line: string,
  how: { json: boolean; colour: boolean; least: LogLine['level']; now?: Date },
): string | undefined {
  const parsed = parseLine(line);
  if (parsed && LEVELS.indexOf(parsed.level) < LEVELS.indexOf(how.least)) return undefined;
  if (how.json) return JSON.stringify({ time: how.now?.toISOString(), ...(parsed ?? { text: line }) });
  const safe = visible(line);
  if (!how.colour) return safe;
  if (!parsed) return /^Uncaught|^\s+at /.test(line) ? pc.red(safe) : pc.dim(safe);
  const { level, seconds, room, text } = parsed;
  const colour = COLOURS[level];
  return `${colour(level)} ${pc.dim(seconds.toFixed(3).padStart(9))} ${pc.bold(room)} ${level === 'I' ? visible(text) : colour(visible(text))}`;
}

/** What the board sends must not move a terminal's cursor. A tab stays. */
function visible(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  return text.replace(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g, '?');
}
