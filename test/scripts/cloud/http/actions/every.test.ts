// Every action once, by the official client, under both signatures: one product's whole life.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alink, answering, cloudFor, connect, next } from '../../help.ts';
import { tslText } from '../../model/thing.ts';
import { iot, officialClient, signatures } from '../official.ts';

for (const signature of signatures) {
  test(`the official client, signing by ${signature}, runs through every action`, async (t) => {
    const cloud = await cloudFor(t);
    const api = officialClient(cloud, signature);

    const product = (await api.createProduct(new iot.CreateProductRequest({ productName: 'Lamps_灯', nodeType: 0 })))
      .body;
    assert.equal(product.success, true);
    const { productKey = '' } = product;
    assert.match(productKey, /^a1\w{9}$/);
    assert.deepEqual(
      [product.data?.productKey, product.data?.productName, product.data?.nodeType],
      [productKey, 'Lamps_灯', 0],
    );

    const imported = await api.importThingModelTsl(new iot.ImportThingModelTslRequest({ productKey, tslStr: tslText }));
    assert.equal(imported.body.success, true);
    const model = (await api.queryThingModel(new iot.QueryThingModelRequest({ productKey }))).body;
    assert.equal(JSON.parse(model.data?.thingModelJson ?? '').productKey, productKey);

    const register = new iot.RegisterDeviceRequest({ productKey, deviceName: 'lamp1', nickname: 'Desk' });
    const { deviceName = '', deviceSecret = '', iotId = '' } = (await api.registerDevice(register)).body.data ?? {};
    assert.equal(deviceName, 'lamp1');
    assert.match(deviceSecret, /^[0-9a-f]{32}$/);
    const named = { productKey, deviceName };

    const status = async () => (await api.getDeviceStatus(new iot.GetDeviceStatusRequest(named))).body.data;
    assert.equal((await status())?.status, 'UNACTIVE');
    const online = next(cloud, 'online');
    const lamp = await connect(t, cloud, {}, { ...named, deviceSecret });
    await online;
    assert.equal((await status())?.status, 'ONLINE');
    assert.ok(Math.abs(((await status())?.timestamp ?? 0) - Date.now()) < 60_000);

    const detail = (await api.queryDeviceDetail(new iot.QueryDeviceDetailRequest({ iotId }))).body.data;
    assert.deepEqual(
      [
        detail?.deviceName,
        detail?.deviceSecret,
        detail?.nickname,
        detail?.status,
        detail?.productName,
        detail?.nodeType,
      ],
      ['lamp1', deviceSecret, 'Desk', 'ONLINE', 'Lamps_灯', 0],
    );
    assert.match(detail?.utcOnline ?? '', /^\d{4}-\d\d-\d\dT/);
    const listed = (await api.queryDevice(new iot.QueryDeviceRequest({ productKey }))).body;
    assert.deepEqual([listed.total, listed.pageCount, listed.data?.deviceInfo?.[0]?.iotId], [1, 1, iotId]);
    const states = (
      await api.batchGetDeviceState(new iot.BatchGetDeviceStateRequest({ productKey, deviceName: ['lamp1'] }))
    ).body;
    assert.equal(states.deviceStatusList?.deviceStatus?.[0]?.status, 'ONLINE');

    const arrived: { topic: string; text: string }[] = [];
    lamp.on('message', (topic, payload) => arrived.push({ topic, text: payload.toString() }));
    answering(lamp, (request, topic) => (topic.includes('/rrpc/') ? alink(request, { data: { value: 1 } }) : ''));
    const requestBase64Byte = Buffer.from('{"id":"1"}').toString('base64');
    const rrpc = (await api.rRpc(new iot.RRpcRequest({ ...named, requestBase64Byte, timeout: 3000 }))).body;
    assert.deepEqual([rrpc.success, rrpc.rrpcCode], [true, 'SUCCESS']);
    assert.equal(typeof rrpc.messageId, 'number');
    const sync = new iot.InvokeThingServiceRequest({ ...named, identifier: 'SetPin', args: '{"pin":"led","speed":2}' });
    const invoked = (await api.invokeThingService(sync)).body;
    assert.deepEqual([invoked.success, invoked.data?.result], [true, '{"value":1}']);
    assert.match(arrived.at(-1)?.text ?? '', /"params":{"pin":"led","speed":2\.0}/);

    const batch = { productKey, deviceName: ['lamp1'], identifier: 'Reboot', args: '{}' };
    const message = () => new Promise<string>((resolve) => lamp.once('message', (topic) => resolve(topic)));
    const reboot = message();
    assert.equal((await api.invokeThingsService(new iot.InvokeThingsServiceRequest(batch))).body.success, true);
    assert.equal(await reboot, `/sys/${productKey}/lamp1/thing/service/Reboot`);
    const setting = message();
    const set = (await api.setDeviceProperty(new iot.SetDevicePropertyRequest({ ...named, items: '{"led":1}' }))).body;
    assert.match(set.data?.messageId ?? '', /^\d+$/);
    assert.equal(await setting, `/sys/${productKey}/lamp1/thing/service/property/set`);
    const topicFullName = `/${productKey}/lamp1/user/get`;
    const published = message();
    const pub = (await api.pub(new iot.PubRequest({ productKey, topicFullName, messageContent: 'aGk=' }))).body;
    assert.equal(pub.success, true);
    assert.match(String(pub.messageId), /^\d{19}$/);
    assert.equal(await published, topicFullName);

    await cloud.store.saveProperties(productKey, 'lamp1', { led: 1, place: { x: 1.5 } }, 1_700_000_000_000);
    await cloud.store.saveEvent(productKey, 'lamp1', 'alarm', { code: 3 }, 1_700_000_000_001);
    const last = (await api.queryDevicePropertyStatus(new iot.QueryDevicePropertyStatusRequest(named))).body;
    const shown = last.data?.list?.propertyStatusInfo ?? [];
    assert.deepEqual(
      { ...shown.find((one) => one.identifier === 'led') },
      { identifier: 'led', name: 'Light', dataType: 'bool', value: '1', time: '1700000000000' },
    );
    assert.equal(shown.find((one) => one.identifier === 'place')?.value, '{"x":1.5}');
    const times = { startTime: 1_600_000_000_000, endTime: 1_800_000_000_000, asc: 1, pageSize: 10 };
    const values = new iot.QueryDevicePropertyDataRequest({ ...named, ...times, identifier: 'led' });
    const history = (await api.queryDevicePropertyData(values)).body.data;
    assert.deepEqual([history?.list?.propertyInfo?.[0]?.value, history?.nextValid], ['1', false]);
    const asked = new iot.QueryDeviceEventDataRequest({ ...named, ...times, identifier: 'alarm' });
    const events = (await api.queryDeviceEventData(asked)).body.data?.list?.eventInfo;
    assert.deepEqual(
      { ...events?.[0] },
      {
        identifier: 'alarm',
        name: 'Alarm',
        eventType: 'alert',
        outputData: '{"code":3}',
        time: '1700000000001',
      },
    );

    const offline = next(cloud, 'offline');
    assert.equal((await api.deleteDevice(new iot.DeleteDeviceRequest(named))).body.success, true);
    assert.equal((await offline).reason, 'the device was deleted');
    assert.equal(
      (await api.getDeviceStatus(new iot.GetDeviceStatusRequest(named))).body.code,
      'iot.device.NotExistedDevice',
    );
  });

  test(`an action that is not served throws in the official client, signing by ${signature}, and names itself`, async (t) => {
    const api = officialClient(await cloudFor(t), signature);
    await assert.rejects(
      api.queryProductList(new iot.QueryProductListRequest({ currentPage: 1, pageSize: 10 })),
      (error: Error & { code?: string }) =>
        error.code === 'InvalidAction.NotFound' && /QueryProductList/.test(error.message),
    );
  });
}
