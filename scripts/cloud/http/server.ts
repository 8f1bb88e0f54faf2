// The HTTP server of the API: bounded heads and bodies, slow clients cut, every answer JSON.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { HTTP_BYTES, HTTP_CONNECTIONS, HTTP_HELD_BYTES, HTTP_MS, HTTP_WAITING } from '../limits.ts';
import { Waiting } from '../waiting.ts';
import { type Api, type ApiAnswer, refusal } from './api.ts';
import { PlatformError } from './errors.ts';
import { Held } from './held.ts';
import { parsePairs } from './params.ts';

/** How long a request's head, the whole request, and silence may last, in milliseconds. */
export type Patience = Record<keyof typeof HTTP_MS, number>;

/** Answers a request that is not the API's, a page say, and tells by true that it does: with its body, where it has one. */
export type Pages = (request: IncomingMessage, response: ServerResponse) => boolean;

/** An HTTP server for the API, not listening yet. `times` are its patience with slow callers, in milliseconds; `pages` is
 *  asked first about each request. */
export function createApiServer(api: Api, times: Patience = HTTP_MS, pages: Pages = () => false): Server {
  const server = createServer(
    {
      maxHeaderSize: HTTP_BYTES.head,
      headersTimeout: times.head,
      requestTimeout: times.request,
      connectionsCheckingInterval: times.head / 5,
    },
    (request, response) => {
      const { socket } = request;
      request.once('end', () => {
        waiting.delete(socket);
        held.delete(socket);
      });
      response.once('finish', () => waiting.add(socket));
      if (pages(request, response)) return;
      respond(api, request).then(
        (answer) => send(response, answer),
        // The caller went away, or sent more than it may.
        (error: unknown) => {
          response.setHeader('connection', 'close');
          if (error instanceof PlatformError) send(response, refusal(error));
          else response.destroy();
        },
      );
    },
  );
  const waiting = new Waiting(server, HTTP_WAITING);
  const held = new Held(server, HTTP_HELD_BYTES);
  server.maxConnections = HTTP_CONNECTIONS;
  server.timeout = times.idle;
  server.on('clientError', onClientError);
  return server;
}

async function respond(api: Api, request: IncomingMessage): Promise<ApiAnswer> {
  const { method = '', url = '/' } = request;
  if (method !== 'GET' && method !== 'POST')
    throw new PlatformError(405, 'UnsupportedHTTPMethod', `The HTTP method must be GET or POST, not ${method}.`);
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const body = await readBody(request);
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '');
  return api.answer({
    method,
    path,
    query: parsePairs(mark < 0 ? '' : url.slice(mark + 1)),
    form: isForm ? parsePairs(body.toString('utf8')) : new Map(),
    headers: request.headers,
    body,
  });
}

function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= HTTP_BYTES.body) chunks.push(chunk);
      else {
        request.pause();
        reject(new PlatformError(413, 'RequestEntityTooLarge', `A body is ${HTTP_BYTES.body} bytes at most.`));
      }
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
    request.on('close', () => reject(new Error('the caller went away')));
  });
}

function send(response: ServerResponse, { status, requestId, body }: ApiAnswer): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'x-acs-request-id': requestId,
  });
  response.end(body);
}

/** What Node could not read as HTTP is answered in the API's own words, and the connection closed. */
function onClientError(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable) return void socket.destroy();
  const tooLarge = error.code === 'HPE_HEADER_OVERFLOW';
  const slow = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const { status, body } = refusal(
    tooLarge
      ? new PlatformError(431, 'RequestHeaderTooLarge', `A request's head is ${HTTP_BYTES.head} bytes at most.`)
      : slow
        ? new PlatformError(408, 'RequestTimeout', 'The request did not arrive in time.')
        : new PlatformError(400, 'InvalidRequest', 'This is not an HTTP request.'),
  );
  const head = `HTTP/1.1 ${status} Refused\r\ncontent-type: application/json\r\nconnection: close\r\n`;
  socket.end(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}
