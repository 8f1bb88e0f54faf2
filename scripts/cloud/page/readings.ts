// What calls, posts and events say of pins' levels.
import { parseObject } from '../alink.ts';
import type { Level } from './protocol.ts';

/** The levels that a call's answer tells: `data` of one service, or of each in a Batch. Nothing where it tells none. */
export function levelsOfReply(service: string, request: string, reply: string): Level[] {
  const answer = parseObject(reply);
  if (answer?.code !== 200 || !isObject(answer.data)) return [];
  if (service !== 'Batch') return levelOf(service, answer.data);
  const { results } = answer.data;
  const params = parseObject(request)?.params;
  const operations = isObject(params) && Array.isArray(params.operations) ? params.operations : [];
  if (!Array.isArray(results)) return [];
  return results.flatMap((result: unknown, at) => {
    const operation: unknown = operations[at];
    return isObject(result) && result.code === 200 && isObject(result.data) && isObject(operation)
      ? levelOf(String(operation.service), result.data)
      : [];
  });
}

/** The levels that a device's own post tells: properties by their names, and the event PinChanged. */
export function levelsOfPost(identifier: string, payload: string): Level[] {
  const params = parseObject(payload)?.params;
  if (!isObject(params)) return [];
  if (identifier === 'PinChanged') return levelOf('PinChanged', isObject(params.value) ? params.value : params);
  if (identifier !== 'property') return [];
  return Object.entries(params).flatMap(([pin, given]) => {
    const value = isObject(given) ? given.value : given;
    return isLevel(value) ? [{ pin, value }] : [];
  });
}

/** Services whose answers say what a pin is. A watch says something else under the same names. */
const TELLING = ['SetPin', 'GetPin', 'TogglePin', 'PulsePin', 'BlinkPin', 'ReadAnalog', 'PinChanged'];

function levelOf(service: string, data: Record<string, unknown>): Level[] {
  const { pin, value, duty, degrees, millivolts } = data;
  if (typeof pin !== 'string' && typeof pin !== 'number') return [];
  const name = String(pin);
  if (service === 'SetServo' && typeof degrees === 'number') return [{ pin: name, value: 0, degrees }];
  if (service === 'SetPwm') return isLevel(duty) ? [{ pin: name, value: duty }] : [];
  if (!TELLING.includes(service) || !isLevel(value)) return [];
  return [{ pin: name, value, ...(typeof millivolts === 'number' ? { millivolts } : {}) }];
}

function isLevel(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 1;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
