// What hangs on a pin, drawn: the library's parts, and a relay and a fan of our own. Drawings only: what is pressed and turned
// is the widget around them, which keyboards and screen readers know.
import '@wokwi/elements/dist/esm/led-element.js';
import '@wokwi/elements/dist/esm/potentiometer-element.js';
import '@wokwi/elements/dist/esm/pushbutton-element.js';
import '@wokwi/elements/dist/esm/servo-element.js';
import '@wokwi/elements/dist/esm/slide-switch-element.js';
import type { LEDElement } from '@wokwi/elements/dist/esm/led-element.js';
import type { PotentiometerElement } from '@wokwi/elements/dist/esm/potentiometer-element.js';
import type { PushbuttonElement } from '@wokwi/elements/dist/esm/pushbutton-element.js';
import type { ServoElement } from '@wokwi/elements/dist/esm/servo-element.js';
import type { Part } from '../../cloud/page/protocol.ts';
import { attribute, el, svg } from '../dom.ts';
import type { Reading } from '../pins.ts';

/** A drawing, and how it shows a level. */
export interface PartView {
  readonly element: HTMLElement;
  show(reading: Reading | undefined): void;
}

/** Draws a part. */
export function drawPart(part: Part): PartView {
  const view = VIEWS[part]();
  view.element.inert = true;
  view.element.setAttribute('aria-hidden', 'true');
  view.element.classList.add('part', `part-${part}`);
  return view;
}

/** An element of the library, in a box that scales it. */
function wokwi<T>(tag: string): { box: HTMLElement; element: T } {
  const element = document.createElement(tag);
  return { box: el('span', {}, element), element: element as unknown as T };
}

const VIEWS: Readonly<Record<Part, () => PartView>> = {
  led: () => led('red'),
  dimmer: () => led('orange'),
  servo() {
    const { box, element } = wokwi<ServoElement>('wokwi-servo');
    return {
      element: box,
      show(reading) {
        element.angle = reading?.degrees ?? 0;
      },
    };
  },
  knob() {
    const { box, element } = wokwi<PotentiometerElement>('wokwi-potentiometer');
    element.max = 1;
    element.step = 0.001;
    return {
      element: box,
      show(reading) {
        element.value = reading?.value ?? 0;
      },
    };
  },
  button() {
    const { box, element } = wokwi<PushbuttonElement>('wokwi-pushbutton');
    element.color = 'green';
    return {
      element: box,
      show(reading) {
        element.pressed = reading?.value === 1;
        box.classList.toggle('pressed', reading?.value === 1);
      },
    };
  },
  switch: switchView,
  relay: relayView,
  fan: fanView,
};

function led(color: string): PartView {
  const { box, element } = wokwi<LEDElement>('wokwi-led');
  element.color = color;
  return {
    element: box,
    show(reading) {
      element.value = (reading?.value ?? 0) > 0;
      // A tenth of the power looks like more than a tenth of the light.
      element.brightness = Math.sqrt(reading?.value ?? 0);
    },
  };
}

/** The library's switch has no way to be set from outside but its input. */
function switchView(): PartView {
  const { box } = wokwi('wokwi-slide-switch');
  return {
    element: box,
    show(reading) {
      const input = box.firstElementChild?.shadowRoot?.querySelector('input');
      if (input) input.checked = reading?.value === 1;
      // Not drawn yet: the library draws a moment later.
      else requestAnimationFrame(() => box.isConnected && this.show(reading));
    },
  };
}

function relayView(): PartView {
  const arm = svg('path', { d: 'M22 34 L48 34', class: 'relay-arm' });
  const drawing = svg(
    'svg',
    { viewBox: '0 0 72 52', width: 72, height: 52 },
    svg('rect', { x: 1, y: 1, width: 70, height: 50, rx: 5, class: 'relay-case' }),
    svg('rect', { x: 9, y: 8, width: 26, height: 12, rx: 2, class: 'relay-coil' }),
    svg('path', { d: 'M14 8v12M19 8v12M24 8v12M29 8v12', class: 'relay-turns' }),
    svg('circle', { cx: 58, cy: 13, r: 4, class: 'relay-lamp' }),
    svg('circle', { cx: 20, cy: 34, r: 3, class: 'relay-contact' }),
    svg('circle', { cx: 51, cy: 28, r: 3, class: 'relay-contact' }),
    svg('circle', { cx: 51, cy: 43, r: 3, class: 'relay-contact' }),
    arm,
  );
  const element = el('span', {}, drawing);
  return {
    element,
    show(reading) {
      const isOn = reading?.value === 1;
      attribute(arm, 'd', isOn ? 'M20 34 L49 43' : 'M20 34 L49 28');
      element.classList.toggle('on', isOn);
    },
  };
}

function fanView(): PartView {
  const blade = 'M36 26c-3-10 2-19 9-18s6 12-9 18z';
  const blades = svg(
    'g',
    { class: 'fan-blades' },
    ...[0, 90, 180, 270].map((turn) => svg('path', { d: blade, transform: `rotate(${turn} 36 26)` })),
    svg('circle', { cx: 36, cy: 26, r: 4, class: 'fan-hub' }),
  );
  const element = el(
    'span',
    {},
    svg(
      'svg',
      { viewBox: '0 0 72 52', width: 72, height: 52 },
      svg('rect', { x: 11, y: 1, width: 50, height: 50, rx: 8, class: 'fan-case' }),
      svg('circle', { cx: 36, cy: 26, r: 22, class: 'fan-hole' }),
      blades,
    ),
  );
  return { element, show: (reading) => void element.classList.toggle('on', (reading?.value ?? 0) > 0) };
}
