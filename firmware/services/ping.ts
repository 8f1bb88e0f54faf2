/** Ping. */
import { uptime } from '../log.ts';
import { int, service } from './declare.ts';

/** Answers at once. */
export const ping = service(
  {
    name: 'Ping',
    kind: 'read',
    does: 'Answers at once.',
    input: {},
    output: { uptime: int(0, 2147483647, 's') },
  },
  () => ({ uptime: Math.floor(uptime()) }),
);
