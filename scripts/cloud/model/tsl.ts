// A thing model as TSL has it, read from JSON text.

/** The data types of TSL. */
export const DATA_TYPES = ['int', 'float', 'double', 'text', 'date', 'bool', 'enum', 'struct', 'array'] as const;

/** A value's type. `specs` is a struct's fields, or what the type's limits are: texts, as TSL writes them. */
export type DataType =
  | { type: 'struct'; specs: Parameter[] }
  | { type: 'array'; specs: { size?: string; item: DataType } }
  | { type: 'int' | 'float' | 'double' | 'text' | 'date' | 'bool' | 'enum'; specs: Readonly<Record<string, string>> };

/** A named value: a property, a struct's field, a service's argument or result, an event's output. */
export interface Parameter {
  identifier: string;
  name: string;
  dataType: DataType;
}

/** A property. `w` and `rw` may be set. */
export interface Property extends Parameter {
  accessMode: 'r' | 'w' | 'rw';
  required: boolean;
}

/** A service. `async` is answered on its `_reply` topic, whenever it may be. */
export interface Service {
  identifier: string;
  name: string;
  callType: 'sync' | 'async';
  required: boolean;
  inputData: Parameter[];
  outputData: Parameter[];
}

/** An event. */
export interface ThingEvent {
  identifier: string;
  name: string;
  type: 'info' | 'alert' | 'error';
  required: boolean;
  outputData: Parameter[];
}

/** One module of a thing model. TSL's own services `set` and `get` and event `post` are left out: they are the properties'. */
export interface Tsl {
  properties: Property[];
  services: Service[];
  events: ThingEvent[];
}

/** What is wrong with a TSL, and where. */
export class TslError extends Error {}

type Members = Record<string, unknown>;

/** Reads TSL. Throws TslError that names the member and what it accepts. */
export function readTsl(text: string): Tsl {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new TslError('the TSL is not JSON');
  }
  const tsl = membersOf(value, 'the TSL');
  const services = listOf(tsl.services, 'services').filter((one) => !isBuiltIn(one, 'thing.service.property.'));
  const events = listOf(tsl.events, 'events').filter((one) => !isBuiltIn(one, 'thing.event.property.'));
  return {
    properties: unique(listOf(tsl.properties, 'properties').map(readProperty), 'properties'),
    services: unique(services.map(readService), 'services'),
    events: unique(events.map(readEvent), 'events'),
  };
}

function readProperty(value: unknown, index: number): Property {
  const where = `properties[${index}]`;
  const members = membersOf(value, where);
  const accessMode = oneOf(members.accessMode ?? 'rw', ['r', 'w', 'rw'] as const, `${where}.accessMode`);
  return { ...readParameter(members, where, 1), accessMode, required: members.required === true };
}

function readService(value: unknown, index: number): Service {
  const where = `services[${index}]`;
  const members = membersOf(value, where);
  return {
    ...readName(members, where),
    callType: oneOf(members.callType ?? 'async', ['sync', 'async'] as const, `${where}.callType`),
    required: members.required === true,
    inputData: readParameters(members.inputData, `${where}.inputData`, 1),
    outputData: readParameters(members.outputData, `${where}.outputData`, 1),
  };
}

function readEvent(value: unknown, index: number): ThingEvent {
  const where = `events[${index}]`;
  const members = membersOf(value, where);
  return {
    ...readName(members, where),
    type: oneOf(members.type ?? 'info', ['info', 'alert', 'error'] as const, `${where}.type`),
    required: members.required === true,
    outputData: readParameters(members.outputData, `${where}.outputData`, 1),
  };
}

function readParameters(value: unknown, where: string, depth: number): Parameter[] {
  const read = listOf(value, where).map((one, i) =>
    readParameter(membersOf(one, `${where}[${i}]`), `${where}[${i}]`, depth),
  );
  return unique(read, where);
}

function readParameter(members: Members, where: string, depth: number): Parameter {
  return { ...readName(members, where), dataType: readDataType(members.dataType, `${where}.dataType`, depth) };
}

/** Structs and arrays hold plain values, and arrays structs of these: three levels at most. */
function readDataType(value: unknown, where: string, depth: number): DataType {
  const { type: name, specs = {} } = membersOf(value, where);
  const type = oneOf(name, DATA_TYPES, `${where}.type`);
  if (depth > 3) throw new TslError(`${where}: a struct or array may not be nested so deep`);
  if (type === 'struct') return { type, specs: readParameters(specs, `${where}.specs`, depth + 1) };
  const members = membersOf(specs, `${where}.specs`);
  if (type === 'array') {
    const item = readDataType(members.item, `${where}.specs.item`, depth + 1);
    return { type, specs: members.size === undefined ? { item } : { size: String(members.size), item } };
  }
  return { type, specs: Object.fromEntries(Object.entries(members).map(([key, one]) => [key, String(one)])) };
}

function readName(members: Members, where: string): { identifier: string; name: string } {
  const { identifier, name } = members;
  if (typeof identifier !== 'string' || !/^\w{1,50}$/.test(identifier))
    throw new TslError(`${where}.identifier must be 1..50 letters, digits and _`);
  return { identifier, name: typeof name === 'string' ? name : identifier };
}

function isBuiltIn(value: unknown, method: string): boolean {
  const found = (value as Members | null)?.method;
  return typeof found === 'string' && found.startsWith(method);
}

function unique<T extends { identifier: string }>(all: T[], where: string): T[] {
  const seen = new Set<string>();
  for (const { identifier } of all) {
    if (seen.has(identifier)) throw new TslError(`${where}: ${identifier} is there twice`);
    seen.add(identifier);
  }
  return all;
}

function listOf(value: unknown, where: string): unknown[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new TslError(`${where} must be an array`);
  return value;
}

function membersOf(value: unknown, where: string): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TslError(`${where} must be an object`);
  return value as Members;
}

function oneOf<T extends string>(value: unknown, accepted: readonly T[], where: string): T {
  const found = accepted.find((one) => one === value);
  if (!found) throw new TslError(`${where} must be one of ${accepted.join(', ')}`);
  return found;
}
