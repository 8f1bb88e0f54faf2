// One interface for both ways to a board: through a cloud, and by its serial port.
import { performance } from 'node:perf_hooks';
import { openBoard } from '../device/serial/board.ts';
import { type CallOptions, type CallTarget, callMessage, callService } from './callService.ts';
import { isReply, type Reply, readReply } from './reply.ts';
import { wholeTopic } from './request.ts';
import { callAtConsole } from './serial.ts';

/** A device's answer, with the time it took in milliseconds. `text` is what it said where that was no Alink reply. */
export interface Answer extends Reply {
  readonly ms: number;
  readonly text?: string;
}

/** A way to one device. */
export interface Transport {
  /** `productKey,deviceName`, or the port. */
  readonly device: string;
  /** Calls a service; resolves with the answer, also one whose code is not 200. Rejects with a CallError or a BoardError
   *  where there was none. */
  call(service: string, params: Record<string, unknown>): Promise<Answer>;
  /** Sends a text on the options' topic, where the way has topics. Rejects as `call` does. */
  message?(text: string): Promise<Answer>;
  close(): Promise<void>;
}

/** The way through the cloud of `target`. A topic that does not begin with a slash is meant within the device's own. */
export function cloudTransport(target: CallTarget, given: CallOptions): Transport {
  const { productKey, deviceName } = target.device;
  const options = { ...given };
  if (options.topic !== undefined) options.topic = wholeTopic(options.topic, target.device);
  return {
    device: `${productKey},${deviceName}`,
    call: (service, params) => callService(target, service, params, options),
    async message(text) {
      const { payload, ms } = await callMessage(target, Buffer.from(text), options);
      const said = payload.toString('utf8');
      if (isReply(said)) return { ...readReply(said), ms, text: said };
      return { code: 200, data: said, ms, text: said };
    },
    close: async () => undefined,
  };
}

/** The way by a port: a device, `tcp://host:port` or `auto`. It stays open until it is closed. Rejects with a BoardError
 *  that names the step. */
export async function serialTransport(port: string, baud: number, timeout: number | undefined): Promise<Transport> {
  const board = await openBoard({ port, baud, interrupt: false });
  return {
    device: port,
    async call(service, params) {
      const started = performance.now();
      const reply = await callAtConsole(board.console, service, params, timeout);
      return { ...reply, ms: performance.now() - started };
    },
    close: () => board.close(),
  };
}
