// The board itself: the library's ESP32 where all its pins are on that, or a plain board with the pins that there are.
import '@wokwi/elements/dist/esm/esp32-devkit-v1-element.js';
import type { ESP32DevkitV1Element } from '@wokwi/elements/dist/esm/esp32-devkit-v1-element.js';
import type { PageBoard } from '../../cloud/page/protocol.ts';
import { el, svg } from '../dom.ts';
import type { Drawing, Place } from './layout.ts';

/** Pins of the ESP32's drawing that do not have their number as name. */
const NAMES: Readonly<Record<number, string>> = { 1: 'TX0', 3: 'RX0', 16: 'RX2', 17: 'TX2', 36: 'VP', 39: 'VN' };

/** A board, drawn. */
export interface Drawn extends Drawing {
  readonly element: HTMLElement;
  /** Shows whether the board is there, and its own LED. */
  show(powered: boolean, led: boolean): void;
}

/** The pin of the LED that is on the ESP32's drawing. */
export const OWN_LED = 2;

const SIZE = { width: 107, height: 201 } as const;

/** Draws a board. */
export function drawBoard(board: PageBoard): Drawn {
  const drawn = board.chip === 'esp32' ? devkit(board) : undefined;
  return drawn ?? plain(board);
}

function devkit(board: PageBoard): Drawn | undefined {
  const element = el('wokwi-esp32-devkit-v1' as 'div') as unknown as ESP32DevkitV1Element;
  const places: Place[] = [];
  for (const { name, pin } of board.pins) {
    const label = NAMES[pin] ?? `D${pin}`;
    const found = element.pinInfo.find((one) => one.name === label);
    if (!found) return undefined;
    places.push({ name, side: found.x < SIZE.width / 2 ? 'left' : 'right', x: found.x, y: found.y });
  }
  return {
    ...SIZE,
    places,
    element: element as unknown as HTMLElement,
    show(powered, led) {
      element.ledPower = powered;
      element.led1 = powered && led;
    },
  };
}

/** The first half of the pins on the left, the others on the right, as far apart as they fit. */
function plain({ name, chip, pins }: PageBoard): Drawn {
  const { width, height } = SIZE;
  const half = Math.ceil(pins.length / 2);
  const places = pins.map((pin, at): Place => {
    const isLeft = at < half;
    const count = isLeft ? half : pins.length - half;
    const nth = isLeft ? at : at - half;
    const y = 24 + ((height - 48) * (nth + 0.5)) / count;
    return { name: pin.name, side: isLeft ? 'left' : 'right', x: isLeft ? 5 : width - 5, y };
  });
  const power = svg('circle', { cx: width / 2, cy: height - 16, r: 3, class: 'plain-power' });
  const element = el(
    'div',
    {},
    svg(
      'svg',
      { width, height, viewBox: `0 0 ${width} ${height}` },
      svg('rect', { width, height, rx: 8, class: 'plain-board' }),
      svg('rect', { x: 28, y: 58, width: 51, height: 51, rx: 3, class: 'plain-chip' }),
      svg('text', { x: width / 2, y: 87, class: 'plain-name' }, chip || 'board'),
      svg('text', { x: width / 2, y: 140, class: 'plain-name small' }, name),
      ...places.map(({ x, y }) => svg('circle', { cx: x, cy: y, r: 3, class: 'plain-pin' })),
      power,
    ),
  );
  return {
    ...SIZE,
    places,
    element,
    show: (powered) => void power.classList.toggle('on', powered),
  };
}
