// Values as JSON text for a device: one declared float or double carries a decimal point, as the platform asks.
import { isObject } from './check.ts';
import type { DataType, Parameter } from './tsl.ts';

/** JSON text of an object whose members are declared. Members that are not are written as they are. */
export function encodeParameters(declared: readonly Parameter[], values: Readonly<Record<string, unknown>>): string {
  const members = Object.entries(values).map(([identifier, value]) => {
    const type = declared.find((one) => one.identifier === identifier)?.dataType;
    return `${JSON.stringify(identifier)}:${type ? encodeValue(type, value) : JSON.stringify(value)}`;
  });
  return `{${members.join(',')}}`;
}

function encodeValue({ type, specs }: DataType, value: unknown): string {
  if ((type === 'float' || type === 'double') && Number.isInteger(value)) return withPoint(value as number);
  if (type === 'struct' && isObject(value)) return encodeParameters(specs, value);
  if (type === 'array' && Array.isArray(value))
    return `[${value.map((one) => encodeValue(specs.item, one)).join(',')}]`;
  return JSON.stringify(value);
}

function withPoint(value: number): string {
  const text = JSON.stringify(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}
