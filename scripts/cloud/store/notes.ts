// What the store learns from the cloud's events: calls, and when devices came and went.
import type { Clock } from '../clock.ts';
import type { Devices } from '../devices.ts';
import type { CloudEmitter } from '../events.ts';
import { CALL_TEXT } from '../limits.ts';
import type { CallRecord, Store } from './store.ts';

/** Notes every call, and every device's coming and going. An async call makes two records of one message id: SENT, and with
 *  its reply. Nobody is told by them, so what the store cannot take is left out. */
export function noteEvents(events: CloudEmitter, store: Store, devices: Devices, clock: Clock): void {
  const drop = () => {};
  events.on('online', (device) => devices.note(device, 'online').catch(drop));
  events.on('offline', (device) => devices.note(device, 'offline').catch(drop));
  events.on('call', (call) => {
    const { api, productKey, deviceName, request, rrpcCode, ms } = call;
    const record: CallRecord = {
      ...{
        api,
        request: cut(request),
        ms,
        messageId: call.messageId ?? '',
        code: call.code ?? rrpcCode,
        time: clock.now(),
      },
      ...(call.service === undefined ? {} : { identifier: call.service }),
      ...(call.topic === undefined ? {} : { topic: call.topic }),
      ...(call.reply === undefined ? {} : { reply: cut(call.reply) }),
    };
    store.saveCall(productKey, deviceName, record).catch(drop);
  });
  events.on('reply', ({ productKey, deviceName, messageId, topic, request, reply, ms }) => {
    const texts = { request: cut(request.toString('utf8')), reply: cut(reply.toString('utf8')) };
    const record = { api: '', messageId, topic, ...texts, code: 'ANSWERED', time: clock.now(), ms };
    store.saveCall(productKey, deviceName, record).catch(drop);
  });
}

function cut(text: string): string {
  return text.slice(0, CALL_TEXT);
}
