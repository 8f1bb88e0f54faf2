// One input for each parameter of a service, by what it accepts.
import type { PagePin } from '../../cloud/page/protocol.ts';
import { attribute, el } from '../dom.ts';
import type { Parameter } from '../line.ts';
import { pinsThat } from '../pins.ts';

/** A parameter's value is not one; `message` says what it must be. */
export class FieldError extends Error {}

/** A parameter's input. */
export interface Field {
  readonly name: string;
  readonly element: HTMLElement;
  /** The value; undefined where it is left out. Throws FieldError, naming the parameter and what it accepts. */
  value(): unknown;
  /** Puts the cursor there, marked as wrong or not. */
  mark(isWrong: boolean): void;
}

/** What inputs need to know. */
export interface FieldHelp {
  readonly pins: readonly PagePin[];
  readonly services: readonly string[];
  /** What the parameter is for; empty where nobody says. */
  readonly does: string;
  /** What the visitor had there before. */
  readonly before: string | undefined;
}

/** The input of a parameter. */
export function createField(parameter: Parameter, help: FieldHelp): Field {
  const { name, optional } = parameter;
  const id = `field-${name}`;
  const control = controlOf(parameter, help, id);
  if (help.before !== undefined && (!(control instanceof HTMLSelectElement) || hasOption(control, help.before)))
    control.value = help.before;
  const hint = el(
    'span',
    { class: 'hint', id: `${id}-hint` },
    [hintOf(parameter, control), help.does].filter(Boolean).join('. '),
  );
  attribute(control, 'aria-describedby', hint.id);
  attribute(control, 'required', !optional);
  const element = el(
    'div',
    { class: 'field' },
    el('label', { for: id }, name, optional && el('span', { class: 'optional' }, ' optional')),
    control,
    hint,
  );
  return {
    name,
    element,
    value() {
      const text = control.value.trim();
      if (text === '' && optional) return undefined;
      return read(parameter, control.value);
    },
    mark(isWrong) {
      attribute(control, 'aria-invalid', isWrong ? 'true' : undefined);
      if (isWrong) control.focus();
    },
  };
}

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

function controlOf({ name, accepts, optional, words }: Parameter, help: FieldHelp, id: string): Control {
  const common = { id, name, autocomplete: 'off' };
  if (accepts.type === 'pin') {
    const pins = pinsThat(accepts.can, help.pins);
    if (pins.length > 0)
      return select(
        common,
        optional,
        pins.map((pin) => [pin.name, pin.pin < 0 ? pin.name : `${pin.name} (D${pin.pin})`]),
      );
    return el('input', { ...common, type: 'text', placeholder: words });
  }
  if (accepts.type === 'choice') {
    const isBit = accepts.choices.join() === '0,1';
    const text = (choice: string | number) => (isBit ? `${choice} (${choice === 1 ? 'on' : 'off'})` : String(choice));
    const choices = isBit ? [1, 0] : accepts.choices;
    return select(
      common,
      optional,
      choices.map((choice) => [JSON.stringify(choice), text(choice)]),
    );
  }
  if (accepts.type === 'number') {
    const { least, most, whole } = accepts;
    const value = optional ? '' : String(startOf(least, most, accepts.unit));
    return el('input', { ...common, type: 'number', min: least, max: most, step: whole ? 1 : 'any', value });
  }
  if (accepts.type === 'text') {
    if (name === 'service')
      return select(
        common,
        optional,
        help.services.map((one) => [one, one]),
      );
    return el('input', { ...common, type: 'text', maxlength: accepts.most, spellcheck: 'false' });
  }
  const example =
    name === 'operations' ? '[{"service":"Ping"}]' : accepts.type === 'json' && accepts.list ? '[]' : '{}';
  return el('textarea', { ...common, rows: 3, spellcheck: 'false' }, optional ? '' : example);
}

/** A second can be seen, half a turn too. */
function startOf(least: number, most: number, unit: string): number {
  if (unit === 'ms') return Math.min(most, Math.max(least, 1000));
  return unit === '' || most <= 1 ? (least + most) / 2 : Math.round((least + most) / 2);
}

function select(common: Record<string, string>, optional: boolean, choices: readonly (readonly [string, string])[]) {
  const options = choices.map(([value, text]) => el('option', { value }, text));
  return el('select', common, ...(optional ? [el('option', { value: '' }, 'left out')] : []), ...options);
}

function hasOption(control: HTMLSelectElement, value: string): boolean {
  return [...control.options].some((option) => option.value === value);
}

function hintOf({ accepts, words }: Parameter, control: Control): string {
  return control instanceof HTMLSelectElement && accepts.type !== 'text' ? '' : words;
}

function read({ name, accepts, words }: Parameter, text: string): unknown {
  const wrong = () => new FieldError(`${name} must be ${words}`);
  switch (accepts.type) {
    case 'pin':
      if (text.trim() === '') throw wrong();
      return text.trim();
    case 'choice':
      return JSON.parse(text);
    case 'number': {
      const value = Number(text);
      const good = text.trim() !== '' && value >= accepts.least && value <= accepts.most;
      if (!good || (accepts.whole && !Number.isInteger(value))) throw wrong();
      return value;
    }
    case 'text': {
      const { length } = new TextEncoder().encode(text);
      if (length < accepts.least || length > accepts.most) throw wrong();
      return text;
    }
    default:
      return readJson(accepts, text, wrong);
  }
}

function readJson(accepts: Parameter['accepts'], text: string, wrong: () => FieldError): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw wrong();
  }
  if (accepts.type !== 'json') return value;
  const isList = Array.isArray(value);
  if (accepts.list ? !isList : isList || typeof value !== 'object' || value === null) throw wrong();
  return value;
}
