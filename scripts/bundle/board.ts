/** How a board's file becomes the module `#board` of the bundle: one number a pin, by name and by number. */
import type { Board, Pin } from '../../board/lib/define.ts';
import { Trait } from '../../firmware/pins/trait.ts';

function traits(pin: Pin): number {
  return (
    pin.pin |
    (pin.activeLow ? Trait.ACTIVE_LOW : 0) |
    (pin.kind === 'output'
      ? Trait.OUTPUT | (pin.safe ? Trait.SAFE_ON : 0)
      : Trait.INPUT | (pin.pull === 'up' ? Trait.PULL_UP : pin.pull === 'down' ? Trait.PULL_DOWN : 0))
  );
}

/** The text of the module `#board`: `BOARD`, its name, and `PINS`, the traits by pin name and by pin number. */
export function boardModule(board: Board): string {
  const pins: Record<string, number> = {};
  for (const [name, pin] of Object.entries(board.pins)) pins[name] = traits(pin);
  for (const pin of Object.values(board.pins)) pins[pin.pin] = traits(pin);
  return `export var BOARD = ${JSON.stringify(board.name)};\nexport var PINS = ${JSON.stringify(pins)};\n`;
}
