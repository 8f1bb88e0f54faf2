/** Services that set and read pins. */
import { Code, refuse } from '../link/code.ts';
import { type PinName, pinNames, read, traitsOf, write } from '../pins/pins.ts';
import { Trait } from '../pins/trait.ts';

/** Why this pin may not do this: always throws. */
function refusePin(name: unknown): never {
  if (name === undefined) throw refuse(Code.PARAMETER, 'pin is missing: a name or a number');
  throw refuse(
    Code.PIN,
    'pin ' +
      JSON.stringify(name) +
      (traitsOf[name as PinName] & (Trait.OUTPUT | Trait.INPUT)
        ? ' is no output'
        : ' is not on this board: ' + pinNames().join(', ')),
  );
}

/** Why this is no level: always throws. */
function refuseLevel(value: unknown): never {
  throw refuse(Code.PARAMETER, 'value must be 0 or 1' + (value === undefined ? '' : ', not ' + JSON.stringify(value)));
}

/** Sets an output: `{pin, value}` -> `{pin, value}`, the value read back. */
export function setPin(params: { pin: PinName; value: number }): unknown {
  const name = params.pin;
  const traits = traitsOf[name];
  const value = params.value;
  if (!(traits & Trait.OUTPUT)) refusePin(name);
  if (value !== 0 && value !== 1) refuseLevel(value);
  return { pin: name, value: write(traits, value) };
}

/** Reads a pin: `{pin}` -> `{pin, value}`. */
export function getPin(params: { pin: PinName }): unknown {
  const traits = traitsOf[params.pin];
  if (!(traits & (Trait.OUTPUT | Trait.INPUT))) refusePin(params.pin);
  return { pin: params.pin, value: read(traits) };
}

/** Turns an output over: `{pin}` -> `{pin, value}`. */
export function togglePin(params: { pin: PinName }): unknown {
  const traits = traitsOf[params.pin];
  if (!(traits & Trait.OUTPUT)) refusePin(params.pin);
  return { pin: params.pin, value: write(traits, read(traits) ^ 1) };
}
