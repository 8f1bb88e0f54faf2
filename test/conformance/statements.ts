/** Every normative statement of MQTT 3.1.1 by its identifier, in our words: those that bind a client at QoS 0 and 1
 *  with the tests that show them, the others with the reason why they do not bind it. */
import type { Statement } from './statement.ts';
import { MESSAGES } from './statements/messages.ts';
import { OPERATION } from './statements/operation.ts';
import { PACKETS } from './statements/packets.ts';

export const STATEMENTS: readonly Statement[] = [...PACKETS, ...MESSAGES, ...OPERATION];
