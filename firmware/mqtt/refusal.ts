/** Why a server refuses a sign-in. */
import { ALONE } from '#build';

/** What CONNACK's return code says, MQTT 3.1.1, 3.2.2.3; the code itself where it has no meaning. The firmware has words
 *  for its settings alone: what is wrong with the others is not the user's to mend. */
export function refusal(code: number): string | number {
  const others = ALONE ? ['', 'protocol version', 'client identifier', 'server unavailable'][code] : '';
  return others || (code === 4 ? 'bad user name or password' : code === 5 ? 'not authorised' : code);
}
