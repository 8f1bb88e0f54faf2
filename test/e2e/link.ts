// Cases: what happens when the link or the board fails. Each runs on every kind of board.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { callService } from '../../scripts/call/callService.ts';
import type { Device } from '../../scripts/device/device.ts';
import type { VirtualBoard } from '../../scripts/device/virtual/board.ts';
import {
  answer,
  boot,
  cloudFor,
  DEVICE,
  events,
  type Kind,
  missing,
  type Rig,
  rigFor,
  settingsFor,
  targetOf,
} from './rig.ts';

/** A line that announces the next try, and after how many milliseconds it comes. */
const NEXT_TRY = /next try in (\d+) ms/;

/** Makes the board deaf until the result is called, or for 3 s on the interpreter. */
async function freeze({ board, lines }: Rig): Promise<() => void> {
  if (isVirtual(board)) {
    board.faults.stallReads = true;
    return () => {
      board.faults.stallReads = false;
    };
  }
  void board.evaluate('print("frozen");var until=getTime()+3;while(getTime()<until);').catch(() => undefined);
  await lines.find((line) => line.includes('frozen'));
  return () => undefined;
}

function isVirtual(board: Device): board is VirtualBoard {
  return board.kind === 'virtual';
}

/** The cases of the link on this kind of board. */
export function linkCases(kind: Kind): void {
  const skip = missing(kind) ?? false;
  const check = (name: string, body: (t: TestContext) => Promise<void>): void =>
    void test(`${kind}: ${name}`, { skip, timeout: 60_000 }, body);

  check('a wrong secret is refused, said in one line a try, and tried again ever later', async (t) => {
    const cloud = await cloudFor(t);
    const refused = events(cloud, 'refused');
    const online = events(cloud, 'online');
    const wrong = settingsFor(cloud.mqttPort, { deviceSecret: 'not-the-secret' });
    const { lines } = await boot(t, kind, wrong);
    const tries = () => lines.all.filter((line) => NEXT_TRY.test(line));
    await lines.find(() => tries().length === 3);
    assert.deepEqual([refused.all[0]?.returnCode, refused.all[0]?.username], [4, 'lamp&a1Bcd']);
    for (const line of tries())
      assert.match(line, /^W \S+ link refused: \S.*user name or password; next try in \d+ ms$/);
    // One line a try, and nothing else but information.
    assert.deepEqual(
      lines.all.filter((line) => line !== '' && !line.startsWith('I ')),
      tries(),
    );
    const [first = 0, ...later] = tries().map((line) => Number(NEXT_TRY.exec(line)?.[1]));
    assert.ok(first >= 50 && first <= 150, `first retry after ${first} ms, of 50..150`);
    for (const ms of later) assert.ok(ms >= 50 && ms <= 1050, `retry after ${ms} ms, of 50..1050`);
    assert.ok(refused.all.length <= tries().length + 1, 'no try without a line');
    assert.deepEqual(online.all, []);
    const started = performance.now();
    await assert.rejects(callService(targetOf(cloud), 'Ping', {}), { code: 'OFFLINE' });
    assert.ok(performance.now() - started < 1000);
    assert.ok(!lines.all.join('\n').includes('not-the-secret'));
  });

  check('a board that is switched off is HALFCONN at once', async (t) => {
    const { board, call, cloud } = await rigFor(t, kind);
    const offline = events(cloud, 'offline');
    await board.stop();
    await offline.find(() => true);
    for (const rrpc of [true, false]) {
      const started = performance.now();
      await assert.rejects(call('Ping', {}, { rrpc }), { code: 'HALFCONN' });
      assert.ok(performance.now() - started < 1000);
    }
  });

  if (kind === 'virtual')
    check('a board whose radio is gone is HALFCONN at once, though it has not noticed', async (t) => {
      const { board, call, cloud, lines } = await rigFor(t, kind);
      assert.ok(isVirtual(board));
      const offline = events(cloud, 'offline');
      board.dropLink();
      await offline.find(() => true);
      await assert.rejects(call('Ping'), { code: 'HALFCONN' });
      assert.deepEqual(
        lines.all.filter((line) => !line.startsWith('I ')),
        [],
      );
    });

  check("a board that does not answer is TIMEOUT at the caller's timeout, and serves again when it can", async (t) => {
    const rig = await rigFor(t, kind);
    const thaw = await freeze(rig);
    const started = performance.now();
    await assert.rejects(rig.call('SetPin', { pin: 'led', value: 1 }, { rrpc: true, timeout: 1000 }), {
      code: 'TIMEOUT',
    });
    const ms = performance.now() - started;
    assert.ok(ms >= 1000 && ms < 2500, `${ms} ms`);
    thaw();
    assert.deepEqual(answer(await rig.call('GetPin', { pin: 'relay' })), {
      code: 200,
      data: { pin: 'relay', value: 0 },
    });
  });

  check('when the cloud restarts the board comes back by itself, its pins as they were', async (t) => {
    const rig = await rigFor(t, kind);
    assert.equal((await rig.call('SetPin', { pin: 'led', value: 1 })).code, 200);
    const heard = rig.lines.all.length;
    const moved = rig.pins.all.length;
    await rig.cloud.stop();
    const tries = () => rig.lines.all.slice(heard).filter((line) => NEXT_TRY.test(line));
    await rig.lines.find(() => tries().length >= 2);
    for (const line of tries()) assert.match(line, /^W \S+ link \S/);
    const again = await cloudFor(t, { mqttPort: rig.cloud.mqttPort });
    await events(again, 'subscribed').find(() => true);
    const { code, data } = await callService(targetOf(again), 'GetPin', { pin: 'led' });
    assert.deepEqual([code, data], [200, { pin: 'led', value: 1 }]);
    assert.equal(rig.pins.all.length, moved);
  });

  check(
    'a call that comes as soon as the board has signed in is answered, whether it listens yet or not',
    async (t) => {
      const cloud = await cloudFor(t);
      const online = events(cloud, 'online');
      const { board } = await boot(t, kind, settingsFor(cloud.mqttPort));
      for (let i = 0; i < 3; i++) {
        if (i > 0) await board.restart();
        await online.find(() => true, i);
        assert.equal((await callService(targetOf(cloud), 'Ping', {}, { rrpc: true, timeout: 3000 })).code, 200);
      }
    },
  );

  check('a board that is reset comes back with its pins safe', async (t) => {
    const rig = await rigFor(t, kind);
    await rig.call('SetPin', { pin: 'led', value: 1 });
    const subscribed = events(rig.cloud, 'subscribed');
    await rig.board.restart();
    await subscribed.find(({ deviceName }) => deviceName === DEVICE.deviceName);
    assert.deepEqual((await rig.call('GetPin', { pin: 'led' })).data, { pin: 'led', value: 0 });
  });

  check('the other ways to sign in are taken: SHA1, and a keep-alive of 1200 s', async (t) => {
    const { call } = await rigFor(t, kind, { settings: { signMethod: 'hmacsha1', keepAlive: 1200 } });
    assert.equal((await call('Ping')).code, 200);
  });
}

/** The case that needs no board. */
export function absentCases(): void {
  test('a device that never signed in is OFFLINE at once, by either call', { timeout: 30_000 }, async (t) => {
    const cloud = await cloudFor(t);
    for (const rrpc of [true, false]) {
      const started = performance.now();
      await assert.rejects(callService(targetOf(cloud), 'Ping', {}, { rrpc }), { code: 'OFFLINE' });
      assert.ok(performance.now() - started < 1000);
    }
  });
}
