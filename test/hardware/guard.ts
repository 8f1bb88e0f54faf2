// Cases: what keeps a board alive: the boot-loop guard, the watchdog, an error that nobody catches.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { STARTS } from '../../firmware/limits.ts';
import { NotSeen, need } from '../../scripts/hardware/suite.ts';
import { assertRest, assertStates, watchBoot } from './bench/states.ts';
import { cases } from './bench/theme.ts';

/** The watchdog's time in its case, in s: short, as nobody waits for 300 of them. */
const WATCHDOG_S = 3;
/** Connections that are refused: more than a board can make meanwhile. */
const ALL = 1_000_000;

export default cases('staying alive', (check) => {
  check(
    `after ${STARTS} starts that came to nothing the pins are safe and the console is free, and it says so`,
    async (trial) => {
      const { bench } = trial;
      const { board, proxy, lines } = bench;
      const from = lines.all.length;
      proxy.refuse(ALL);
      proxy.cut();
      try {
        for (let start = 1; start <= STARTS; start++) {
          const dialled = proxy.connections;
          await board.restart();
          for (let tries = 0; proxy.connections === dialled && tries < 600; tries++) await sleep(50);
          assert.ok(proxy.connections > dialled, `start ${start} connects`);
        }
        assert.ok(!lines.all.slice(from).some((line) => / starts came to nothing/.test(line)), 'held back too early');
        const heard = lines.all.length;
        const wire = await watchBoot(bench);
        await board.restart();
        await lines.find((line) => new RegExp(`^E \\S+ boot ${STARTS} starts came to nothing: `).test(line), heard);
        const connections = proxy.connections;
        await assertRest(trial, 'safe', wire);
        assert.equal(await bench.evaluate('6*7'), 42, 'the console answers');
        assert.equal(proxy.connections, connections, 'nothing is dialled');
      } finally {
        proxy.refuse(0);
        await bench.andBack(() => board.restart());
      }
    },
  );

  check('a console that is busy for longer than the watchdog allows restarts the board', async ({ bench }) => {
    const { board, lines } = bench;
    if ((await bench.evaluate('process.env.BOARD')) === 'LINUX')
      throw new NotSeen('a bite of the watchdog - the interpreter on Linux has none');
    const from = lines.all.length;
    await bench.andBack(async () => {
      await board.evaluate(`(E.enableWatchdog(${WATCHDOG_S}),setTimeout("while(1);",200),1)`);
      await lines.find((line) => / boot espruino-rrpc /.test(line), from, 60_000);
    });
    await bench.done('Ping');
  });

  check(
    'an error that nobody catches is one line, makes the pins safe, and is kept over restarts',
    async ({ bench, see }) => {
      const { board, lines, done, eyes, andBack } = bench;
      const output = need('an output that becomes safe', bench.pins.output);
      const kept = await bench.evaluate('require("Storage").read("error")!==undefined');
      await done('SetPin', { pin: output.name, value: 1 });
      const wire = await eyes.watch(output);
      const from = lines.all.length;
      await board.evaluate('(setTimeout(function(){throw new Error("out of paper")},1),1)');
      await lines.find((line) => /^E \S+ boot uncaught: out of paper/.test(line), from);
      await assertStates(bench, 'safe');
      const on = output.safe === 1 ? [] : [0];
      await see(`level of ${output.name}`, wire, async ({ moves }) => assert.equal((await moves()).length, on.length));
      await done('SetPin', { pin: output.name, value: 1 });
      await andBack(() => board.restart());
      assert.match(String((await done('GetInfo')).lastError), /^out of paper/);
      // It was this case's own: a board's older one stays as it is only where there was one.
      if (!kept) await board.evaluate('require("Storage").erase("error")');
    },
  );
});
