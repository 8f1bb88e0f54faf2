/** Parameters, checked against the line that declares them. */
import { Code, refuse } from '../link/code.ts';
import { single, toJson } from '../link/json.ts';
import { type PinName, pinNames, traitsOf } from '../pins/table.ts';
import { Trait } from '../pins/trait.ts';

/** What a pin must be able to do, by the words of a declaration. */
const CAN: Record<string, number> = {
  '@output': Trait.OUTPUT,
  '@input': Trait.INPUT,
  '@pin': Trait.OUTPUT | Trait.INPUT,
  '@duty': Trait.PWM | Trait.DAC,
  '@servo': Trait.SERVO,
  '@analog': Trait.ADC,
};

/** Throws a refusal that names the first of `params` that is not what its field accepts. `fields` are those of a
 *  declaration's line (see services/declare.ts), as one text; `path` stands before the names. A text that is wrong is not
 *  shown: it may be a secret. What is not declared is left alone. */
export function check(fields: string, params: Record<string, unknown>, path: string): void {
  const given = Object.keys(params);
  if (!single(params)) throw refuse(Code.PARAMETER, path + 'a parameter is there twice');
  fields.split(';').forEach((field) => {
    const at = field.indexOf(':');
    if (at < 0) return;
    const name = field.slice(0, at).replace('?', '');
    const accepts = field.slice(at + 1);
    // Every object has an "on".
    const value = given.indexOf(name) < 0 ? undefined : params[name];
    const can = CAN[accepts];
    const choices = accepts.split('|');
    const range = accepts.split('..');
    const unit = accepts.slice(-5);
    // What is measured: a text's bytes, a list's items, a number.
    const n = typeof value === 'number' ? value : ((value || '') as string).length;
    if (
      value === undefined
        ? at !== name.length
        : can
          ? can & (typeof value === 'object' ? 0 : traitsOf[value as PinName])
          : range[1]
            ? (unit === 'items' ? Array.isArray(value) : typeof value === (unit === 'bytes' ? 'string' : 'number')) &&
              n >= parseFloat(range[0]) &&
              n <= parseFloat(range[1]) &&
              (range[0].indexOf('.') > 0 || n % 1 === 0)
            : accepts === '{}'
              ? value && typeof value === 'object'
              : choices.indexOf(JSON.stringify(value)) >= 0
    )
      return;
    // Only here are words needed.
    const json = unit === 'bytes' || accepts === '{}' || value === undefined ? 'this' : toJson(value);
    const pins = can ? pinNames(can).join(', ') : '';
    const words = can ? 'one of ' + pins : choices.join(' or ');
    throw value === undefined
      ? refuse(Code.PARAMETER, path + name + ' is missing: it must be ' + words)
      : can
        ? refuse(
            Code.PIN,
            path +
              name +
              ' ' +
              json +
              (traitsOf[value as PinName] & -1 ? ' is no ' + accepts.slice(1) : ' is not on this board') +
              ': ' +
              pins,
          )
        : refuse(Code.PARAMETER, path + name + ' must be ' + words + ', not ' + json);
  });
}
