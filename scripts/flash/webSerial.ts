// A port of ours as the Web Serial interface that Espressif's flasher expects of a browser.
import type { BytePort } from '../device/serial/port.ts';

/** What of the interface the flasher uses. */
export interface WebSerialPort {
  readonly readable: ReadableStream<Uint8Array> | null;
  readonly writable: WritableStream<Uint8Array> | null;
  open(): Promise<void>;
  close(): Promise<void>;
  setSignals(signals: { dataTerminalReady?: boolean; requestToSend?: boolean }): Promise<void>;
  getInfo(): Record<string, never>;
}

/** Wraps an open port. The flasher opens and closes streams on it as it likes; the port itself stays open. */
export function webSerialOf(port: BytePort): WebSerialPort {
  let readable: ReadableStream<Uint8Array> | null = null;
  let writable: WritableStream<Uint8Array> | null = null;
  let stop: () => void = () => undefined;
  return {
    get readable() {
      return readable;
    },
    get writable() {
      return writable;
    },
    async open() {
      let isOver = false;
      readable = new ReadableStream<Uint8Array>({
        start(controller) {
          stop = port.onData((bytes) => {
            if (!isOver) controller.enqueue(Uint8Array.from(bytes));
          });
          void port.closed.then(() => {
            if (!isOver) controller.close();
            isOver = true;
          });
        },
        cancel() {
          isOver = true;
          stop();
        },
      });
      writable = new WritableStream<Uint8Array>({ write: (bytes) => port.write(bytes) });
    },
    async close() {
      stop();
      readable = null;
      writable = null;
    },
    setSignals: ({ dataTerminalReady, requestToSend }) =>
      port.setSignals({
        ...(dataTerminalReady === undefined ? {} : { dtr: dataTerminalReady }),
        ...(requestToSend === undefined ? {} : { rts: requestToSend }),
      }),
    getInfo: () => ({}),
  };
}
