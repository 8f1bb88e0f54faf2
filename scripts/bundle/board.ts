/** How a board's file becomes the module `#board` of the bundle: one number a pin, by name and by number. */
import type { Board, Pin } from '../../board/lib/define.ts';
import { Trait } from '../../firmware/pins/trait.ts';

/** The highest pin number of an ESP32. */
const LAST_PIN = 39;
/** Pins with no driver and no pull resistor, from this number on. */
const INPUT_ONLY = 34;
/** What a name may be: it stands in requests, in lists, and in the table beside the pins' numbers. */
const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,31}$/;

/** Pins that the chip itself needs, with what for. `never`: no reason makes them free. */
const TAKEN: readonly { pins: readonly number[]; what: string; never?: true }[] = [
  { pins: [6, 7, 8, 9, 10, 11], what: 'wired to the flash chip', never: true },
  { pins: [0, 2, 5, 12, 15], what: 'a strapping pin, read by the chip at reset' },
  { pins: [1, 3], what: 'the console' },
];

/** Why the pin cannot be what the board says; undefined where it can. */
function wrong({ pin, kind, iKnow, ...more }: Pin & { readonly pull?: 'up' | 'down' }): string | undefined {
  if (!Number.isInteger(pin) || pin < 0 || pin > LAST_PIN) return `is no pin: an ESP32 has 0..${LAST_PIN}`;
  const taken = TAKEN.find(({ pins }) => pins.includes(pin));
  if (taken?.never) return `is ${taken.what}: no board may use it`;
  if (taken && !iKnow?.trim()) return `is ${taken.what}: say in iKnow why it is used all the same`;
  if (pin < INPUT_ONLY) return undefined;
  if (kind === 'output') return `is input-only, as ${INPUT_ONLY}..${LAST_PIN} are: it cannot be an output`;
  return more.pull && `has no pull resistor, as ${INPUT_ONLY}..${LAST_PIN} have none: leave out pull`;
}

/** Throws an Error with a line for each thing that cannot be on an ESP32: it names the pin and the reason. */
function checkBoard(board: Board): void {
  const users = new Map<number, string>();
  const problems: string[] = [];
  for (const [name, pin] of Object.entries(board.pins)) {
    const tell = (problem: string) => problems.push(`board "${board.name}", pin "${name}": ${problem}`);
    // A name such as "2" or "Infinity" is taken for the number of a pin.
    if (name !== '' && !Number.isNaN(Number(name))) tell('the name looks like a number');
    else if (!NAME.test(name)) tell('a name is a letter, then at most 31 letters, digits, "_" or "-"');
    const reason = wrong(pin);
    if (reason) tell(`${pin.pin} ${reason}`);
    const user = users.get(pin.pin);
    if (user !== undefined) tell(`${pin.pin} is "${user}" already`);
    else users.set(pin.pin, name);
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

function traits(pin: Pin): number {
  return (
    pin.pin |
    (pin.activeLow ? Trait.ACTIVE_LOW : 0) |
    (pin.kind === 'output'
      ? Trait.OUTPUT | (pin.safe ? Trait.SAFE_ON : 0)
      : Trait.INPUT | (pin.pull === 'up' ? Trait.PULL_UP : pin.pull === 'down' ? Trait.PULL_DOWN : 0))
  );
}

/**
 * The text of the module `#board`: `BOARD`, its name, and `PINS`, the traits by pin name and by pin number.
 * Throws an Error, a line a problem, for a board that an ESP32 cannot be: a pin used twice, one that the chip needs
 * itself, an output that can only be an input, a name that would be taken for a number.
 */
export function boardModule(board: Board): string {
  checkBoard(board);
  const pins: Record<string, number> = {};
  for (const [name, pin] of Object.entries(board.pins)) pins[name] = traits(pin);
  for (const pin of Object.values(board.pins)) pins[pin.pin] = traits(pin);
  return `export var BOARD = ${JSON.stringify(board.name)};\nexport var PINS = ${JSON.stringify(pins)};\n`;
}
