/** Runs one case of the whole client, and holds the rules after each step. */
import { IN_FLIGHT, SEND_BYTES } from '../../firmware/limits.ts';
import { createClient } from '../../firmware/mqtt/client.ts';
import type { Client, ClientEvents } from '../../firmware/mqtt/types.ts';
import { createRandom } from '../support/random.ts';
import { judge, type Told } from './judge.ts';
import { hotTopicEnd } from './parserCase.ts';
import { createSession, type Session } from './session.ts';
import { type ClientCase, MOST, type Step } from './steps.ts';
import { WorldClock, WorldSocket } from './world.ts';

/** The most bytes in a socket that are not out yet: the queue, and what its limit does not hold for, the window of QoS 1
 *  messages and the one packet that finds the socket empty. */
const MOST_WAITING = SEND_BYTES + (IN_FLIGHT + 1) * (MOST + 20);

/** One connection, as the outside sees it. */
interface Link {
  socket: WorldSocket;
  session: Session;
  /** What the server has sent of a packet that is not whole, and how much of one too large is still to come. */
  partial: Buffer;
  toDrain: number;
  /** What the client must have told. */
  expected: Told[];
  /** Why the client must have closed. */
  mustClose: string;
}

/** Runs a case. Returns what is wrong, or undefined. */
export function checkClient(one: ClientCase): string | undefined {
  let fault: string | undefined;
  const fail = (text: string): void => {
    fault ??= text;
  };
  const clock = new WorldClock();
  const random = createRandom(one.steps.length);
  const links: Link[] = [];
  let told: Told[] = [];
  let networkFails = false;
  let serverFails = false;
  let isWanted = false;
  let isReady = false;
  /** Whether the user has called `disconnect` on this connection: what comes then is not looked at. */
  let isLeaving = false;
  let published = 0;

  const current = (): Link | undefined => {
    const last = links.at(-1);
    return last && !last.socket.isEnded && !last.socket.isClosed ? last : undefined;
  };
  function take(kind: 'publish' | 'tooLarge', topic: string, payload: string): void {
    told.push({ kind, topic, payload, id: 0 });
    if (one.onMessage === 'answers') client.publish('answer', payload.slice(0, 200), 0);
    if (one.onMessage === 'answersAt1') client.publish('answer', payload.slice(0, 200), 1);
    if (one.onMessage === 'leaves' && random.chance(0.2)) leave();
  }
  function leave(): void {
    isWanted = false;
    isLeaving = true;
    isReady = false;
    client.disconnect();
  }
  const events: ClientEvents = {
    network: (done) => done(networkFails ? 'none' : undefined),
    open() {
      if (current()) fail('a second socket is opened');
      if (serverFails) throw new Error('Unable to create socket');
      const socket = new WorldSocket((from, data) => {
        const link = links.find((each) => each.socket === from);
        const wrong = link?.session.wrote(data);
        if (wrong) fail(wrong);
        if (from.undrained > MOST_WAITING) fail(`${from.undrained} bytes wait in the socket`);
      });
      links.push({
        socket,
        session: createSession(),
        partial: Buffer.alloc(0),
        toDrain: 0,
        expected: [],
        mustClose: '',
      });
      told = [];
      isLeaving = false;
      return socket as unknown as Socket;
    },
    room: (length) => length < 3000,
    message: (topic, payload) => take('publish', topic, payload),
    tooLarge: (topic) => take('tooLarge', topic, ''),
    quick(data) {
      const end = hotTopicEnd(data);
      if (end) take('publish', data.slice(5, end), data.slice(end));
      return end > 0;
    },
    ready() {
      if (!current()) fail('ready is told without a connection');
      isReady = true;
    },
    lost(reason, ms) {
      isReady = false;
      if (!(ms >= 0)) fail(`the next try is in ${ms} ms`);
      const link = links.at(-1);
      if (reason.startsWith('malformed') && link && !link.mustClose && !isLeaving) link.mustClose = `?${reason}`;
    },
  };
  const filters = Array.from({ length: one.filters }, (_, i) => `/filter/${i}/+`);
  const client: Client = createClient(
    { host: 'h', port: 1, keepAlive: one.keepAlive, retry: { first: 2, ceiling: 120 } },
    { clientId: 'lamp', username: 'user', password: 'secret', cleanSession: one.cleanSession, filters },
    { after: clock.after, cancel: clock.cancel, seconds: clock.seconds, random: random.next },
    events,
  );

  /** The server sends one chunk. */
  function say(chunk: Buffer): void {
    const link = current();
    if (!link || link.socket.isBroken) return;
    const drained = Math.min(link.toDrain, chunk.length);
    link.toDrain -= drained;
    const bytes = Buffer.concat([link.partial, chunk.subarray(drained)]);
    const { told: packets, malformed, rest } = judge(bytes, (length) => length < 3000);
    link.partial = bytes.subarray(rest);
    link.toDrain += Math.max(rest - bytes.length, 0);
    // Acknowledgements are judged by what the client had written before this chunk.
    let must = '';
    for (const packet of packets) {
      must ||= link.session.heard(packet) ?? '';
      if (!must && packet.kind !== 'control') link.expected.push({ ...packet, id: 0 });
    }
    if (!must && malformed && bytes.length >= malformed.by) must = malformed.why;
    const mayClose = must || malformed?.why;
    link.socket.emit('data', chunk.toString('latin1'));
    if (isLeaving) return;
    if (must && !link.socket.isEnded) fail(`not closed: ${must}`);
    if (link.mustClose.startsWith('?') && !mayClose)
      fail(`closed, though nothing is wrong: ${link.mustClose.slice(1)}`);
    if (link.mustClose) link.mustClose = '';
    compare(link);
  }
  function compare(link: Link): void {
    if (told.length !== link.expected.length && !link.socket.isEnded)
      fail(`${told.length} messages are told, of ${link.expected.length}`);
    for (const [i, got] of told.entries()) {
      const want = link.expected[i];
      if (got.kind === 'control' || want?.kind === 'control') continue;
      if (!want) fail(`message ${i} is told, and was not sent`);
      else if (got.kind !== want.kind || got.topic !== want.topic || got.payload !== want.payload)
        fail(`message ${i} is ${JSON.stringify(got).slice(0, 120)}, not ${JSON.stringify(want).slice(0, 120)}`);
    }
  }
  function drain(link: Link): void {
    if (link.socket.undrained === 0 || link.socket.isBroken) return;
    link.socket.undrained = 0;
    link.socket.emit('drain');
  }
  /** What the interpreter does by itself between two callbacks: 'close' of what was ended, and, late, has broken. */
  function turn(isLate = true): void {
    for (const { socket } of links) {
      if (socket.isClosed || !(socket.isEnded || (isLate && socket.isBroken))) continue;
      socket.isClosed = true;
      socket.emit('close');
    }
    const link = current();
    for (let i = 0; one.isFast && link && link.socket.undrained > 0 && i < 9; i++) drain(link);
    check();
  }
  function check(): void {
    if (clock.pending > 2) fail(`${clock.pending} timers are pending`);
    for (const { socket } of links) if (socket.isClosed && socket.listeners > 0) fail('a closed socket has listeners');
    const link = current();
    // While the socket is full they may wait; nothing waits behind an empty one.
    const waiting = link?.socket.undrained === 0 && !isLeaving ? link.session.toAcknowledge.length : 0;
    if (waiting > 0) fail(`${waiting} messages at QoS 1 are not acknowledged [MQTT-4.3.2-2]`);
    if (links.length > 3) links.splice(0, links.length - 3);
  }
  const word = (n: number): number[] => [n >> 8, n & 255];

  function perform(step: Step): void {
    const link = current();
    const asked = link && [...link.session.asked][0];
    const oldest = link?.session.unacknowledged[0];
    if (step.do === 'accept') say(Buffer.from([0x20, 2, 0, 0]));
    else if (step.do === 'grant' && asked)
      say(Buffer.from([0x90, 2 + asked[1], ...word(asked[0]), ...Array<number>(asked[1]).fill(0)]));
    else if (step.do === 'acknowledge' && oldest) say(Buffer.from([0x40, 2, ...word(oldest)]));
    else if (step.do === 'pong') say(Buffer.from([0xd0, 0]));
    else if (step.do === 'drain' && link) drain(link);
    else if (step.do === 'close' && link) {
      link.socket.isClosed = true;
      link.socket.emit('close');
    } else if (step.do === 'break' && link) link.socket.isBroken = true;
    else if (step.do === 'connect') {
      isWanted ||= links.length === 0 || !isLeaving || (links.at(-1)?.socket.isClosed ?? true);
      client.connect();
    } else if (step.do === 'disconnect') leave();
    else if (step.do === 'bytes') for (const chunk of step.chunks) say(Buffer.from(chunk, 'hex'));
    else if (step.do === 'advance') clock.advance(step.by, () => turn(false));
    else if (step.do === 'jump') clock.offset += step.by;
    else if (step.do === 'publish') client.publish(`t/${published++}`, 'x'.repeat(step.length), step.qos);
    else if (step.do === 'subscribe') client.subscribe(`/later/${published++}`);
    else if (step.do === 'network') networkFails = step.fails;
    else if (step.do === 'server') serverFails = step.fails;
  }

  const run = (step: Step): void => {
    perform(step);
    // A socket that is broken stays so for one more step: a write may come first.
    if (step.do !== 'break') turn();
    check();
  };
  for (const step of one.steps) {
    run(step);
    if (fault) return fault;
  }
  // Whatever happened: a client that is wanted comes back, one that is not has left nothing behind.
  networkFails = serverFails = false;
  turn();
  for (let i = 0; i < 40 && isWanted && !isReady && !fault; i++) {
    if (!current()) run({ do: 'advance', by: 200_000 });
    run({ do: 'accept' });
    for (let packets = 0; packets < 9; packets++) {
      run({ do: 'drain' });
      run({ do: 'grant' });
    }
    const link = current();
    if (
      link?.session.isAccepted &&
      link.session.asked.size === 0 &&
      link.partial.length + link.toDrain === 0 &&
      !isReady
    )
      fail('signed in, every filter granted, and ready is not told');
    // What the server began to say may have swallowed that: a deadline then ends it.
    if (!isReady) run({ do: 'advance', by: 30_000 });
  }
  if (fault) return fault;
  if (isWanted && !isReady) return 'the client does not come back';
  leave();
  turn();
  run({ do: 'advance', by: 200_000 });
  if (clock.pending > 0) return `${clock.pending} timers are left behind`;
  if (current()) return 'an open socket is left behind';
  return fault;
}
