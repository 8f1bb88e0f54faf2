// The runner of the hardware suite: what counts as passed, failed, and not seen, and how it ends.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countOf, type Facts, type Result } from '../../../scripts/hardware/result.ts';
import { type Opened, runSuite } from '../../../scripts/hardware/run.ts';
import { NotSeen, need, seen, type Theme, theme, unseen, withoutCase } from '../../../scripts/hardware/suite.ts';

interface Fake {
  readonly log: string[];
}

/** Runs themes on fake boards; gives the results and what happened. */
async function ran(themes: readonly Theme<Fake>[], boards = 1, signal = new AbortController().signal) {
  const log: string[] = [];
  const facts: Facts = new Map();
  const told: Result[] = [];
  const open = async (): Promise<Opened<Fake>> => {
    log.push('open');
    return {
      bench: { log },
      prepare: async (isRed) => void log.push(isRed ? 'prepare after red' : 'prepare'),
      close: async () => void log.push('close'),
    };
  };
  const ending = runSuite({ themes, open, boards, facts, tell: (result) => void told.push(result) }, signal);
  const results = await ending.catch((error: unknown) => error);
  return { results, log, facts, told };
}

const outcomes = (results: readonly Result[]) => results.map(({ name, outcome, why }) => [name, outcome, why]);

test('what is not seen is neither passed nor failed, of a case or of a part of one', async () => {
  const { told } = await ran([
    theme<Fake>('a', (check) => {
      check('good', async () => undefined);
      check('blind', async () => void need('SetServo', unseen('no servo on this board')));
      check('half', async ({ see }) => {
        await see('level of relay', unseen('no loop wire'), () => assert.fail('nothing to look at'));
        await see('level of led', seen(1), (level) => assert.equal(level, 1));
      });
    }),
  ]);
  assert.deepEqual(outcomes(told), [
    ['good', 'passed', undefined],
    ['blind', 'not seen', 'SetServo - no servo on this board'],
    ['half', 'passed', undefined],
    ['half: level of relay', 'not seen', 'level of relay - no loop wire'],
    ['half: level of led', 'passed', undefined],
  ]);
  assert.deepEqual(countOf(told), { passed: 3, failed: 0, 'not seen': 2 });
});

test('a case that throws is failed with its words, and the next one gets a board made ready after it', async () => {
  const { told, log } = await ran([
    theme<Fake>('a', (check) => {
      check('bad', async () => {
        throw new Error('one is two');
      });
      check('part', async ({ see }) => {
        await see('level', seen(0), () => assert.fail('it is low'));
        throw new NotSeen('the rest - no wire');
      });
      check('good', async () => undefined);
    }),
  ]);
  assert.deepEqual(outcomes(told), [
    ['bad', 'failed', 'one is two'],
    ['part', 'not seen', 'the rest - no wire'],
    ['part: level', 'failed', 'it is low'],
    ['good', 'passed', undefined],
  ]);
  assert.deepEqual(log, ['open', 'prepare', 'prepare after red', 'prepare after red', 'close']);
});

test('a case that does not end is failed at its limit, and what it does then does not count', async () => {
  let late: Promise<void> = Promise.resolve();
  const { told } = await ran([
    theme<Fake>('a', (check) => {
      check(
        'endless',
        ({ see }) =>
          new Promise((resolve) => {
            late = new Promise<void>((done) => setTimeout(done, 60)).then(() => see('late', seen(1), () => undefined));
            void late.then(resolve);
          }),
        20,
      );
    }),
  ]);
  await late;
  assert.deepEqual(outcomes(told), [['endless', 'failed', 'it was not over within 0.02 s']]);
});

test('themes are shared out to as many boards as there are, and every board is closed', async () => {
  const one = (name: string) =>
    theme<Fake>(name, (check) => check('x', async ({ bench }) => void bench.log.push(name)));
  const { log, told } = await ran([one('a'), one('b'), one('c')], 2);
  assert.equal(told.length, 3);
  assert.deepEqual(
    [log.filter((word) => word === 'open').length, log.filter((word) => word === 'close').length],
    [2, 2],
  );
});

test('a run that is aborted ends with the reason, its boards closed', async () => {
  const stopping = new AbortController();
  const { results, log, told } = await ran(
    [
      theme<Fake>('a', (check) => {
        check('long', () => {
          stopping.abort(new Error('Ctrl-C'));
          return new Promise(() => undefined);
        });
        check('never', async () => assert.fail('it was to end'));
      }),
    ],
    1,
    stopping.signal,
  );
  assert.equal((results as Error).message, 'Ctrl-C');
  assert.deepEqual([told, log.at(-1)], [[], 'close']);
});

test('a board that cannot be opened ends the run with its error', async () => {
  const open = () => Promise.reject(new Error('nothing answers at the port'));
  const themes = [theme<Fake>('a', (check) => check('x', async () => undefined))];
  const run = { themes, open, boards: 1, facts: new Map(), tell: () => assert.fail('nothing ran') };
  await assert.rejects(runSuite(run, new AbortController().signal), /nothing answers at the port/);
});

test('a service without a case is found', () => {
  const themes = [theme<Fake>('a', (check) => check.of('SetPin', 'sets', async () => undefined))];
  assert.deepEqual(withoutCase(['SetPin', 'GetPin'], themes), ['GetPin']);
});
