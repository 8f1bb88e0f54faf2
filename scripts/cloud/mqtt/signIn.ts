// The decision on a CONNECT: who it is, or with which return code it is refused.
import type { Clock } from '../clock.ts';
import type { Device, Devices } from '../devices.ts';
import { devicePassword, parseClientId, parseUsername, passwordMatches } from '../identity.ts';
import { KEEP_ALIVE } from '../limits.ts';
import type { RateLimit } from '../rates.ts';

/** A CONNECT's members that matter here. */
export interface Claim {
  clientId: string;
  username: string;
  password: string;
  keepAlive: number;
  will: boolean;
}

/** CONNACK's return code and why. MQTT 3.1.1, 3.2.2.3. */
export interface Refusal {
  returnCode: 2 | 3 | 4 | 5;
  reason: string;
}

/** A sign-in that holds. */
export interface Accepted {
  device: Device;
  keepAlive: number;
  ext: boolean;
}

/** Decides on a CONNECT. Return codes: 2 a malformed clientId; 4 a malformed user name, an unknown device or a wrong
 *  password; 5 a keep-alive outside 30..1200 s, or a Will; 3 more CONNECTs a minute than allowed. Only a device that proved
 *  its secret is counted, so that nobody else can lock it out. `securemode` is not compared with the transport: a proxy may
 *  end TLS in front. */
export function signIn(claim: Claim, devices: Devices, rate: RateLimit, clock: Clock): Accepted | Refusal {
  const id = parseClientId(claim.clientId);
  if (typeof id === 'string') return { returnCode: 2, reason: id };
  const name = parseUsername(claim.username);
  if (!name) return { returnCode: 4, reason: 'username must be {deviceName}&{productKey}' };
  const device = devices.find(name.productKey, name.deviceName);
  if (!device) return { returnCode: 4, reason: `no device ${name.productKey},${name.deviceName}` };
  const expected = devicePassword(
    { ...name, cid: id.cid, timestamp: id.timestamp },
    id.signMethod,
    device.deviceSecret,
  );
  if (!passwordMatches(claim.password, expected))
    return { returnCode: 4, reason: `wrong ${id.signMethod} password: the device's secret or what it signed differs` };
  if (claim.keepAlive < KEEP_ALIVE.min || claim.keepAlive > KEEP_ALIVE.max) {
    const reason = `keep-alive must be ${KEEP_ALIVE.min}..${KEEP_ALIVE.max} seconds, not ${claim.keepAlive}`;
    return { returnCode: 5, reason };
  }
  if (claim.will) return { returnCode: 5, reason: 'a Will is not supported' };
  if (!rate.allow(`${name.productKey}/${name.deviceName}`, clock.now()))
    return { returnCode: 3, reason: `more than ${rate.limit} CONNECTs in ${rate.windowMs / 1000} seconds` };
  return { device, keepAlive: claim.keepAlive, ext: (id.ext & 1) === 1 };
}
