/** The one visible table of services. */
import type { Request } from '../link/alink.ts';
import type { Work } from '../link/call.ts';
import { Code, refuse } from '../link/code.ts';
import { toJson } from '../link/json.ts';
import type { Entry } from '../link/service.ts';
import { batch } from './batch.ts';
import { blinkPin } from './blinkPin.ts';
import { check } from './check.ts';
import { getConfig, setConfig } from './config.ts';
import { table } from './declare.ts';
import { getInfo } from './getInfo.ts';
import { getPin } from './getPin.ts';
import { describeService, listServices } from './listServices.ts';
import { ping } from './ping.ts';
import { decimals, propertyGet, propertySet } from './properties.ts';
import { pulsePin } from './pulsePin.ts';
import { readAnalog } from './readAnalog.ts';
import { reboot } from './reboot.ts';
import { setPin } from './setPin.ts';
import { setPwm } from './setPwm.ts';
import { setServo } from './setServo.ts';
import { togglePin } from './togglePin.ts';
import { unwatchPin, watchPin } from './watchPin.ts';

/** Every service. */
export const SERVICES: readonly Entry[] = [
  setPin,
  getPin,
  togglePin,
  pulsePin,
  blinkPin,
  setPwm,
  setServo,
  readAnalog,
  watchPin,
  unwatchPin,
  batch,
  listServices,
  describeService,
  ping,
  getInfo,
  getConfig,
  setConfig,
  reboot,
  propertySet,
  propertyGet,
];

/** Finds one of them. */
export const find = table(SERVICES);

/** Finds what a request asks for, and checks its parameters. Throws a refusal. */
export function prepare(request: Request): Work {
  const name = request.identifier;
  const params = request.params;
  const entry = find(name);
  if (!entry) throw refuse(Code.NO_SERVICE, 'no service ' + toJson(name) + ': ask ListServices');
  const line = entry[0];
  const names = name === 'property.get';
  if (!params || typeof params !== 'object' || Array.isArray(params) !== names)
    throw refuse(Code.PARAMETER, 'params must be ' + (names ? 'a list of names' : 'an object'));
  check(line, params, '');
  if (entry[2]) entry[1](params as never, undefined as never);
  // What is declared float, and where there is text, what leaves as UTF-8.
  const finish = name.indexOf('.') < 0 ? line.split(';=').slice(1) : decimals();
  return [entry[1], params as never, finish.length ? finish : undefined];
}
