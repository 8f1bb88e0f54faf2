// The board page: what the local cloud shows of its boards in a browser, and what a visitor does there.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Device } from '../../device/device.ts';
import { type Clock, systemClock } from '../clock.ts';
import type { Cloud } from '../cloud.ts';
import type { CloudEvents, DeviceName } from '../events.ts';
import type { Pages } from '../http/server.ts';
import type { AccessKey } from '../http/signatures/authenticate.ts';
import { endpointOf } from '../session.ts';
import { asset, isAsset } from './assets.ts';
import { pageBoard } from './boards.ts';
import { PageCalls } from './calls.ts';
import { nameOf } from './entries.ts';
import { Guard, isLoopback, Refusal } from './guard.ts';
import { readAction, send, sendJson, sendRefusal } from './http.ts';
import { STREAMS } from './limits.ts';
import { PATHS } from './protocol.ts';
import { State } from './state.ts';
import { Stream } from './stream.ts';
import { Benches } from './wires.ts';
import { serviceWords } from './words.ts';

/** How the page is set up. */
export interface PageOptions {
  /** A key of the cloud's: the page's calls are signed with it, and off loopback visitors must give it. It never leaves the
   *  process. */
  readonly accessKey: AccessKey;
  /** The address that the cloud listens on; 127.0.0.1 unless given. */
  readonly host?: string;
  /** Asks visitors for the access key on loopback too. */
  readonly ask?: boolean;
  readonly clock?: Clock;
}

/** What the page needs of a board of this process. */
export type Bench = Pick<Device, 'wires' | 'onPin'>;

/** The page: given to `startCloud` as `pages`, then told of the cloud. */
export interface BoardPages extends Pages {
  /** Shows this cloud from now on. To be called once, when it has started. */
  watch(cloud: Cloud): void;
  /** Shows the outputs of a board of this process as its wires are, and lets visitors move its inputs. Returns the way to let
   *  it go. */
  bench(device: DeviceName, bench: Bench): () => void;
  /** Whether the page made this call by itself, to draw a board: not worth a line on a screen. */
  isOwn(call: CloudEvents['call']): boolean;
  /** Ends every open page's stream. */
  close(): void;
}

/** Makes the page. */
export function createPages(options: PageOptions): BoardPages {
  const { accessKey, host = '127.0.0.1', clock = systemClock } = options;
  const loopback = isLoopback(host);
  const guard = new Guard({ accessKey, loopback, ask: options.ask ?? !loopback, clock });
  const state = new State(clock);
  const calls = new PageCalls(accessKey, host);
  const benches = new Benches(state);
  const streams = new Set<Stream>();
  let cloud: Cloud | undefined;

  const running = (): Cloud => {
    if (!cloud) throw new Refusal(503, 'the cloud is starting');
    return cloud;
  };

  function openStream(url: URL, response: ServerResponse): void {
    running();
    if (streams.size >= STREAMS) throw new Refusal(503, `${STREAMS} pages are open already`);
    const stream: Stream = new Stream(response, state, url.searchParams.get('device') ?? '', clock, () =>
      streams.delete(stream),
    );
    streams.add(stream);
  }

  async function read(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = url;
    request.resume();
    if (isAsset(pathname)) {
      const { type, body } = await asset(pathname);
      return send(request, response, type, body);
    }
    if (pathname === PATHS.key) return sendJson(request, response, { in: guard.isIn(request) });
    if (!guard.isIn(request)) throw new Refusal(401, 'give the access key first');
    if (pathname === PATHS.stream) return openStream(url, response);
    if (pathname === PATHS.words) return sendJson(request, response, await serviceWords());
    const board = pathname.startsWith(PATHS.board) && (await pageBoard(pathname.slice(PATHS.board.length)));
    if (!board) throw new Refusal(404, 'there is no such board or file');
    sendJson(request, response, board);
  }

  async function act({ pathname }: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const isKey = pathname === PATHS.key;
    if (!isKey && !guard.isIn(request)) throw new Refusal(401, 'give the access key first');
    const body = await readAction(request);
    if (isKey) {
      const cookie = guard.enter(request, body.id, body.secret);
      if (cookie instanceof Refusal) throw cookie;
      return sendJson(request, response, { in: true }, { cookie });
    }
    if (pathname === PATHS.call) return sendJson(request, response, await calls.call(running(), body));
    if (pathname !== PATHS.wire) throw new Refusal(404, 'there is no such action');
    await benches.act(body);
    sendJson(request, response, {});
  }

  const pages: Pages = (request, response) => {
    const url = urlOf(request);
    if (!url || !isPage(url, request)) return false;
    const answer = async () => {
      const refused = guard.refuse(request);
      if (refused) throw refused;
      if (request.method === 'GET') await read(url, request, response);
      else if (request.method === 'POST') await act(url, request, response);
      else throw new Refusal(405, `the page takes GET and POST, not ${request.method}`);
    };
    answer().catch((error: unknown) => {
      // Without an error, the visitor went away.
      if (error === undefined || response.headersSent) return void response.destroy();
      const refusal =
        error instanceof Refusal ? error : new Refusal(500, `the page failed: ${(error as Error).message}`);
      sendRefusal(request, response, refusal);
    });
    return true;
  };

  return Object.assign(pages, {
    watch(started: Cloud) {
      cloud = started;
      state.follow(started, (call) => calls.isOwn(call));
      benches.tell();
    },
    bench: (device: DeviceName, bench: Bench) => benches.add(nameOf(device), bench),
    isOwn: (call: CloudEvents['call']) => calls.isOwn(call),
    close() {
      for (const stream of [...streams]) stream.end();
    },
  });
}

function urlOf({ url = '/' }: IncomingMessage): URL | undefined {
  return URL.canParse(url, 'http://page') ? new URL(url, 'http://page') : undefined;
}

/** Whether a request is for the page: `/` is the API's too, whose requests carry an action in the query or in a header. */
function isPage({ pathname, search }: URL, { method, headers }: IncomingMessage): boolean {
  if (pathname.startsWith('/page/')) return true;
  return pathname === '/' && search === '' && method === 'GET' && headers['x-acs-action'] === undefined;
}

/** Where a browser of this computer finds the page of a cloud that listens there. */
export function pageAddress(host: string, port: number): string {
  const endpoint = endpointOf(host, port);
  return `${endpoint.startsWith('http://') ? '' : 'http://'}${endpoint}/`;
}
