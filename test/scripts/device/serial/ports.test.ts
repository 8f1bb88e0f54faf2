// Ports: which are listed, which is guessed, and what is said where one does not open.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPort, openProblem } from '../../../../scripts/device/serial/port.ts';
import { choosePort, describePort, guessPort, listPorts } from '../../../../scripts/device/serial/ports.ts';
import { openWire } from '../../../support/wires.ts';

const BOARD = { path: '/dev/ttyUSB0', manufacturer: 'Silicon Labs', vendorId: '10C4', productId: 'ea60' };
const MODEM = { path: '/dev/ttyACM3', manufacturer: 'Modems', vendorId: '1234', productId: '0001' };
const BUILT_IN = { path: '/dev/ttyS0' };

test('what is built into a computer is not listed, and each port is described', async () => {
  assert.deepEqual(await listPorts(async () => [BUILT_IN, BOARD, MODEM]), [BOARD, MODEM]);
  assert.equal(describePort(BOARD), '/dev/ttyUSB0  Silicon Labs (CP210x)');
  assert.equal(describePort(MODEM), '/dev/ttyACM3  Modems');
});

test('auto takes the one port with an ESP32 board’s chip', async () => {
  assert.equal(await choosePort('auto', async () => [BUILT_IN, MODEM, BOARD]), '/dev/ttyUSB0');
  assert.equal(guessPort([MODEM]), '/dev/ttyACM3');
});

test('auto refuses to choose where there is none, or more than one', () => {
  assert.throws(() => guessPort([]), { step: 'port', message: /^no serial port found: plug the board in/ });
  assert.throws(() => guessPort([BOARD, { ...BOARD, path: '/dev/ttyUSB1' }]), {
    step: 'port',
    message: "more than one port may be the board's: give --port /dev/ttyUSB0 or /dev/ttyUSB1",
  });
});

test('no port named says what can be named', async () => {
  await assert.rejects(choosePort(undefined), { step: 'port', message: /^give --port/ });
});

test('each refusal of the operating system says what to do next', () => {
  const said = (text: string): string => openProblem('/dev/ttyUSB0', text).message;
  assert.match(said('Error: No such file or directory, cannot open /dev/ttyUSB0'), /^there is no port \/dev\/ttyUSB0/);
  assert.match(said('Error: Permission denied, cannot open /dev/ttyUSB0'), /usermod -aG dialout/);
  assert.match(said('Error Resource temporarily unavailable Cannot lock port'), /in use by another program/);
  assert.match(said('Error: Inappropriate ioctl for device'), /is not a serial port/);
  assert.match(said('Error: something new'), /cannot be opened: Error: something new/);
});

test('real ports that are missing, are none, or have nothing behind them are told apart', async () => {
  await assert.rejects(openPort('/dev/none-of-that-name'), { step: 'port', message: /^there is no port/ });

  await assert.rejects(openPort('/dev/null'), { step: 'port', message: /is not a serial port/ });
  await assert.rejects(openPort('tcp://127.0.0.1:1'), { step: 'port', message: /^nothing listens at/ });
  await assert.rejects(openPort('tcp://127.0.0.1:70000'), { step: 'port', message: /a port of 1\.\.65535, not 70000/ });
  await assert.rejects(openPort('http://127.0.0.1'), { step: 'port', message: /takes a serial device or tcp:/ });
});

for (const over of ['pty', 'tcp'] as const)
  test(`bytes go both ways over ${over}, and a plug that is pulled is told`, async (t) => {
    const heard: Buffer[] = [];
    const wire = await openWire(over, (bytes) => {
      heard.push(bytes);
      wire.send(Buffer.from([0, 3, 255]));
    });
    t.after(() => wire.cut());
    const port = await openPort(wire.port);
    t.after(() => port.close());
    const answered = new Promise<Buffer>((resolve) => void port.onData(resolve));
    await port.write(Buffer.from([1, 17, 19, 254]));
    assert.deepEqual(await answered, Buffer.from([0, 3, 255]));
    assert.deepEqual(Buffer.concat(heard), Buffer.from([1, 17, 19, 254]));
    wire.cut();
    assert.match(await port.closed, /unplugged\?|switched off\?/);
  });

test('a port that is open already is busy', async (t) => {
  const wire = await openWire('pty', () => undefined);
  t.after(() => wire.cut());
  const port = await openPort(wire.port);
  t.after(() => port.close());
  await assert.rejects(openPort(wire.port), { step: 'port', message: /is in use by another program/ });
});

test('a port whose owner does not let others in is told with the group to join', {
  skip: process.getuid?.() === 0 ? false : 'only the administrator can become someone without permission',
}, async (t) => {
  const wire = await openWire('pty', () => undefined);
  t.after(() => wire.cut());
  // Nobody.
  process.seteuid?.(65_534);
  try {
    await assert.rejects(openPort(wire.port), {
      step: 'port',
      message: /^no permission for \/dev\/\S+: join the group that owns it .*usermod -aG dialout/,
    });
  } finally {
    process.seteuid?.(0);
  }
  const port = await openPort(wire.port);
  await port.close();
});
