/** How a board's file becomes the module `#board` of the bundle. */
import { CHIPS } from '../../../board/lib/chips.ts';
import type { Board } from '../../../board/lib/define.ts';
import { channelsOf } from './channels.ts';
import { checkBoard } from './check.ts';
import { groupsOf } from './groups.ts';
import { moreOf, traitsOf } from './traits.ts';

/**
 * The text of the module `#board`: `BOARD`, its name; `PINS`, the traits by pin name and by pin number; `more`, which
 * gives what the traits of a pin have no bits for, by its number; and what the chip's PWM can do. Throws an Error, a line a problem, for a board that its chip cannot be.
 */
export function boardModule(board: Board): string {
  checkBoard(board);
  const chip = CHIPS[board.chip];
  const groups = [...groupsOf(board).keys()];
  const pins: Record<string, number> = {};
  const byNumber: Record<number, number> = {};
  const more: string[] = [];
  for (const [name, pin] of Object.entries(board.pins)) {
    const group = 'group' in pin && pin.group !== undefined ? groups.indexOf(pin.group) + 1 : 0;
    pins[name] = byNumber[pin.pin] = traitsOf(chip, pin, group);
    // Names without quotes, so that the minifier may shorten them.
    const members = Object.entries(moreOf(chip, pin)).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
    if (members.length > 0) more.push(`${pin.pin}: { ${members.join(', ')} }`);
  }
  return [
    `export var BOARD = ${JSON.stringify(board.name)};`,
    `export var PINS = ${JSON.stringify({ ...pins, ...byNumber })};`,
    `export var SHARED_HZ = ${chip.pwm.sharedHz};`,
    `export var LEAST_HZ = ${chip.pwm.hz[0]};`,
    `export var FREE_CHANNELS = ${chip.pwm.own - channelsOf(board).own.length};`,
    `export function more(pin) {\n  return { ${more.join(', ')} }[pin] || {};\n}`,
    '',
  ].join('\n');
}
