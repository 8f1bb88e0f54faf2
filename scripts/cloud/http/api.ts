// One API request, from what was received to what is answered. No sockets here.
import { randomUUID } from 'node:crypto';
import { StoreError } from '../store/store.ts';
import type { ActionContext } from './actions/action.ts';
import { actions } from './actions/table.ts';
import { ActionError, failure, PlatformError } from './errors.ts';
import { toJson } from './json.ts';
import { type ApiRequest, header, Params } from './params.ts';
import type { Authenticator } from './signatures/authenticate.ts';

/** The API's version. */
const VERSION = '2018-01-20';

/** An HTTP answer. */
export interface ApiAnswer {
  status: number;
  requestId: string;
  body: string;
}

/** Answers requests; never rejects. */
export class Api {
  constructor(
    readonly authenticator: Authenticator,
    readonly context: ActionContext,
  ) {}

  /** Answers one request: HTTP 200 with the action's own members, or 4xx with Code and Message. */
  async answer(request: ApiRequest): Promise<ApiAnswer> {
    const requestId = randomUUID().toUpperCase();
    try {
      if (request.path !== '/')
        throw new PlatformError(404, 'InvalidAction.NotFound', 'The API is at the path / alone.');
      const signed = this.authenticator.verify(request);
      if (signed.version !== VERSION)
        throw new PlatformError(400, 'InvalidVersion', `Specified parameter Version is not valid: ${VERSION} is.`);
      const action = actions.get(signed.action);
      if (!action)
        throw new PlatformError(404, 'InvalidAction.NotFound', `Specified api is not found: ${signed.action}`);
      const answer = await action(new Params(signed.params), this.context);
      return { status: 200, requestId, body: toJson({ RequestId: requestId, ...answer }) };
    } catch (error) {
      return this.#refuse(request, requestId, error);
    }
  }

  #refuse(request: ApiRequest, requestId: string, thrown: unknown): ApiAnswer {
    const { api, accessKeyId } = claimOf(request);
    const error = thrown instanceof StoreError ? new ActionError('iot.system.SystemException', thrown.message) : thrown;
    if (error instanceof ActionError) {
      this.context.events.emit('denied', { api, accessKeyId, code: error.code });
      const members = { RequestId: requestId, ...failure(error.code, error.message) };
      return { status: 200, requestId, body: toJson(members) };
    }
    const known =
      error instanceof PlatformError
        ? error
        : new PlatformError(500, 'InternalError', 'The request could not be processed because of an internal error.');
    this.context.events.emit('denied', { api, accessKeyId, code: known.code });
    return refusal(known, requestId);
  }
}

/** What a request says of itself, true or not, for the event that tells of its refusal. */
function claimOf(request: ApiRequest): { api: string; accessKeyId: string } {
  const param = (name: string) => request.query.get(name) ?? request.form.get(name) ?? '';
  const credential = /Credential=([^,]+)/.exec(header(request, 'authorization'))?.[1];
  return {
    api: header(request, 'x-acs-action') || param('Action'),
    accessKeyId: credential ?? param('AccessKeyId'),
  };
}

/** The answer that carries a PlatformError. */
export function refusal(error: PlatformError, requestId = randomUUID().toUpperCase()): ApiAnswer {
  const body = toJson({ RequestId: requestId, Code: error.code, Message: error.message });
  return { status: error.status, requestId, body };
}
