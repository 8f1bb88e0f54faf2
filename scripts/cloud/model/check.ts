// Values against their declaration in the thing model.
import type { DataType, Parameter } from './tsl.ts';

/** What is wrong with a value: the platform's number for it, and a text that names the value and what it accepts. */
export interface Fault {
  code: number;
  message: string;
}

/** The platform's numbers for values against the thing model, as devices are told them. */
export const TSL_CODES = {
  /** No such property, service or event. */
  unknownProperty: 5092,
  unknownEvent: 5160,
  unknownService: 5161,
  notJson: 6207,
  missing: 6302,
  unknownParameter: 6304,
  int: 6306,
  float: 6307,
  double: 6307,
  bool: 6308,
  enum: 6309,
  text: 6310,
  date: 6311,
  struct: 6312,
  array: 6328,
  arraySize: 6324,
} as const;

const INT = { min: -(2 ** 31), max: 2 ** 31 - 1 };

/** What is wrong with `value`, or undefined. `name` is what the message calls it. */
export function checkValue({ type, specs }: DataType, value: unknown, name: string): Fault | undefined {
  const fault = (accepted: string): Fault => ({
    code: TSL_CODES[type],
    message: `${name} must be ${accepted}, not ${shown(value)}`,
  });
  switch (type) {
    case 'int':
    case 'float':
    case 'double': {
      const { min, max } = bounds(type, specs);
      const whole = type === 'int' ? 'a whole number' : 'a number';
      const isNumber = typeof value === 'number' && (type !== 'int' || Number.isInteger(value));
      if (isNumber && value >= min && value <= max) return undefined;
      return fault(Number.isFinite(min) && Number.isFinite(max) ? `${whole}, ${min}..${max}` : whole);
    }
    case 'bool':
      return value === 0 || value === 1 ? undefined : fault('0 or 1');
    case 'enum': {
      const known = Object.keys(specs);
      return Number.isInteger(value) && known.includes(String(value)) ? undefined : fault(`one of ${known.join(', ')}`);
    }
    case 'text': {
      const length = Number(specs.length ?? Number.POSITIVE_INFINITY);
      if (typeof value !== 'string') return fault('a text');
      return Buffer.byteLength(value) <= length ? undefined : fault(`a text of ${length} bytes at most`);
    }
    case 'date':
      return typeof value === 'string' && /^\d{1,16}$/.test(value) ? undefined : fault('milliseconds, as a text');
    case 'struct':
      return isObject(value) ? checkParameters(specs, value, `${name}.`) : fault('an object');
    case 'array':
      return Array.isArray(value) ? checkItems(specs, value, name) : fault('an array');
  }
}

/** What is wrong with the members of `values`, or undefined: one that is not declared, one of a wrong value. `prefix` goes
 *  before their names in the message. Members that are not there are no fault: TSL does not say which must be. */
export function checkParameters(
  declared: readonly Parameter[],
  values: Readonly<Record<string, unknown>>,
  prefix = '',
): Fault | undefined {
  for (const [identifier, value] of Object.entries(values)) {
    const parameter = declared.find((one) => one.identifier === identifier);
    if (!parameter) {
      const known = declared.map((one) => one.identifier).join(', ') || 'none';
      const message = `${prefix}${identifier} is not in the thing model, which has here: ${known}`;
      return { code: TSL_CODES.unknownParameter, message };
    }
    const fault = checkValue(parameter.dataType, value, `${prefix}${identifier}`);
    if (fault) return fault;
  }
  return undefined;
}

function checkItems(
  { size, item }: { size?: string; item: DataType },
  values: unknown[],
  name: string,
): Fault | undefined {
  if (size !== undefined && values.length > Number(size))
    return { code: TSL_CODES.arraySize, message: `${name} must have ${size} items at most, not ${values.length}` };
  for (const [i, value] of values.entries()) {
    const fault = checkValue(item, value, `${name}[${i}]`);
    if (fault) return fault;
  }
  return undefined;
}

function bounds(
  type: 'int' | 'float' | 'double',
  specs: Readonly<Record<string, string>>,
): { min: number; max: number } {
  const widest = type === 'int' ? INT : { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY };
  const bound = (text: string | undefined, otherwise: number) =>
    text === undefined || text.trim() === '' || Number.isNaN(Number(text)) ? otherwise : Number(text);
  return { min: bound(specs.min, widest.min), max: bound(specs.max, widest.max) };
}

/** Whether a JSON value is an object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object may be nested deeper than JSON.stringify can go, so it is not written out. */
function shown(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}
