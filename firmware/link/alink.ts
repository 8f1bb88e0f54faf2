/** The Alink envelope: the JSON round a service's parameters and its result. */
import { Code, type Refusal, refuse } from './code.ts';

/** A request, as it was parsed: any member may be missing or of another type. The platform's "Alink protocol". */
export interface Request {
  id: string;
  method: string;
  params: never;
}

/** A reply that says why not. `id` may be anything that came in. */
export function failure(id: unknown, why: Refusal): string {
  return JSON.stringify({ id: id === undefined ? '' : id, code: why.code, data: {}, message: why.message });
}

/** The reply to a request that could not be served, `thrown` having ended it. `known` says whether its service exists.
 *  The envelope is looked at only now, so that a good request does not pay for it. */
export function explain(payload: string, known: boolean, thrown: unknown): string {
  let request: Request | undefined;
  let why = (thrown || {}) as Refusal;
  try {
    request = JSON.parse(payload);
  } catch (_) {
    request = undefined;
  }
  if (!request || typeof request !== 'object') {
    request = undefined;
    why = refuse(Code.REQUEST, 'the payload must be a JSON object');
  } else if (!(+request.id >= 0)) why = refuse(Code.REQUEST, 'id must be a string of digits');
  else if (!known)
    why =
      typeof request.method === 'string' && request.method.startsWith('thing.service.')
        ? refuse(Code.NO_SERVICE, 'no service ' + JSON.stringify(request.method.slice(14)) + ': ask ListServices')
        : refuse(Code.REQUEST, 'method must be "thing.service." and a service');
  else if (!request.params || typeof request.params !== 'object')
    why = refuse(Code.PARAMETER, 'params must be an object');
  else if (!why.code) why = refuse(Code.HANDLER, String(why.message || thrown));
  return failure(request && request.id, why);
}
