// Which cloud and device a call goes to: flags first, then the environment, then the cloud that runs here.
import { parseAccessKey, parseDeviceName } from '../cloud/flags.ts';
import type { Session } from '../cloud/session.ts';
import type { CallTarget } from './callService.ts';

/** The flags that say where a call goes, as typed. */
export interface TargetFlags {
  endpoint?: string;
  device?: string;
  accessKey?: string;
  region?: string;
  instance?: string;
}

/** Settles a call's target. A region alone means the real cloud there. The running cloud's access key and device are used
 *  only when no other endpoint was named. Throws an error that says what is missing and how to give it. */
export function resolveTarget(
  flags: TargetFlags,
  environment: Record<string, string | undefined>,
  running: () => Session | undefined,
): CallTarget {
  const named = flags.endpoint ?? (flags.region ? `iot.${flags.region}.aliyuncs.com` : undefined);
  const elsewhere = named ?? (environment.RRPC_ENDPOINT || undefined);
  const session = elsewhere === undefined ? running() : undefined;
  const endpoint = elsewhere ?? session?.endpoint;
  if (endpoint === undefined)
    throw new Error('no cloud runs here: start one with npm start or npm run cloud, or give --endpoint');
  const device = flags.device ?? (environment.RRPC_DEVICE || undefined);
  const accessKey = flags.accessKey ?? (environment.RRPC_ACCESS_KEY || undefined);
  const target: CallTarget = {
    endpoint,
    device:
      device === undefined
        ? need(session?.device, '--device productKey,deviceName', 'RRPC_DEVICE')
        : parseDeviceName(device),
    accessKey:
      accessKey === undefined
        ? need(session?.accessKey, '--access-key id,secret', 'RRPC_ACCESS_KEY')
        : parseAccessKey(accessKey),
  };
  if (flags.region !== undefined) target.region = flags.region;
  if (flags.instance !== undefined) target.instance = flags.instance;
  return target;
}

function need<T>(value: T | undefined, flag: string, variable: string): T {
  if (value === undefined) throw new Error(`give ${flag}, or set ${variable}`);
  return value;
}
