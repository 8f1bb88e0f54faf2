import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolveTarget } from '../../../scripts/call/target.ts';

const running = () => ({
  pid: 1,
  endpoint: '127.0.0.1:8080',
  device: { productKey: 'pk', deviceName: 'lamp' },
  accessKey: { id: 'me', secret: 'mine' },
});
const none = () => undefined;

test('with nothing said, the running cloud is called', () => {
  const { pid: _, ...expected } = running();
  assert.deepEqual(resolveTarget({}, {}, running), expected);
});

test('a flag goes before the environment, and that before the running cloud', () => {
  const environment = { RRPC_DEVICE: 'pk,door', RRPC_ACCESS_KEY: 'you,yours' };
  const target = resolveTarget({ device: 'pk,gate' }, environment, running);
  assert.deepEqual(target.device, { productKey: 'pk', deviceName: 'gate' });
  assert.deepEqual(target.accessKey, { id: 'you', secret: 'yours' });
  assert.equal(target.endpoint, '127.0.0.1:8080');
});

test("the running cloud's access key is not used towards another endpoint", () => {
  assert.throws(
    () => resolveTarget({ endpoint: 'h:1', device: 'pk,lamp' }, {}, running),
    /--access-key id,secret, or set RRPC_ACCESS_KEY/,
  );
  assert.throws(() => resolveTarget({ accessKey: 'a,b' }, { RRPC_ENDPOINT: 'h:1' }, running), /--device .*RRPC_DEVICE/);
});

test('a region means the real cloud there', () => {
  const target = resolveTarget(
    { region: 'cn-shanghai', instance: 'iot-1', device: 'pk,lamp', accessKey: 'a,b' },
    {},
    none,
  );
  assert.equal(target.endpoint, 'iot.cn-shanghai.aliyuncs.com');
  assert.equal(target.region, 'cn-shanghai');
  assert.equal(target.instance, 'iot-1');
});

test('with no cloud anywhere, it is said what to start', () => {
  assert.throws(() => resolveTarget({}, {}, none), /npm start or npm run cloud, or give --endpoint/);
  assert.throws(() => resolveTarget({}, { RRPC_ENDPOINT: '' }, none), /no cloud runs here/);
});
