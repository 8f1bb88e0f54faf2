/** Boards for other tools: by name, checked, with every default filled in. */
import { readdir } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Chip } from '../../../board/lib/chip.ts';
import { CHIPS } from '../../../board/lib/chips.ts';
import type { Board, ChipName, Kind, Part, Pin } from '../../../board/lib/define.ts';
import { checkBoard } from './check.ts';
import { moreOf } from './traits.ts';

/** A pin, with what its board's file leaves to the defaults. Members that its kind does not have are absent. */
export interface PinData {
  readonly name: string;
  readonly pin: number;
  readonly kind: Kind;
  readonly property: boolean;
  readonly activeLow?: boolean;
  readonly pull?: 'none' | 'up' | 'down';
  readonly safe?: 0 | 1;
  readonly initial?: 0 | 1;
  /** Seconds. */
  readonly offlineAfter?: number;
  readonly maxOnMs?: number;
  readonly group?: string;
  readonly debounce?: number;
  /** Hz. */
  readonly frequency?: number;
  /** Microseconds at 0 and at 180 degrees. */
  readonly us?: readonly [number, number];
  readonly degrees?: readonly [least: number, most: number];
  readonly millivolts?: number;
  readonly digital?: boolean;
  readonly part?: Part;
  readonly iKnow?: string;
}

/** A board as data. */
export interface BoardData {
  readonly name: string;
  readonly chip: ChipName;
  /** In the order of its file. */
  readonly pins: readonly PinData[];
}

const FOLDER = fileURLToPath(new URL('../../../board/', import.meta.url));

/** The names of the boards in `folder`, sorted. Default: this project's `board/`. */
export async function boardNames(folder = FOLDER): Promise<string[]> {
  const files = await readdir(folder);
  return files
    .filter((file) => /^[a-z0-9][a-z0-9-]*\.ts$/.test(file))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
}

/** Loads a board of `folder` (default: this project's `board/`). Rejects for a name that is none, naming those there
 *  are, and with the problems of a board that its chip cannot be. */
export async function loadBoard(name: string, folder = FOLDER): Promise<BoardData> {
  const names = await boardNames(folder);
  if (!names.includes(name)) throw new Error(`no board named "${name}": there is ${names.join(', ') || 'none'}`);
  const { default: board } = (await import(new URL(`${name}.ts`, pathToFileURL(`${folder}/`)).href)) as {
    default: Board;
  };
  return boardData(board);
}

/** A board's file with its defaults. Throws for a board that its chip cannot be. */
export function boardData(board: Board): BoardData {
  checkBoard(board);
  const pins = Object.entries(board.pins).map(([name, pin]) => pinData(CHIPS[board.chip], name, pin));
  return { name: board.name, chip: board.chip, pins };
}

function pinData(chip: Chip, name: string, pin: Pin): PinData {
  const { kind, iKnow } = pin;
  const [at0 = 0, at180 = 0, least = 0, most = 0] = moreOf(chip, pin).servo ?? [];
  const common = {
    name,
    pin: pin.pin,
    kind,
    property: 'property' in pin && pin.property === true,
    ...(iKnow ? { iKnow } : {}),
  };
  if (kind === 'servo') return { ...common, us: [at0, at180], degrees: [least, most] };
  const given = Object.fromEntries(Object.entries(pin).filter(([, value]) => value !== undefined));
  if (kind === 'adc') return { digital: false, ...given, ...common };
  if (kind === 'input') return { pull: 'none', activeLow: false, ...given, ...common };
  const states = { safe: pin.safe ?? 0, initial: pin.initial ?? pin.safe ?? 0 } as const;
  if (kind === 'dac') return { ...given, ...states, ...common };
  const levels = { activeLow: false, ...given, ...states, ...common };
  return kind === 'pwm' ? { frequency: chip.pwm.sharedHz, ...levels } : levels;
}
