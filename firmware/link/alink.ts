/** The Alink envelope: the JSON round a service's parameters and its result. The platform's "Alink protocol". */
import { Code, type Refusal, refuse } from './code.ts';
import { parseJson, single, toJson } from './json.ts';

/** A request whose envelope is right. */
export interface Request {
  /** Digits, echoed as they came. */
  id: string;
  /** What is asked: `SetPin`, `module:service`, `property.set`. */
  identifier: string;
  params: Record<string, unknown>;
}

/** A reply: its code, and the members after it as JSON. */
function reply(id: string, code: number, rest: string): string {
  return '{"id":"' + id + '","code":' + code + ',"data":' + rest + '}';
}

/** The reply that says why not. `thrown` is a refusal, or whatever a service threw. */
export function failure(id: string, thrown: unknown): string {
  const why = (thrown || {}) as Refusal;
  return reply(id, why.code || Code.HANDLER, '{},"message":' + toJson('' + (why.message || thrown)));
}

/** The reply to a request that was served. `finish`: see `finished`; without it plain JSON will do. */
export function success(id: string, data: unknown, finish?: string[]): string {
  return reply(id, Code.SUCCESS, finish ? finished(data, finish) : JSON.stringify(data));
}

/** A value as JSON, its text as UTF-8, with a decimal point in the members of these names: those declared float. */
export function finished(data: unknown, decimals: string[]): string {
  let json = toJson(data);
  decimals.forEach((name) => {
    json = json.replace(
      new RegExp('"' + name + '":[-0-9]+[,}]', 'g'),
      (member) => member.slice(0, -1) + '.0' + member.slice(-1),
    );
  });
  return json;
}

/** What is no request. */
function request(message: string): Refusal {
  return refuse(Code.REQUEST, message);
}

/** Reads a request. `identifier` is what its topic names, '' where it does not; it goes before the payload's method.
 *  `known` is told the id as soon as it is right. Throws a refusal for what is no request. */
export function readRequest(text: string, identifier: string, known: (id: string) => void): Request {
  const found = parseJson(text) as { id: string; version?: string; method: string; params?: unknown };
  if (!found || typeof found !== 'object' || !single(found)) throw request('the payload must be a JSON object');
  const id = found.id;
  const version = found.version;
  const method = found.method;
  const params = found.params;
  if (typeof id !== 'string' || !/^[0-9]+$/.test(id)) throw request('id must be a string of digits');
  known(id);
  if (version !== undefined && version !== '1.0' && version !== '1.0.0')
    throw request('version must be "1.0" or "1.0.0"');
  if (!identifier && (typeof method !== 'string' || !method.startsWith('thing.service.')))
    throw request('method must be "thing.service." and a service');
  if (params !== undefined && typeof params !== 'object') throw refuse(Code.PARAMETER, 'params must be an object');
  return { id: id, identifier: identifier || method.slice(14), params: (params || {}) as Record<string, unknown> };
}
