// A board behind a server of bytes: asks, and gives what came back.
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Device } from '../../../scripts/device/device.ts';
import { publishOf } from '../../support/bytes.ts';
import { boot, type Heard, type Kind, settingsFor } from '../rig.ts';
import { type Published, type Wire, wireFor } from './wire.ts';

/** A message id as the platform counts them: an int64, beyond 2^53. */
let lastMid = 1234567890123456789n;
let lastId = 9007199254740992n;

/** A board that listens. */
export interface Asked {
  readonly board: Device;
  readonly wire: Wire;
  readonly lines: Heard<string>;
  /** Message and envelope ids that were never used. */
  mid(): string;
  id(): string;
  /** Sends a request and resolves with the payload answered on `to`; its packet is checked byte for byte. */
  ask(topic: string, payload: string, to: string): Promise<string>;
  /** Resolves when every message sent so far has been dealt with, with all that was published from number `from` on. */
  settled(from: number): Promise<Published[]>;
  /** A counter of the board, by its path in `rrpc.status()`. */
  counter(path: string): Promise<number>;
}

/** Boots a board with every form subscribed. */
export async function boardFor(t: TestContext, kind: Kind): Promise<Asked> {
  const wire = await wireFor(t);
  const { board, lines } = await boot(t, kind, settingsFor(wire.port, { ext: 1 }));
  await wire.subscribed.find(() => true);
  await lines.find((line) => line.endsWith('link ready'));
  const mid = (): string => String(++lastMid);
  const ask = async (topic: string, payload: string, to: string): Promise<string> => {
    const from = wire.published.all.length;
    wire.publish(topic, payload);
    const reply = await wire.published.find((one) => one.topic === to, from);
    assert.equal(reply.packet, publishOf(to, reply.payload), 'PUBLISH at QoS 0, no flags');
    return reply.payload;
  };
  return {
    board,
    wire,
    lines,
    mid,
    id: () => String(++lastId),
    ask,
    async settled(from) {
      const last = mid();
      const ping = '{"id":"1","method":"thing.service.Ping"}';
      await ask(`/sys/a1Bcd/lamp/rrpc/request/${last}`, ping, `/sys/a1Bcd/lamp/rrpc/response/${last}`);
      return wire.published.all.slice(from).filter(({ topic }) => !topic.endsWith(`/${last}`));
    },
    counter: async (path) => Number(await board.evaluate(`rrpc.status().${path}`)),
  };
}
