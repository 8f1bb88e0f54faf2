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
  function must(holds: unknown, message: string, code?: Code): void {
    if (!holds) throw refuse(code || Code.PARAMETER, path + message);
  }
  must(single(params), 'a parameter is there twice');
  fields.split(';').forEach((field) => {
    const at = field.indexOf(':');
    const name = field.slice(0, at).replace('?', '');
    const accepts = field.slice(at + 1);
    const words = accepts.split('|').join(' or ');
    const can = CAN[accepts];
    const range = accepts.split('..');
    const unit = accepts.slice(-5);
    // Every object has an "on".
    const value = given.indexOf(name) < 0 ? undefined : params[name];
    const json = unit === 'bytes' || accepts === '{}' ? 'this' : toJson(value);
    const traits = typeof value === 'object' ? 0 : traitsOf[value as PinName];
    // What is measured: a text's bytes, a list's items, a number.
    const n = typeof value === 'number' ? value : ((value || {}) as string).length;
    if (at < 0 || (value === undefined && at !== name.length)) return;
    must(value !== undefined, name + ' is missing: it must be ' + words);
    if (can)
      must(
        traits & can,
        name +
          ' ' +
          json +
          (traits > 0 ? ' is no ' + accepts.slice(1) : ' is not on this board') +
          ': ' +
          pinNames(can).join(', '),
        Code.PIN,
      );
    else
      must(
        range[1]
          ? (unit === 'items' ? Array.isArray(value) : typeof value === (unit === 'bytes' ? 'string' : 'number')) &&
              n >= parseFloat(range[0]) &&
              n <= parseFloat(range[1]) &&
              (range[0].indexOf('.') > 0 || n % 1 === 0)
          : accepts === '{}'
            ? value && typeof value === 'object'
            : accepts.split('|').indexOf(json) >= 0,
        name + ' must be ' + words + ', not ' + json,
      );
  });
}
