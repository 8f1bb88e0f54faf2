/** The one visible table of services. */
import type { Service } from '../link/call.ts';
import { uptime } from '../log.ts';
import { getPin, setPin, togglePin } from './pins.ts';

/** Answers at once: `{}` -> `{uptime}`, seconds since the board's start. */
function ping(): unknown {
  return { uptime: Math.floor(uptime()) };
}

/** Names every service: `{}` -> `{services: [...]}`. */
function listServices(): unknown {
  return { services: Object.keys(SERVICES).map((method) => method.slice(14)) };
}

/** Every service by its method. */
export const SERVICES: Record<string, Service> = {
  'thing.service.SetPin': setPin,
  'thing.service.GetPin': getPin,
  'thing.service.TogglePin': togglePin,
  'thing.service.Ping': ping,
  'thing.service.ListServices': listServices,
};
