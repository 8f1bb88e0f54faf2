// A declared parameter or result as a data type of TSL. The platform's page "TSL parameters": dataType.type and
// dataType.specs, whose members are texts.

import type { DataType, Parameter } from '../cloud/model/tsl.ts';
import type { Field } from './services.ts';
import type { Shape } from './shapes.ts';

/** A level: TSL's bool is the number 0 or 1. */
export const LEVEL: DataType = { type: 'bool', specs: { 0: 'off', 1: 'on' } };

/** Longest name of a pin, see scripts/bundle/board/names.ts. */
const PIN_BYTES = 32;
/** Longest text that TSL can declare. */
const TEXT_BYTES = 10_240;
const INT_MOST = 2 ** 31 - 1;
/** Finer than any PWM or ADC of a board. TSL asks for a step; values need not keep to it. */
const FLOAT_STEP = '0.0001';

/** Units as the platform's list has them, symbol and name. */
const UNITS: Readonly<Record<string, readonly [symbol: string, name: string]>> = {
  ms: ['ms', 'millisecond'],
  s: ['s', 'second'],
  us: ['μs', 'microsecond'],
  Hz: ['Hz', 'hertz'],
  degrees: ['°', 'degree'],
  mV: ['mV', 'millivolt'],
  dBm: ['dBm', 'decibel-milliwatt'],
};

/** A number of TSL. `unit` is one of declare.ts. */
export function number(type: 'int' | 'float' | 'double', least: number, most: number, unit?: string): DataType {
  const [symbol, name] = (unit && UNITS[unit]) || [unit, unit];
  return {
    type,
    specs: {
      min: String(least),
      max: String(most),
      step: type === 'int' ? '1' : FLOAT_STEP,
      ...(symbol && name ? { unit: symbol, unitName: name } : {}),
    },
  };
}

/** A text of at most `length` bytes. */
export const text = (length: number): DataType => ({ type: 'text', specs: { length: String(length) } });

/** A named value; the platform asks for a name for people, which is the identifier here. */
export const parameter = (identifier: string, dataType: DataType): Parameter => ({
  identifier,
  name: identifier,
  dataType,
});

/** The data type of a field; undefined where TSL has none. TSL's enum has whole numbers only, so that one of texts is a
 *  text; so is a pin, which the board also takes by its number. */
export function dataTypeOf({ accepts, type, unit, shape = 'any' }: Field): DataType | undefined {
  const [least = 0, most = 0] = accepts.split('..').map((end) => Number.parseFloat(end));
  if (accepts === '0|1') return LEVEL;
  if (type === 'int' || type === 'float') return number(type, least, most, unit);
  if (type === 'text') return text(most);
  if (type === 'pin') return text(PIN_BYTES);
  if (type === 'enum') return text(Math.max(...accepts.split('|').map((one) => one.length - 2)));
  if (type === 'object') return typeof shape === 'object' ? ofShape(shape) : undefined;
  const item = ofShape(shape);
  return item && { type: 'array', specs: { size: String(most), item } };
}

/** A struct holds plain values only: "struct (can include the preceding seven data types)". */
function ofShape(shape: Shape): DataType | undefined {
  if (shape === 'number') return number('int', -INT_MOST - 1, INT_MOST);
  if (shape === 'text') return text(TEXT_BYTES);
  if (shape === 'any') return undefined;
  const members: Parameter[] = [];
  for (const [name, inner] of Object.entries(shape)) {
    const dataType = typeof inner === 'object' ? undefined : ofShape(inner);
    if (!dataType) return undefined;
    members.push(parameter(name, dataType));
  }
  return { type: 'struct', specs: members };
}
