// The widgets: a drawing with its pin's name and level, in a control that hands, keyboards and screen readers work.
import type { PagePin } from '../../cloud/page/protocol.ts';
import { attribute, el, say } from '../dom.ts';
import { type Reading, readingText, wireLevel } from '../pins.ts';
import { type Hand, InOrder, Newest } from './hand.ts';
import { drawPart } from './parts.ts';

/** Shortest press that a debounced input cannot miss, in ms. */
const PRESS_MS = 80;

/** One widget. */
export interface Widget {
  readonly pin: PagePin;
  readonly element: HTMLElement;
  /** Shows a level. */
  show(reading: Reading | undefined): void;
  /** Shows whether it can be touched. */
  refresh(): void;
}

/** The widget of a pin. */
export function createWidget(pin: PagePin, hand: Hand): Widget {
  if (pin.kind === 'output') return switchWidget(pin, hand);
  if (pin.kind === 'input') return pin.part === 'button' ? buttonWidget(pin, hand) : switchWidget(pin, hand);
  return sliderWidget(pin, hand);
}

/** Where a pin is, for its label. */
export const placeOf = ({ pin }: PagePin): string => (pin < 0 ? '' : `D${pin}`);

const KINDS: Readonly<Record<PagePin['kind'], string>> = {
  output: 'output',
  pwm: 'dimmable output',
  servo: 'servo',
  input: 'input',
  adc: 'analog input',
  dac: 'analog output',
};

const nameOf = (pin: PagePin): string => `${[pin.name, placeOf(pin)].filter(Boolean).join(' ')}, ${KINDS[pin.kind]}`;

/** What all widgets have: the drawing, the pin's name and place, the level in words. */
function face(pin: PagePin) {
  const part = drawPart(pin.part);
  const value = el('span', { class: 'value' }, 'not known');
  const label = el(
    'span',
    { class: 'label' },
    el('b', {}, pin.name),
    ' ',
    el('span', { class: 'place' }, placeOf(pin)),
  );
  return {
    part: el('span', { class: 'stage' }, part.element),
    label,
    value,
    /** The text that is seen, for names that must have it in them. */
    text: () => [pin.name, placeOf(pin), value.textContent].filter(Boolean).join(' '),
    show(reading: Reading | undefined) {
      part.show(reading);
      say(value, readingText(reading, pin));
    },
  };
}

/** An output to turn on and off by SetPin, or an input that stays where it is put; a read one where its wire is out of reach. */
function switchWidget(pin: PagePin, hand: Hand): Widget {
  const { part, label, value, text, show } = face(pin);
  const element = el('button', { type: 'button', class: 'widget' }, part, label, ' ', value);
  const order = new InOrder();
  let isOn = false;
  element.addEventListener('click', () => {
    if (!hand.ready()) return;
    const to = !isOn;
    if (pin.kind === 'output') order.add(() => hand.call('SetPin', { pin: pin.name, value: to ? 1 : 0 }));
    else if (hand.wired()) order.add(() => hand.wire({ pin: pin.pin, level: wireLevel(to, pin) }));
    else order.add(() => hand.call('GetPin', { pin: pin.name }));
  });
  const refresh = () => {
    const isSwitch = pin.kind === 'output' || hand.wired();
    attribute(element, 'role', isSwitch ? 'switch' : undefined);
    attribute(element, 'aria-checked', isSwitch ? String(isOn) : undefined);
    attribute(element, 'aria-label', isSwitch ? nameOf(pin) : `${text()}, ${KINDS[pin.kind]}. Read it again`);
    attribute(element, 'title', isSwitch ? undefined : 'Read it again');
    attribute(element, 'aria-disabled', hand.ready() ? undefined : 'true');
  };
  return {
    pin,
    element,
    show(reading) {
      isOn = reading?.value === 1;
      show(reading);
      refresh();
    },
    refresh,
  };
}

/** A button: "on" for as long as it is held. */
function buttonWidget(pin: PagePin, hand: Hand): Widget {
  const { part, label, value, text, show } = face(pin);
  const element = el('button', { type: 'button', class: 'widget' }, part, label, ' ', value);
  const order = new InOrder();
  let pressedAt = 0;
  const press = () => {
    if (!hand.ready() || pressedAt > 0) return;
    if (!hand.wired()) return order.add(() => hand.call('GetPin', { pin: pin.name }));
    pressedAt = performance.now();
    order.add(() => hand.wire({ pin: pin.pin, level: wireLevel(true, pin) }));
  };
  const release = () => {
    if (pressedAt === 0) return;
    const rest = Math.max(0, PRESS_MS - (performance.now() - pressedAt));
    pressedAt = 0;
    order.add(() => new Promise((resolve) => setTimeout(resolve, rest)));
    order.add(() => hand.wire({ pin: pin.pin, level: pin.idle }));
  };
  const isKey = (event: KeyboardEvent) => event.key === ' ' || event.key === 'Enter';
  element.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    press();
  });
  for (const end of ['pointerup', 'pointercancel', 'lostpointercapture', 'blur'] as const)
    element.addEventListener(end, release);
  element.addEventListener('keydown', (event) => {
    if (!isKey(event)) return;
    event.preventDefault();
    if (!event.repeat) press();
  });
  element.addEventListener('keyup', (event) => isKey(event) && release());
  // A screen reader's own way to press sends nothing but a click.
  element.addEventListener('click', (event) => {
    if (event.detail !== 0 || event.pointerType === 'mouse') return;
    press();
    release();
  });
  element.addEventListener('contextmenu', (event) => event.preventDefault());
  let isOn = false;
  const refresh = () => {
    const hint = hand.wired() ? 'Hold to press' : 'Read it again';
    attribute(element, 'title', hint);
    attribute(element, 'aria-label', `${text()}, ${KINDS[pin.kind]}. ${hint}`);
    attribute(element, 'aria-pressed', hand.wired() ? String(isOn) : undefined);
    attribute(element, 'aria-disabled', hand.ready() ? undefined : 'true');
  };
  return {
    pin,
    element,
    show(reading) {
      isOn = reading?.value === 1;
      show(reading);
      refresh();
    },
    refresh,
  };
}

/** How a slider's position, 0..100 or degrees, becomes a call or a wire's voltage. */
function turn(pin: PagePin, hand: Hand, to: number): Promise<void> {
  if (pin.kind === 'servo') return hand.call('SetServo', { pin: pin.name, degrees: to });
  if (pin.kind === 'adc') return hand.wire({ pin: pin.pin, analog: to / 100 });
  return hand.call('SetPwm', { pin: pin.name, duty: to / 100 });
}

/** A dimmer, a servo, a knob. A knob whose wire is out of reach is read. */
function sliderWidget(pin: PagePin, hand: Hand): Widget {
  const { part, label, value, show } = face(pin);
  const [least, most] = pin.kind === 'servo' ? (pin.degrees ?? [0, 180]) : [0, 100];
  const slider = el('input', {
    type: 'range',
    min: least,
    max: most,
    step: 1,
    value: least,
    'aria-label': nameOf(pin),
  });
  const read = el('button', { type: 'button', class: 'read' }, 'Read');
  read.setAttribute('aria-label', `Read ${nameOf(pin)}`);
  const element = el('div', { class: 'widget slider' }, part, label, slider, read, value);
  const newest = new Newest((to: number) => turn(pin, hand, to));
  slider.addEventListener('input', () => {
    if (hand.ready()) newest.put(Number(slider.value));
    const of =
      pin.kind === 'servo' ? { value: 0, degrees: Number(slider.value) } : { value: Number(slider.value) / 100 };
    show(of);
    tellValue(of);
  });
  read.addEventListener('click', () => hand.ready() && void hand.call('ReadAnalog', { pin: pin.name }));
  const tellValue = (reading: Reading | undefined) => attribute(slider, 'aria-valuetext', readingText(reading, pin));
  const refresh = () => {
    const canTurn = pin.kind !== 'adc' || hand.wired();
    slider.hidden = !canTurn;
    read.hidden = canTurn;
    attribute(slider, 'aria-disabled', hand.ready() ? undefined : 'true');
  };
  return {
    pin,
    element,
    show(reading) {
      refresh();
      // What is still on its way would jump back under the visitor's finger.
      if (newest.busy) return;
      show(reading);
      tellValue(reading);
      const at = pin.kind === 'servo' ? reading?.degrees : (reading?.value ?? 0) * 100;
      slider.value = String(Math.round(at ?? least));
    },
    refresh,
  };
}
