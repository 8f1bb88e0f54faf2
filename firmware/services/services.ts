/** The one visible table of services. */
import type { Service } from '../link/call.ts';
import { getPin, setPin, togglePin } from './pins.ts';

const NAMES = 'SetPin,GetPin,TogglePin,Ping,ListServices';

/** Answers at once: `{}` -> `{pong: true, ms}`, milliseconds since the board's start. */
function ping(): unknown {
  return { pong: true };
}

/** Names every service: `{}` -> `{services: [...]}`. */
function listServices(): unknown {
  return { services: NAMES.split(',') };
}

/** The service that a method names, or undefined. The busiest come first: the interpreter goes through the text. */
export function findService(method: string): Service | undefined {
  return method === 'thing.service.SetPin'
    ? setPin
    : method === 'thing.service.GetPin'
      ? getPin
      : method === 'thing.service.TogglePin'
        ? togglePin
        : method === 'thing.service.Ping'
          ? ping
          : method === 'thing.service.ListServices'
            ? listServices
            : undefined;
}
