// The page's requests to its own cloud.
import { type CallAnswer, type CallRequest, PATHS, type WireRequest } from '../cloud/page/protocol.ts';

/** Why a request came to nothing, for the visitor. */
export class RequestError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Asks for JSON. Rejects with RequestError; its status is 0 where the cloud is not there. */
export async function get<T>(path: string): Promise<T> {
  return answered(fetch(path, { headers: { accept: 'application/json' } }));
}

/** Does an action. Rejects as `get` does. */
export async function post<T>(path: string, body: object): Promise<T> {
  return answered(
    fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  );
}

/** Calls a service. Never rejects: what went wrong is an answer without a code. */
export async function call(request: CallRequest): Promise<CallAnswer> {
  const started = performance.now();
  try {
    return await post<CallAnswer>(PATHS.call, request);
  } catch (error) {
    return { message: (error as Error).message, ms: performance.now() - started };
  }
}

/** Moves an input of a board that is wired. */
export async function wire(request: WireRequest): Promise<void> {
  await post(PATHS.wire, request);
}

async function answered<T>(response: Promise<Response>): Promise<T> {
  const got = await response.catch(() => {
    throw new RequestError(0, 'the cloud is away');
  });
  const body = (await got.json().catch(() => ({}))) as { message?: string };
  if (!got.ok) throw new RequestError(got.status, body.message ?? `the cloud answered ${got.status}`);
  return body as T;
}
