/** Services that set and read pins. */
import { Trait } from '../pins/trait.ts';
import { Code, refuse } from '../link/code.ts';
import { find, type PinName, read, write } from '../pins/pins.ts';

/** Sets an output: `{pin, value}` -> `{pin, value}`, the value read back. */
export function setPin(params: { pin: PinName; value: unknown }): unknown {
  const value = params.value;
  const traits = find(params.pin, Trait.OUTPUT);
  if (value !== 0 && value !== 1)
    throw refuse(Code.PARAMETER, 'value must be 0 or 1, not ' + (value === undefined ? 'missing' : JSON.stringify(value)));
  return { pin: params.pin, value: write(traits, value) };
}

/** Reads a pin: `{pin}` -> `{pin, value}`. */
export function getPin(params: { pin: PinName }): unknown {
  return { pin: params.pin, value: read(find(params.pin, Trait.OUTPUT | Trait.INPUT)) };
}

/** Turns an output over: `{pin}` -> `{pin, value}`. */
export function togglePin(params: { pin: PinName }): unknown {
  const traits = find(params.pin, Trait.OUTPUT);
  return { pin: params.pin, value: write(traits, 1 - read(traits)) };
}
