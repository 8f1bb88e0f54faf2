/** What may happen to a client, at random. */
import type { Random } from '../support/random.ts';
import { cut, encode, mutate, publish } from '../support/streams.ts';

/** What may happen. Bytes are hex. */
export type Step =
  | { do: 'accept' | 'grant' | 'acknowledge' | 'pong' | 'drain' | 'close' | 'break' | 'connect' | 'disconnect' }
  | { do: 'bytes'; chunks: string[] }
  | { do: 'advance' | 'jump'; by: number }
  | { do: 'publish'; length: number; qos: number }
  | { do: 'subscribe' }
  | { do: 'network' | 'server'; fails: boolean };

/** A case, as it can be written down and replayed. */
export interface ClientCase {
  kind: 'client';
  keepAlive: number;
  cleanSession: boolean;
  filters: number;
  /** What the user does when a message comes: nothing, answers it, leaves, or adds a filter. */
  onMessage: 'nothing' | 'answers' | 'answersAt1' | 'leaves';
  /** Whether the socket takes everything at once; else it drains on request. */
  isFast: boolean;
  steps: Step[];
}

/** The most bytes of one message of the user's. */
export const MOST = 1500;

/** Makes a case at random: mostly a connection that comes up, and then anything. */
export function clientCase(random: Random): ClientCase {
  const steps: Step[] = [];
  const filters = random.pick([0, 1, 1, 3, 8, 9, 17]);
  const up = (): void => {
    steps.push({ do: 'accept' });
    for (let i = 0; i < filters; i += 8) steps.push({ do: 'grant' });
  };
  steps.push({ do: 'connect' });
  if (random.chance(0.1)) {
    const connack = [0x20, 2, random.pick([0, 0, 1, 2, 0x81]), random.pick([0, 0, 0, 5, 6])];
    steps.push({ do: 'bytes', chunks: [Buffer.from(connack).toString('hex')] }, { do: 'grant' }, { do: 'grant' });
  } else if (random.chance(0.9)) up();
  for (let left = random.int(1, 30); left > 0; left--) {
    const roll = random.next();
    if (roll < 0.3) steps.push({ do: 'bytes', chunks: hex(cut(random, encode(messages(random)))) });
    else if (roll < 0.38) steps.push({ do: 'bytes', chunks: hex(cut(random, spoilt(random))) });
    else if (roll < 0.5) steps.push({ do: 'publish', length: random.int(0, MOST), qos: random.int(0, 1) });
    else if (roll < 0.55) steps.push({ do: 'acknowledge' });
    else if (roll < 0.6) steps.push({ do: 'drain' });
    else if (roll < 0.65) steps.push({ do: 'pong' });
    else if (roll < 0.75) steps.push({ do: 'advance', by: random.pick([1, 300, 10_000, 16_000, 61_000, 300_000]) });
    else if (roll < 0.78) steps.push({ do: random.pick(['close', 'break']) });
    else if (roll < 0.8) steps.push({ do: 'jump', by: random.pick([-1e9, -100, 100, 1e9]) });
    else if (roll < 0.83) steps.push({ do: 'subscribe' }, { do: 'grant' });
    else if (roll < 0.85) steps.push({ do: 'grant' });
    else if (roll < 0.87) steps.push({ do: 'accept' });
    else if (roll < 0.9) steps.push({ do: random.pick(['network', 'server']), fails: random.chance(0.5) });
    else if (roll < 0.92) steps.push({ do: 'disconnect' });
    else if (roll < 0.95) steps.push({ do: 'connect' });
    else {
      steps.push({ do: 'advance', by: 200_000 });
      up();
    }
  }
  return {
    kind: 'client',
    keepAlive: random.pick([0, 30, 60, 1200]),
    cleanSession: random.chance(0.7),
    filters,
    onMessage: random.pick(['nothing', 'answers', 'answers', 'answersAt1', 'leaves']),
    isFast: random.chance(0.6),
    steps,
  };
}

const hex = (chunks: readonly Buffer[]): string[] => chunks.map((chunk) => chunk.toString('hex'));
const messages = (random: Random) => Array.from({ length: random.int(1, 4) }, () => publish(random));

/** A control packet out of its place, or messages with something wrong. */
function spoilt(random: Random): Buffer {
  const roll = random.next();
  const control = Buffer.from([
    random.pick([0x20, 0x40, 0x90, 0xb0, 0xd0, 0x50, 0x62, 0x10, 0xe0]),
    random.int(0, 3),
    0,
    random.int(0, 9),
    random.int(0, 2),
  ]);
  const bytes = roll < 0.3 ? control : encode(messages(random));
  return roll < 0.1 ? bytes : mutate(random, bytes);
}
