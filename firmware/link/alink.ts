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

/** The reply to a request that was served. `finish` has what plain JSON lacks: the names of members declared float, whose
 *  values carry a decimal point on the wire. */
export function success(id: string, data: unknown, finish: string[]): string {
  return reply(id, Code.SUCCESS, finished(data, finish));
}

/** A value as JSON, with a decimal point in the members of these names. */
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

/** Reads a request. `identifier` is what its topic names, '' where it does not; it goes before the payload's method.
 *  `known` is told the id as soon as it is right. Throws a refusal for what is no request. */
export function readRequest(text: string, identifier: string, known: (id: string) => void): Request {
  const found = parseJson(text) as { id: string; version?: unknown; method: string; params?: unknown };
  function must(holds: unknown, message: string): void {
    if (!holds) throw refuse(Code.REQUEST, message);
  }
  must(found && typeof found === 'object' && single(found), 'the payload must be a JSON object');
  const method = found.method;
  const params = found.params || (found.params === undefined || found.params === null ? {} : 0);
  must(typeof found.id === 'string' && /^[0-9]+$/.test(found.id), 'id must be a string of digits');
  known(found.id);
  must(
    ['1.0', '1.0.0', undefined].indexOf(found.version as string | undefined) >= 0,
    'version must be "1.0" or "1.0.0"',
  );
  must(
    identifier || (typeof method === 'string' && method.startsWith('thing.service.')),
    'method must be "thing.service." and a service',
  );
  if (typeof params !== 'object') throw refuse(Code.PARAMETER, 'params must be an object');
  return { id: found.id, identifier: identifier || method.slice(14), params: params as Record<string, unknown> };
}
