// What the page's requests and answers have in common: bounded bodies, and headers that let nothing foreign in.
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseObject } from '../alink.ts';
import { Refusal } from './guard.ts';
import { BODY_BYTES } from './limits.ts';

/** What every answer carries. Scripts and style sheets come from here alone; the library of the drawings sets the `style` of
 *  its elements, hence `style-src-attr`. */
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; " +
    "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-cache',
};

/** Answers with a body of this type. A browser that has it already is told so. */
export function send(
  request: IncomingMessage,
  response: ServerResponse,
  type: string,
  body: string | Buffer,
  more: { status?: number; cookie?: string } = {},
): void {
  const { status = 200, cookie } = more;
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  const known = status === 200 && request.method === 'GET' && request.headers['if-none-match'] === etag;
  response.writeHead(known ? 304 : status, {
    ...HEADERS,
    ...(cookie === undefined ? {} : { 'set-cookie': cookie }),
    ...(request.method === 'GET' && status === 200 ? { etag } : {}),
    ...(known ? {} : { 'content-type': `${type}; charset=utf-8`, 'content-length': Buffer.byteLength(body) }),
  });
  response.end(known ? undefined : body);
}

/** Answers with JSON. */
export function sendJson(
  request: IncomingMessage,
  response: ServerResponse,
  value: unknown,
  more: { status?: number; cookie?: string } = {},
): void {
  send(request, response, 'application/json', JSON.stringify(value), more);
}

/** Answers that a request is refused, and why. */
export function sendRefusal(request: IncomingMessage, response: ServerResponse, { status, message }: Refusal): void {
  // What of a body is still to come is not waited for.
  if (!request.complete && request.method !== 'GET') response.setHeader('connection', 'close');
  sendJson(request, response, { message }, { status });
}

/** Begins an answer that goes on: a stream of events. */
export function beginStream(response: ServerResponse): void {
  response.writeHead(200, {
    ...HEADERS,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
  });
}

/** The body of an action: a JSON object of BODY_BYTES at most. Rejects with a Refusal otherwise, and with undefined when the
 *  visitor went away. */
export function readAction(request: IncomingMessage): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= BODY_BYTES) chunks.push(chunk);
      else {
        request.pause();
        reject(new Refusal(413, `an action has ${BODY_BYTES} bytes at most`));
      }
    });
    request.on('end', () => {
      const body = parseObject(Buffer.concat(chunks).toString('utf8'));
      if (body) resolve(body);
      else reject(new Refusal(400, 'an action is a JSON object'));
    });
    request.on('error', () => reject(undefined));
    request.on('close', () => reject(undefined));
  });
}
