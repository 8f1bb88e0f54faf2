// What `npm run test:hardware` accepts on its command line.
import { existsSync } from 'node:fs';
import input from '@inquirer/input';
import { BOARD_KINDS } from '../device/open.ts';
import { parseBaud } from '../device/serial/flags.ts';

/** A wire from an output to an input of the board, by the pins' names. */
export interface Loop {
  readonly output: string;
  readonly input: string;
}

/** The flags as typed. */
export interface HardwareFlags {
  readonly board: string;
  readonly port?: string;
  readonly baud?: string;
  readonly loop?: string;
  readonly host?: string;
  readonly target: string;
  readonly bundle?: string;
  readonly build: boolean;
  readonly yes?: boolean;
  readonly theme: readonly string[];
  readonly name?: string;
  readonly junit?: string;
  readonly summary?: string;
}

/** What they mean. */
export interface HardwareOptions {
  readonly board: 'virtual' | 'espruino' | 'serial';
  readonly port: string | undefined;
  readonly baud: number | undefined;
  readonly loop: Loop | undefined;
  readonly host: string | undefined;
  /** The board's file, of board/ without .ts. */
  readonly target: string;
  /** A bundle to take as it is. */
  readonly bundle: string | undefined;
  /** Only themes and cases with this in their names; all where it is empty. */
  readonly themes: readonly string[];
  readonly name: RegExp | undefined;
  readonly junit: string;
  readonly summary: string | undefined;
  /** Asked before anything is written to a board at a port. */
  consent(changes: readonly string[]): Promise<boolean>;
}

/** Wrong use of the command. The message names the flag and what it accepts. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** `led:door`. */
export function parseLoop(text: string): Loop {
  const [, output, input] = /^([^:]+):([^:]+)$/.exec(text) ?? [];
  if (output === undefined || input === undefined)
    throw new UsageError(`--loop takes an output and the input that it is wired to, such as led:door, not "${text}"`);
  return { output, input };
}

/** Reads the flags; `themes` are the names there are. Throws a UsageError. */
export function readFlags(flags: HardwareFlags, themes: readonly string[]): HardwareOptions {
  const { board, port, loop, host, target, bundle, summary } = flags;
  if (!BOARD_KINDS.includes(board)) throw new UsageError(`--board takes ${BOARD_KINDS.join(', ')}, not "${board}"`);
  if (board !== 'serial')
    for (const name of ['port', 'baud', 'loop', 'host', 'yes'] as const)
      if (flags[name] !== undefined) throw new UsageError(`--${name} is for --board serial, not for ${board}`);
  if (board === 'serial' && port === undefined)
    throw new UsageError('--board serial needs --port: a serial device, tcp://host:port, or auto');
  if (bundle !== undefined && !existsSync(bundle)) throw new UsageError(`--bundle: there is no file ${bundle}`);
  const unknown = flags.theme.find((part) => !themes.some((name) => name.includes(part)));
  if (unknown !== undefined)
    throw new UsageError(`--theme: no theme has "${unknown}" in its name: ${themes.join(', ')}`);
  return {
    board: board as HardwareOptions['board'],
    port,
    baud: flags.baud === undefined ? undefined : usage(() => parseBaud(flags.baud)),
    loop: loop === undefined ? undefined : parseLoop(loop),
    host,
    target,
    bundle,
    themes: flags.theme,
    name: flags.name === undefined ? undefined : usage(() => new RegExp(flags.name as string)),
    junit: flags.junit ?? `dist/hardware-${board}.xml`,
    summary,
    consent: async (changes) => flags.yes === true || ask(changes),
  };
}

/** Asks whoever sits at the terminal; no where nobody does. */
async function ask(changes: readonly string[]): Promise<boolean> {
  if (process.stdin.isTTY !== true || process.stdout.isTTY !== true) return false;
  const answer = await input({
    message: `This is done to the board:${changes.map((change) => `\n  ${change}`).join('')}\nDo it? (yes/no)`,
    validate: (typed) => /^(y|yes|n|no)$/i.test(typed.trim()) || 'yes or no',
  });
  return /^y/i.test(answer.trim());
}

/** Gives what a check throws the name of wrong use. */
export function usage<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
