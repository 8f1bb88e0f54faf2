// What the tests of properties, services and events share: a cloud, a product with a thing model, a connected device.
import type { TestContext } from 'node:test';
import type { MqttClient } from 'mqtt';
import type { CloudOptions } from '../../../../../scripts/cloud/cloud.ts';
import { cloudFor, connect, device } from '../../help.ts';
import { tslText } from '../../model/thing.ts';

/** The device by its names, as parameters. */
export const named = { ProductKey: device.productKey, DeviceName: device.deviceName };
/** Another device of the product, never connected. */
export const other = { ProductKey: device.productKey, DeviceName: 'door' };

/** A cloud, the device connected to it, and its IotId; the product has a thing model unless `model` is false. */
export async function setUp(t: TestContext, options: Partial<CloudOptions> & { model?: boolean } = {}) {
  const cloud = await cloudFor(t, options);
  if (options.model ?? true) await cloud.store.saveModel(device.productKey, { functionBlockId: '', tsl: tslText });
  const lamp = await connect(t, cloud);
  return { cloud, lamp, iotId: cloud.store.device(device.productKey, device.deviceName)?.iotId ?? '' };
}

/** The next message that a device gets. */
export const message = (client: MqttClient) =>
  new Promise<{ topic: string; text: string }>((resolve) =>
    client.once('message', (topic, payload) => resolve({ topic, text: payload.toString() })),
  );
