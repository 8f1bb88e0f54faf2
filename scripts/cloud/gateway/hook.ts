// The hook: a broker such as EMQX asks here, by HTTP, who may sign in and what each may do.
import { createServer, type IncomingMessage } from 'node:http';
import { listen } from '../../listen.ts';
import { parseObject } from '../alink.ts';
import type { Clock } from '../clock.ts';
import type { Devices } from '../devices.ts';
import type { CloudEmitter } from '../events.ts';
import { parseUsername } from '../identity.ts';
import { HOOK_BYTES, KEEP_ALIVE } from '../limits.ts';
import { signIn } from '../mqtt/signIn.ts';
import type { RateLimit } from '../rates.ts';
import { fits, isOwn } from '../topics.ts';

/** What the hook judges by. */
export interface HookContext {
  devices: Devices;
  connects: RateLimit;
  clock: Clock;
  events: CloudEmitter;
}

/** A hook that listens. */
export interface Hook {
  port: number;
  stop(): Promise<void>;
}

/** `allow`, `deny`, or `ignore` for whom the broker must ask elsewhere: users that are no devices, the gateway among them. */
export type Verdict = 'allow' | 'deny' | 'ignore';

/** POST /mqtt/auth: `{clientid, username, password, keepalive?}`. The platform's own rules, except that a broker which does
 *  not tell the keep-alive is believed. */
export function judgeSignIn(body: Record<string, unknown>, { devices, connects, clock, events }: HookContext): Verdict {
  const text = (name: string) => (typeof body[name] === 'string' ? body[name] : '');
  const [clientId, username] = [text('clientid'), text('username')];
  if (!parseUsername(username)) return 'ignore';
  const { keepalive = KEEP_ALIVE.min } = body;
  const keepAlive = typeof keepalive === 'object' ? 0 : Number(keepalive) || 0;
  const answer = signIn(
    { clientId, username, password: text('password'), keepAlive, will: false },
    devices,
    connects,
    clock,
  );
  if (!('returnCode' in answer)) return 'allow';
  events.emit('refused', { clientId, username, reason: answer.reason, returnCode: answer.returnCode });
  return 'deny';
}

/** POST /mqtt/acl: `{username, topic}`. A device publishes and subscribes within its own topics. */
export function judgeTopic(body: Record<string, unknown>): Verdict {
  const device = typeof body.username === 'string' ? parseUsername(body.username) : undefined;
  if (!device) return 'ignore';
  const { topic } = body;
  return typeof topic === 'string' && fits(topic) && isOwn(topic, device) ? 'allow' : 'deny';
}

/** Starts the hook. Rejects, naming the port, when it is not to be had. */
export async function openHook({ host, port }: { host: string; port: number }, context: HookContext): Promise<Hook> {
  const server = createServer(
    { headersTimeout: 5000, requestTimeout: 5000, connectionsCheckingInterval: 1000 },
    (request, response) => {
      const answer = (status: number, members: Record<string, unknown>) => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(members));
      };
      read(request)
        .then(
          (body) => {
            const known = request.method === 'POST' && ['/mqtt/auth', '/mqtt/acl'].includes(request.url ?? '');
            if (!known) return answer(404, { error: 'POST to /mqtt/auth or /mqtt/acl' });
            if (!body) return answer(400, { error: 'the body must be a JSON object' });
            const result = request.url === '/mqtt/auth' ? judgeSignIn(body, context) : judgeTopic(body);
            answer(200, { result, is_superuser: false });
          },
          () => {
            response.setHeader('connection', 'close');
            answer(413, { error: `a body is ${HOOK_BYTES} bytes at most` });
          },
        )
        // A broker takes any other status than 200 for "ignore": what could not be judged is denied.
        .catch((error: unknown) => {
          process.emitWarning(`the hook failed: ${error instanceof Error ? error.message : 'unknown'}`);
          if (response.headersSent) response.destroy();
          else answer(200, { result: 'deny', is_superuser: false });
        });
    },
  );
  const bound = await listen(server, host, port, 'hook');
  return {
    port: bound,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function read(request: IncomingMessage): Promise<Record<string, unknown> | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > HOOK_BYTES) throw new Error('too large');
    chunks.push(chunk);
  }
  return parseObject(Buffer.concat(chunks).toString('utf8'));
}
