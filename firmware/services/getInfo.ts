/** GetInfo. */
import { BOARD } from '#board';
import { VERSION } from '#version';
import { uptime } from '../log.ts';
import { lastError, reason } from '../starts.ts';
import { signal } from '../wifi.ts';
import { int, object, says, service, text } from './declare.ts';
import { outside } from './outside.ts';

/** What the board is, and how it is. */
export const getInfo = service(
  {
    name: 'GetInfo',
    kind: 'read',
    does: 'Says what the board is and how it is: version, board, uptime, why it started, its last error, memory, signal, counters.',
    input: {},
    output: {
      version: text(1, 32),
      board: text(1, 32),
      uptime: int(0, 2147483647, 's'),
      resetReason: text(1, 128),
      lastError: says(text(0, 512), 'The last error that nothing caught, kept over restarts.'),
      memory: object<{ usage: number; total: number }>(),
      rssi: int(-127, 0, 'dBm'),
      counters: object<unknown>(),
    },
  },
  () => {
    const memory = process.memory();
    return {
      version: VERSION,
      board: BOARD,
      uptime: Math.floor(uptime()),
      resetReason: reason,
      lastError: lastError(),
      memory: { usage: memory.usage, total: memory.total },
      rssi: signal() as number,
      counters: outside.counters(),
    };
  },
);
