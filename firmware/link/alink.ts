/** The Alink envelope: the JSON round a service's parameters and its result. */
import { Code, type Refusal, refuse } from './code.ts';

/** A request, as it was parsed: any member may be missing or of another type. The platform's "Alink protocol". */
export interface Request {
  id: string;
  method: string;
  params: never;
}

/** A reply that carries data. `id` has been checked: it holds digits only. */
export function dataReply(id: string, data: unknown): string {
  return '{"id":"' + id + '","code":200,"data":' + JSON.stringify(data) + '}';
}

/** A reply that says why not. `id` may be anything that came in. */
export function failure(id: unknown, code: number, message: string): string {
  return (
    '{"id":' + JSON.stringify(id === undefined ? '' : id) + ',"code":' + code + ',"data":{},"message":' + JSON.stringify(message) + '}'
  );
}

/** Why a request could not be served, `thrown` having ended it. `known` says whether its service exists. It looks at
 *  the envelope only now, so that a good request does not pay for it. */
export function explain(request: Request | undefined, known: boolean, thrown: unknown): Refusal {
  if (!request || typeof request !== 'object') return refuse(Code.REQUEST, 'the payload must be a JSON object');
  if (!((request.id as unknown as number) >= 0)) return refuse(Code.REQUEST, 'id must be a string of digits');
  const method = request.method;
  if (typeof method !== 'string' || !method.startsWith('thing.service.'))
    return refuse(Code.REQUEST, 'method must be "thing.service." and a service');
  if (!known) return refuse(Code.NO_SERVICE, 'no service "' + method.slice(14) + '": ask ListServices');
  if (!request.params || typeof request.params !== 'object') return refuse(Code.PARAMETER, 'params must be an object');
  const refusal = thrown as Refusal;
  return refusal.code ? refusal : refuse(Code.HANDLER, String(refusal.message || thrown));
}
