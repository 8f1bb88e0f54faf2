// A board's file as the page draws it: what each pin is, and what hangs on it.
import { boardNames, loadBoard, type PinData } from '../../bundle/board/load.ts';
import type { PageBoard, PagePin, Part } from './protocol.ts';

/** The board of that name as the page draws it; undefined where this project has none. */
export async function pageBoard(name: string): Promise<PageBoard | undefined> {
  if (!(await boardNames()).includes(name)) return undefined;
  const { chip, pins } = await loadBoard(name);
  return { name, chip, pins: pins.map(pagePin) };
}

/** A pin as the page draws it. */
export function pagePin(data: PinData): PagePin {
  const { name, pin, kind, activeLow = false, us, degrees, millivolts, property } = data;
  return {
    name,
    pin,
    kind,
    part: data.part ?? guess(data),
    activeLow,
    idle: idleOf(data),
    property,
    ...(us ? { us } : {}),
    ...(degrees ? { degrees } : {}),
    ...(millivolts === undefined ? {} : { millivolts }),
  };
}

/** What hangs on a pin of which its board's file says nothing. */
export function guess({ name, kind }: Pick<PinData, 'name' | 'kind'>): Part {
  if (kind === 'servo') return 'servo';
  if (kind === 'adc') return 'knob';
  if (kind === 'pwm' || kind === 'dac') return /fan|motor/i.test(name) ? 'fan' : 'dimmer';
  if (kind === 'input') return /button|btn|key|push|bell/i.test(name) ? 'button' : 'switch';
  if (/fan|motor/i.test(name)) return 'fan';
  return /relay|pump|valve|heater|siren|lock|^(up|down)$/i.test(name) ? 'relay' : 'led';
}

/** What an input's wire has while nothing is pressed: what it is pulled to, or "off". */
function idleOf({ kind, pull = 'none', activeLow = false }: PinData): 0 | 1 {
  if (kind !== 'input') return 0;
  if (pull === 'none') return activeLow ? 1 : 0;
  return pull === 'up' ? 1 : 0;
}
