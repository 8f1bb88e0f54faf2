/** The kernel's GPIO files: read as they are, and written by the real interpreter, whose /sys/class/gpio is a folder here. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import type { PinChange } from '../../../../scripts/device/device.ts';
import { outputLevels, watchOutputs } from '../../../../scripts/device/espruino/sysfs.ts';
import { findInterpreter, startEspruino } from '../../../../scripts/device/espruino.ts';

/** The pins of the interpreter's Linux build. */
const PINS = 33;
const LIMIT_MS = 5000;

/** A folder like the kernel's, in which every pin has been exported as an input. */
async function gpioFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gpio-'));
  t.after(() => rm(folder, { recursive: true }));
  for (const name of ['export', 'unexport']) await writeFile(join(folder, name), '');
  for (let pin = 0; pin < PINS; pin++) {
    await mkdir(join(folder, `gpio${pin}`));
    await set(folder, pin, 'in', '0');
  }
  return folder;
}
async function set(folder: string, pin: number, direction: string, value: string): Promise<void> {
  await writeFile(join(folder, `gpio${pin}`, 'direction'), direction);
  await writeFile(join(folder, `gpio${pin}`, 'value'), value);
}

/** The command that shows `folder` as /sys/class/gpio to what follows it, and to nobody else. */
const mounted = (folder: string): string =>
  `unshare -rm sh -c 'mount -t tmpfs none /sys/class && mkdir /sys/class/gpio && mount --bind "${folder}" /sys/class/gpio && exec "$@"' sh`;

test('outputs have a level, inputs and what is no pin have none', async (t) => {
  const folder = await gpioFolder(t);
  await set(folder, 17, 'out\n', '1\n');
  await set(folder, 22, 'out\n', '0\n');
  await set(folder, 23, 'in\n', '1\n');
  await mkdir(join(folder, 'gpiochip0'));
  assert.deepEqual([...outputLevels(folder)].sort(), [
    [17, 1],
    [22, 0],
  ]);
  assert.equal(outputLevels(join(folder, 'nowhere')).size, 0);
});

test('an output that appears is told, and each change of its level, until nobody listens', async (t) => {
  const folder = await gpioFolder(t);
  const told: string[] = [];
  let hear = (): void => undefined;
  const stop = watchOutputs(folder, (pin, level) => {
    told.push(`${pin} ${level}`);
    hear();
  });
  t.after(stop);
  for (const value of ['0', '1', '0']) {
    const heard = new Promise<void>((resolve) => (hear = resolve));
    await set(folder, 17, 'out', value);
    await heard;
  }
  stop();
  assert.deepEqual(told, ['17 0', '17 1', '17 0']);
});

const executable = findInterpreter();
const reason =
  executable === undefined
    ? 'no Espruino interpreter was found (set ESPRUINO to the path of one)'
    : spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', '/sys/class']).status !== 0 &&
      'this computer lets nobody mount a folder in a namespace of their own';

describe('the interpreter on GPIO files', { skip: reason }, () => {
  test('sets levels that are read from outside its process', async (t) => {
    const folder = await gpioFolder(t);
    const program = join(folder, 'espruino');
    await writeFile(program, `#!/bin/sh\nexec ${mounted(folder)} ${executable} "$@"\n`);
    await chmod(program, 0o755);
    const bundle = join(folder, 'bundle.js');
    await writeFile(bundle, 'digitalWrite(17, 1); pinMode(17, "output"); digitalWrite(22, 0);');
    const changes: PinChange[] = [];
    let hear = (): void => undefined;
    const device = await startEspruino({
      bundle,
      storage: {},
      executable: program,
      pins: 'sysfs',
      sysfs: folder,
      onPin: (change) => {
        changes.push(change);
        hear();
      },
    });
    t.after(() => device.stop());
    const until = async (what: string, is: () => boolean): Promise<void> => {
      const end = performance.now() + LIMIT_MS;
      while (!is()) {
        assert.ok(performance.now() < end, `${what}: ${JSON.stringify(changes)}`);
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, LIMIT_MS);
          hear = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
    };
    const last = (pin: number): number | undefined => changes.findLast((change) => change.pin === pin)?.value;
    await until('the boot sets both', () => last(17) === 1 && last(22) === 0);
    assert.deepEqual([outputLevels(folder).get(17), await device.evaluate('digitalRead(17)')], [1, '1']);
    await device.evaluate('digitalWrite(17, 0)');
    await until('17 goes low', () => last(17) === 0);
    assert.ok(changes.every(({ ms }) => ms >= 0));
    await assert.rejects(device.wires.drive(17, 1), /the pins are the kernel's/);
  });
});
