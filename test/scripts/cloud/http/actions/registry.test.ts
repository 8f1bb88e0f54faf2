// Products and devices over the API: what is refused, with which code, and how they are listed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newDevice } from '../../../../../scripts/cloud/store/fresh.ts';
import { cloudFor, connect, device, next } from '../../help.ts';
import { iot, officialClient, signedByHand } from '../official.ts';

const productKey = device.productKey;

for (const [what, action, values, code, says] of [
  ['an empty product name', 'CreateProduct', { ProductName: '', NodeType: '0' }, 'iot.prod.NullProductName', /empty/],
  [
    'a short one',
    'CreateProduct',
    { ProductName: 'abc', NodeType: '0' },
    'iot.prod.InvalidFormattedProductName',
    /4\.\.30/,
  ],
  [
    'one of 16 Chinese characters',
    'CreateProduct',
    { ProductName: '灯'.repeat(16), NodeType: '0' },
    'iot.prod.InvalidFormattedProductName',
    /each two/,
  ],
  [
    'one with a slash',
    'CreateProduct',
    { ProductName: 'a/bcd', NodeType: '0' },
    'iot.prod.InvalidFormattedProductName',
    /letters/,
  ],
  [
    'an unknown node type',
    'CreateProduct',
    { ProductName: 'Lamps', NodeType: '2' },
    'iot.prod.InvalidNodeType',
    /NodeType must be a number, 0\.\.1/,
  ],
  [
    'an unknown kind',
    'CreateProduct',
    { ProductName: 'Lamps', NodeType: '0', AliyunCommodityCode: 'x' },
    'iot.prod.InvalidAliyunCommodityCode',
    /iothub_senior/,
  ],
  [
    'a long description',
    'CreateProduct',
    { ProductName: 'Lamps', NodeType: '0', Description: 'x'.repeat(101) },
    'iot.prod.LongProductDesc',
    /100/,
  ],
  [
    'sign-in by certificates',
    'CreateProduct',
    { ProductName: 'Lamps', NodeType: '0', AuthType: 'x509' },
    'iot.common.InvalidFormattedParameter',
    /secret/,
  ],
  [
    'a device name that would change a topic',
    'RegisterDevice',
    { DeviceName: 'a/+#' },
    'iot.device.InvalidFormattedDeviceName',
    /4\.\.32/,
  ],
  [
    'a device name of three letters',
    'RegisterDevice',
    { DeviceName: 'abc' },
    'iot.device.InvalidFormattedDeviceName',
    /4\.\.32/,
  ],
  [
    'a device that is there',
    'RegisterDevice',
    { DeviceName: 'lamp' },
    'iot.device.AlreadyExistedDeviceName',
    /lamp already/,
  ],
  [
    'a product that is not there',
    'RegisterDevice',
    { ProductKey: 'x', DeviceName: 'lamp2' },
    'iot.prod.NotExistedProduct',
    /no product x/,
  ],
  [
    'a long nickname',
    'RegisterDevice',
    { DeviceName: 'lamp2', Nickname: 'x'.repeat(65) },
    'iot.common.InvalidFormattedParameter',
    /Nickname/,
  ],
  ['a device that is not there', 'DeleteDevice', { DeviceName: 'lamp9' }, 'iot.device.NotExistedDevice', /lamp9/],
  ['an IotId that is nobody’s', 'DeleteDevice', { IotId: 'nobody' }, 'iot.device.InvalidIoTId', /nobody/],
  ['a page of 51', 'QueryDevice', { PageSize: '51' }, 'iot.common.InvalidPageParams', /1\.\.50/],
  ['page 0', 'QueryDevice', { CurrentPage: '0' }, 'iot.common.InvalidPageParams', /CurrentPage/],
  ['a page that is no number', 'QueryDevice', { PageSize: 'ten' }, 'iot.common.InvalidPageParams', /PageSize/],
  ['a token that is none', 'QueryDevice', { NextToken: 'e30' }, 'iot.common.InvalidPageParams', /NextToken/],
  [
    '51 devices',
    'BatchGetDeviceState',
    Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`DeviceName.${i + 1}`, 'lamp'])),
    'iot.common.InvalidFormattedParameter',
    /50 devices at most/,
  ],
  ['no device', 'BatchGetDeviceState', {}, 'iot.device.NoneDeviceNameElement', /DeviceName\.1/],
] as const) {
  test(`${action} with ${what} is ${code}`, async (t) => {
    const cloud = await cloudFor(t);
    const before = cloud.store.deviceCount(productKey);
    const answer = await signedByHand(cloud, action, { ProductKey: productKey, ...values });
    assert.deepEqual([answer.Success, answer.Code], [false, code]);
    assert.match(answer.ErrorMessage ?? '', says);
    assert.equal(cloud.store.deviceCount(productKey), before);
  });
}

test('a product name is taken once', async (t) => {
  const cloud = await cloudFor(t);
  const ask = { ProductName: 'Lamps', NodeType: '1', Description: 'Lamps of the hall', DataFormat: '0' };
  const first = await signedByHand(cloud, 'CreateProduct', ask);
  assert.deepEqual(
    [first.Data?.Description, first.Data?.DataFormat, first.Data?.NodeType],
    ['Lamps of the hall', 0, 1],
  );
  assert.equal((await signedByHand(cloud, 'CreateProduct', ask)).Code, 'iot.prod.AlreadyExistedProductName');
});

test('one name registered by twenty callers at once is registered once', async (t) => {
  const cloud = await cloudFor(t);
  const ask = () => signedByHand(cloud, 'RegisterDevice', { ProductKey: productKey, DeviceName: 'once' });
  const answers = await Promise.all(Array.from({ length: 20 }, ask));
  assert.equal(answers.filter(({ Success }) => Success).length, 1);
  assert.equal(answers.filter(({ Code }) => Code === 'iot.device.AlreadyExistedDeviceName').length, 19);
});

test('a device registered without a name gets one, and signs in at once with the secret it got', async (t) => {
  const cloud = await cloudFor(t);
  const { Data } = await signedByHand(cloud, 'RegisterDevice', { ProductKey: productKey });
  assert.match(String(Data?.DeviceName), /^\w{20}$/);
  await connect(
    t,
    cloud,
    {},
    { productKey, deviceName: String(Data?.DeviceName), deviceSecret: String(Data?.DeviceSecret) },
  );
  assert.equal(cloud.isOnline(productKey, String(Data?.DeviceName)), true);
});

test('a deleted device is disconnected and cannot sign in; registered anew it has another secret', async (t) => {
  const cloud = await cloudFor(t);
  await connect(t, cloud);
  const gone = next(cloud, 'offline');
  assert.equal(
    (await signedByHand(cloud, 'DeleteDevice', { ProductKey: productKey, DeviceName: 'lamp' })).Success,
    true,
  );
  assert.equal((await gone).reason, 'the device was deleted');
  await assert.rejects(connect(t, cloud), /Bad username or password|Not authorized|Connection refused/);
  const again = await signedByHand(cloud, 'RegisterDevice', { ProductKey: productKey, DeviceName: 'lamp' });
  await assert.rejects(connect(t, cloud), /refused/);
  await connect(t, cloud, {}, { ...device, deviceSecret: String(again.Data?.DeviceSecret) });
});

test('a device is UNACTIVE, ONLINE, then OFFLINE, with the times of each', async (t) => {
  const cloud = await cloudFor(t);
  const ask = { ProductKey: productKey, DeviceName: 'lamp' };
  const status = async () => (await signedByHand(cloud, 'GetDeviceStatus', ask)).Data?.Status;
  const detail = async () => (await signedByHand(cloud, 'QueryDeviceDetail', ask)).Data ?? {};
  assert.equal(await status(), 'UNACTIVE');
  assert.equal((await detail()).UtcActive, undefined);
  const lamp = await connect(t, cloud);
  assert.equal(await status(), 'ONLINE');
  const offline = next(cloud, 'offline');
  await lamp.endAsync();
  await offline;
  assert.equal(await status(), 'OFFLINE');
  const { GmtActive, UtcActive, UtcOnline } = await detail();
  assert.match(String(GmtActive), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  assert.equal(UtcActive, UtcOnline);
});

test('BatchGetDeviceState takes names or IotIds, and one device twice is told once', async (t) => {
  const cloud = await cloudFor(t);
  await connect(t, cloud);
  const iotId = cloud.store.device(productKey, 'lamp')?.iotId ?? '';
  const ask = async (values: Record<string, string>) => {
    const { DeviceStatusList } = await signedByHand(cloud, 'BatchGetDeviceState', values);
    const list = (DeviceStatusList as { DeviceStatus: { DeviceName: string; Status: string }[] }).DeviceStatus;
    return list.map(({ DeviceName, Status }) => `${DeviceName} ${Status}`);
  };
  const byName = { ProductKey: productKey, 'DeviceName.1': 'lamp', 'DeviceName.2': 'door', 'DeviceName.3': 'lamp' };
  assert.deepEqual(await ask(byName), ['lamp ONLINE', 'door UNACTIVE']);
  assert.deepEqual(await ask({ 'IotId.1': iotId }), ['lamp ONLINE']);
});

test('10,000 devices, the last thousand registered over the API, are listed in pages, each once, in their order', async (t) => {
  const cloud = await cloudFor(t);
  const names = Array.from({ length: 10_000 }, (_, i) => `unit-${i}`);
  const { Data } = await signedByHand(cloud, 'CreateProduct', { ProductName: 'Fleet', NodeType: '0' });
  const key = String(Data?.ProductKey);
  await Promise.all(names.slice(0, 9000).map((name) => cloud.store.saveDevice(newDevice(key, name, 1))));
  const queue = names.slice(9000).values();
  const worker = async () => {
    for (const DeviceName of queue)
      assert.equal((await signedByHand(cloud, 'RegisterDevice', { ProductKey: key, DeviceName })).Success, true);
  };
  await Promise.all(Array.from({ length: 16 }, worker));
  const api = officialClient(cloud);
  const listed: string[] = [];
  let token: string | undefined;
  let pages = 0;
  do {
    const ask = { productKey: key, pageSize: 50, ...(token ? { nextToken: token } : {}) };
    const { body } = await api.queryDevice(new iot.QueryDeviceRequest(ask));
    assert.deepEqual([body.total, body.pageCount], [10_000, 200]);
    listed.push(...(body.data?.deviceInfo ?? []).map(({ deviceName = '' }) => deviceName));
    token = body.nextToken;
    pages += 1;
  } while (token);
  assert.equal(pages, 200);
  assert.deepEqual([...listed].sort(), [...names].sort());
  const { body } = await api.queryDevice(
    new iot.QueryDeviceRequest({ productKey: key, pageSize: 50, currentPage: 200 }),
  );
  assert.deepEqual(
    body.data?.deviceInfo?.map(({ deviceName }) => deviceName),
    listed.slice(-50),
  );
  const beyond = (await api.queryDevice(new iot.QueryDeviceRequest({ productKey: key, currentPage: 9999 }))).body;
  assert.deepEqual([beyond.success, beyond.data?.deviceInfo], [true, []]);
});
