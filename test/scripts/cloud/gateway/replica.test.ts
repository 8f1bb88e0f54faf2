import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Replica } from '../../../../scripts/cloud/gateway/replica.ts';
import { Sealed } from '../../../../scripts/cloud/gateway/sealed.ts';
import { REGISTRY } from '../../../../scripts/cloud/limits.ts';
import { newDevice, newProduct } from '../../../../scripts/cloud/store/fresh.ts';
import { memoryStore, StoreError } from '../../../../scripts/cloud/store/store.ts';
import { fakeClock } from '../fakeClock.ts';

const keys = [{ id: 'key', secret: 'key-secret' }];

/** A broker that brings every message to all who are there, its sender too, when the test says so. */
function bus() {
  const members = new Set<Replica>();
  const queue: Buffer[] = [];
  return {
    members,
    queue,
    send: (message: Buffer) => queue.push(message),
    /** Brings what was sent, and what is sent because of it, until it is quiet. */
    async settle() {
      for (let message = queue.shift(); message; message = queue.shift())
        await Promise.all([...members].map((member) => member.take(message as Buffer)));
    },
  };
}

function gateway(broker: ReturnType<typeof bus>, clock = fakeClock(), accessKeys = keys) {
  const store = memoryStore(clock);
  const replica = new Replica({ store, clock, sealed: new Sealed(accessKeys), send: broker.send });
  broker.members.add(replica);
  const names = () => store.devices('pk', 0, 1000).map(({ deviceName }) => deviceName);
  const register = async (deviceName: string) => {
    if (!store.product('pk')) await store.saveProduct(newProduct('Lamps', clock.now(), 'pk'));
    const device = newDevice('pk', deviceName, clock.now());
    await store.saveDevice(device);
    return device;
  };
  return { clock, store, replica, names, register };
}

test('what one gateway registers, imports and removes the others have a moment later', async () => {
  const broker = bus();
  const [a, b] = [gateway(broker), gateway(broker)];
  const { iotId, deviceSecret } = await a.register('lamp');
  await a.store.saveModel('pk', { functionBlockId: '', tsl: '{}', savedAt: 1 });
  await broker.settle();
  assert.equal(b.store.product('pk')?.productName, 'Lamps');
  assert.deepEqual(
    [b.store.device('pk', 'lamp')?.iotId, b.store.deviceById(iotId)?.deviceSecret],
    [iotId, deviceSecret],
  );
  assert.equal(b.store.models('pk').get('')?.tsl, '{}');
  await b.store.removeDevice('pk', 'lamp');
  await broker.settle();
  assert.deepEqual([a.names(), b.names()], [[], []]);
});

test('a device that comes and goes is nothing to tell', async () => {
  const broker = bus();
  const a = gateway(broker);
  const device = await a.register('lamp');
  broker.queue.length = 0;
  await a.store.saveDevice({ ...device, order: 1, onlineAt: 5, activatedAt: 5 });
  assert.deepEqual(broker.queue, []);
});

test('a gateway that was not there learns all by its greeting, tells what the others missed, and removals count', async () => {
  const broker = bus();
  const [a, b] = [gateway(broker), gateway(broker)];
  await a.register('both');
  const { iotId } = await a.register('deleted');
  await broker.settle();
  broker.members.delete(b.replica);
  await a.register('while b was away');
  await a.store.removeDevice('pk', 'deleted');
  await broker.settle();
  // What b sent meanwhile reached nobody.
  await b.register('by b alone');
  broker.queue.length = 0;
  broker.members.add(b.replica);
  b.replica.greet();
  await broker.settle();
  const all = ['both', 'by b alone', 'while b was away'];
  assert.deepEqual([a.names().sort(), b.names().sort()], [all, all]);
  assert.equal(b.store.deviceById(iotId), undefined);
});

test('gateways that have the same are quiet after a greeting, and greet again after a time', async () => {
  const broker = bus();
  const [a, b] = [gateway(broker), gateway(broker)];
  for (let i = 0; i < 500; i++) await a.register(`device-${i}`);
  await broker.settle();
  assert.equal(b.names().length, 500);
  a.replica.greet();
  assert.equal(broker.queue.length, 1);
  const [greeting] = broker.queue.splice(0);
  await b.replica.take(greeting as Buffer);
  assert.deepEqual(broker.queue, []);
  a.clock.advance(REGISTRY.greetMs);
  assert.equal(broker.queue.length, 1);
  a.replica.stop();
  assert.equal(a.clock.waiting, 0);
});

test('one name registered at two gateways before they heard of each other keeps its older registration at both', async () => {
  const broker = bus();
  const [a, b] = [gateway(broker), gateway(broker, fakeClock(fakeClock().now() + 1))];
  const older = await a.register('lamp');
  const newer = await b.register('lamp');
  await b.store.saveProperties('pk', 'lamp', { LED: 1 }, 1);
  await broker.settle();
  for (const { store } of [a, b]) {
    assert.equal(store.device('pk', 'lamp')?.iotId, older.iotId);
    assert.equal(store.device('pk', 'lamp')?.deviceSecret, older.deviceSecret);
    assert.equal(store.deviceById(newer.iotId), undefined);
    assert.equal(store.deviceCount('pk'), 1);
  }
  assert.equal((await b.store.lastProperties('pk', 'lamp')).get('LED')?.value, 1, 'what it posted stays');
  assert.equal(a.store.product('pk')?.productSecret, b.store.product('pk')?.productSecret);
});

test('of two thing models of one module the newer one stays, in whichever order they come', async () => {
  for (const order of [
    [0, 1],
    [1, 0],
  ]) {
    const broker = bus();
    const [a, b] = [gateway(broker), gateway(broker)];
    await a.store.saveModel('pk', { functionBlockId: '', tsl: '{"old":1}', savedAt: 1 });
    await b.store.saveModel('pk', { functionBlockId: '', tsl: '{"new":1}', savedAt: 2 });
    const sent = broker.queue.splice(0);
    broker.queue.push(...order.map((i) => sent[i] as Buffer));
    await broker.settle();
    for (const { store } of [a, b]) assert.equal(store.models('pk').get('')?.tsl, '{"new":1}');
  }
});

test('who holds other access keys is neither understood nor believed, and what was changed on the way is not taken', async () => {
  const broker = bus();
  const a = gateway(broker);
  const stranger = gateway(broker, fakeClock(), [{ id: 'key', secret: 'another' }]);
  await a.register('lamp');
  assert.equal(
    broker.queue.some((message) => message.includes('lamp')),
    false,
  );
  await broker.settle();
  assert.deepEqual(stranger.names(), []);
  await stranger.register('door');
  await broker.settle();
  assert.deepEqual(a.names(), ['lamp']);
  const b = gateway(broker);
  a.replica.greet();
  b.replica.greet();
  const [message] = broker.queue.splice(0);
  for (let i = 0; i < (message?.length ?? 0); i += 7) {
    const changed = Buffer.from(message ?? []);
    changed[i] = (changed[i] ?? 0) ^ 1;
    await b.replica.take(changed);
  }
  for (const bad of [Buffer.alloc(0), Buffer.from([1]), Buffer.alloc(29, 1), Buffer.alloc(5000, 1)])
    await b.replica.take(bad);
  assert.deepEqual([broker.queue, b.names()], [[], []]);
});

test('entries that lack a member are left out, and the others of their message are taken', async () => {
  const broker = bus();
  const a = gateway(broker);
  const device = newDevice('pk', 'lamp', 1);
  const { iotId: _, ...nameless } = device;
  const entries = [null, 7, {}, { device: nameless }, { device: 'lamp' }, { removal: {} }, { model: {} }, { device }];
  const text = JSON.stringify({ from: 'another', entries, digest: 5 });
  await a.replica.take(new Sealed(keys).seal(text));
  await a.replica.take(new Sealed(keys).seal('no JSON'));
  assert.deepEqual(a.names(), ['lamp']);
});

test('what the store cannot take now comes again after the next greeting', async () => {
  const broker = bus();
  const [a, b] = [gateway(broker), gateway(broker)];
  const save = b.store.saveDevice.bind(b.store);
  b.store.saveDevice = () => Promise.reject(new StoreError('the disk is full'));
  await a.register('lamp');
  await broker.settle();
  assert.deepEqual(b.names(), []);
  b.store.saveDevice = save;
  b.replica.greet();
  await broker.settle();
  assert.deepEqual(b.names(), ['lamp']);
});
