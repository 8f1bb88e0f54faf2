// Cases: the boot, and signing in.
import assert from 'node:assert/strict';
import { assertRest, watchBoot } from './bench/states.ts';
import { cases } from './bench/theme.ts';

/** One line of a refused or lost sign-in. */
const REFUSED = /^W \S+ link refused: \S.*; next try in \d+ ms$/;

export default cases('boot and sign-in', (check) => {
  check('the board greets with its version and the name of its board', async ({ bench, note }) => {
    const { version, board } = await bench.done('GetInfo');
    assert.equal(board, bench.data.name, 'the bundle is for another board: --target names the one it is for');
    await bench.lines.find((line) => line.endsWith(` boot espruino-rrpc ${String(version)} on ${String(board)}`));
    const [chip, interpreter] = (await bench.evaluate('[process.env.BOARD,process.version]')) as [string, string];
    note('firmware', `espruino-rrpc ${String(version)} for ${String(board)}`);
    note('interpreter', `Espruino ${interpreter}, ${chip}`);
  });

  check('it signs in, and every subscription is granted', async ({ bench, note }) => {
    const { online, subscribed, refused } = bench.cloud.heard;
    assert.ok(online.all.length > 0 && subscribed.all.length > 0);
    assert.deepEqual(
      subscribed.all.flatMap((one) => one.refused),
      [],
    );
    assert.deepEqual(refused.all, []);
    note('start until it can be called', `${Math.round(bench.onlineMs)} ms`);
  });

  check(
    'a secret that the cloud does not know is refused, told in a line a try, and never shown',
    async ({ bench }) => {
      const { cloud, lines } = bench;
      const from = lines.all.length;
      const refusals = cloud.heard.refused.all.length;
      await cloud.stop();
      await cloud.start('another-secret');
      await cloud.heard.refused.find(({ returnCode }) => returnCode === 4, refusals);
      await lines.find((line) => REFUSED.test(line), from);
      await bench.andBack(async () => {
        await cloud.stop();
        await cloud.start();
      });
      assert.ok(!lines.all.join('\n').includes(cloud.device.deviceSecret), 'the secret is on the console');
    },
  );

  check(
    'a wrong member of device.json is a line that names it, nothing is dialled, the pins are safe',
    async (trial) => {
      const { board, lines, proxy, deviceJson, andBack } = trial.bench;
      const write = (text: string) => board.evaluate(`require("Storage").write("device.json",${JSON.stringify(text)})`);
      const from = lines.all.length;
      await write(JSON.stringify({ ...JSON.parse(deviceJson), keepAlive: 5 }));
      try {
        const wire = await watchBoot(trial.bench);
        await board.restart();
        await lines.find(
          (line) => /^E \S+ boot device\.json: keepAlive must be 30\.\.1200 seconds, not 5$/.test(line),
          from,
        );
        const dialled = proxy.connections;
        await assertRest(trial, 'initial', wire);
        assert.equal(proxy.connections, dialled);
      } finally {
        await write(deviceJson);
        await andBack(() => board.restart());
      }
    },
  );
});
