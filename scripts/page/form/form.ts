// The call form: a service, an input for each of its parameters, the reply with its time.
import { PATHS, type ServiceWords } from '../../cloud/page/protocol.ts';
import { call, get } from '../api.ts';
import type { BoardModel } from '../board.ts';
import { copy } from '../clipboard.ts';
import { commandOf, requestOf } from '../command.ts';
import { byId, el, say } from '../dom.ts';
import type { Described, Parameter } from '../line.ts';
import { createField, type Field, FieldError } from './fields.ts';

const KINDS = {
  read: 'only reads',
  set: 'sets, so a repeat does no harm',
  act: 'acts: each call counts',
  unknown: '',
} as const;

/** The form on the page. */
export class CallForm {
  readonly #form = byId<HTMLFormElement>('call-form');
  readonly #service = byId<HTMLSelectElement>('service');
  readonly #does = byId('does');
  readonly #fields = byId('fields');
  readonly #reply = byId<HTMLOutputElement>('reply');
  readonly #send = byId<HTMLButtonElement>('send');
  #model: BoardModel | undefined;
  /** What the inputs were made from: the same again is left alone, with the cursor in it. */
  #made = '';
  #inputsFor = '';
  #inputs: readonly Field[] = [];
  #words: Readonly<Record<string, ServiceWords>> = {};
  /** What was typed, by parameter: it stays from one service to the next. */
  readonly #typed = new Map<string, string>();

  /** `alone` says whether the board needs no naming in a command. */
  constructor(readonly alone: () => boolean) {
    this.#service.addEventListener('change', () => void this.#choose());
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#call();
    });
    this.#fields.addEventListener('input', (event) => {
      const { name, value } = event.target as HTMLInputElement;
      this.#typed.set(name, value);
    });
    byId('copy-command').addEventListener('click', () =>
      this.#copy((service, params) => this.command(service, params)),
    );
    byId('copy-json').addEventListener('click', () => this.#copy(requestOf));
  }

  /** A call as a command, with the board's name where there are several. */
  command(service: string, params: Record<string, unknown>): string {
    return commandOf(service, params, this.alone() ? undefined : this.#model?.row.name);
  }

  /** Shows the services of this board; none while it has told none. */
  async show(model: BoardModel): Promise<void> {
    this.#model = model;
    const before = this.#service.value;
    const listed = [...this.#service.options].map(({ value }) => value);
    if (listed.join() !== model.services.join()) {
      this.#service.replaceChildren(...model.services.map((name) => el('option', { value: name }, name)));
      if (model.services.includes(before)) this.#service.value = before;
    }
    this.#form.classList.toggle('empty', model.services.length === 0);
    this.#send.disabled = model.services.length === 0;
    if (Object.keys(this.#words).length === 0)
      void get<Record<string, ServiceWords>>(PATHS.words).then(
        (words) => {
          this.#words = words;
          void this.#choose();
        },
        // The form is whole without them.
        () => undefined,
      );
    await this.#choose();
  }

  async #choose(): Promise<void> {
    const model = this.#model;
    const name = this.#service.value;
    if (!model || name === '') {
      say(this.#does, '');
      this.#fields.replaceChildren();
      this.#inputs = [];
      this.#made = '';
      return;
    }
    const described = await model.describe(name);
    if (model !== this.#model || name !== this.#service.value) return;
    const words = this.#words[name];
    const kind = KINDS[described?.kind ?? 'unknown'];
    say(this.#does, [words?.does, kind && `It ${kind}.`].filter(Boolean).join(' '));
    const made = JSON.stringify([name, described, words, model.drawn]);
    if (made === this.#made) return;
    // Words that come late must not take the cursor out of an input.
    if (name === this.#inputsFor && this.#fields.contains(document.activeElement)) return;
    this.#inputsFor = name;
    this.#made = made;
    this.#inputs = this.#inputsOf(model, described, words);
    this.#fields.replaceChildren(...this.#inputs.map(({ element }) => element));
  }

  #inputsOf(model: BoardModel, described: Described | undefined, words: ServiceWords | undefined): Field[] {
    // A board that does not describe the service gets its parameters as JSON.
    const anything: Parameter = {
      name: 'params',
      optional: false,
      accepts: { type: 'json', list: false },
      words: 'an object, as JSON',
    };
    const parameters = described?.parameters ?? [anything];
    return parameters.map((parameter) =>
      createField(parameter, {
        pins: model.drawn?.pins ?? [],
        services: model.services,
        does: words?.input[parameter.name] ?? '',
        before: this.#typed.get(parameter.name),
      }),
    );
  }

  /** The parameters as they stand in the form; undefined, said and marked, where one is wrong. */
  #params(): Record<string, unknown> | undefined {
    const params: Record<string, unknown> = {};
    for (const input of this.#inputs) input.mark(false);
    for (const input of this.#inputs)
      try {
        const value = input.value();
        if (value !== undefined) params[input.name] = value;
      } catch (error) {
        if (!(error instanceof FieldError)) throw error;
        this.#answer('wrong', error.message, '');
        input.mark(true);
        return undefined;
      }
    const whole = this.#inputs.length === 1 && this.#inputs[0]?.name === 'params';
    return whole ? (params.params as Record<string, unknown>) : params;
  }

  async #call(): Promise<void> {
    const model = this.#model;
    const service = this.#service.value;
    const params = this.#params();
    if (!model || !params || service === '' || this.#form.classList.contains('calling')) return;
    this.#form.classList.add('calling');
    const { code, data, message, ms } = await call({ device: model.row.name, service, params });
    this.#form.classList.remove('calling');
    const time = `in ${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
    // Another service may be chosen by then.
    if (code === 200) this.#answer('good', `${service}: 200 ${time}`, JSON.stringify(data, undefined, 1));
    else this.#answer('wrong', `${service}: ${code === undefined ? 'no answer' : code} ${time}`, message ?? '');
  }

  #answer(how: 'good' | 'wrong', head: string, text: string): void {
    this.#reply.className = how;
    this.#reply.replaceChildren(el('strong', {}, head), el('pre', {}, text));
  }

  #copy(make: (service: string, params: Record<string, unknown>) => string): void {
    const params = this.#params();
    if (params && this.#service.value !== '') void copy(make(this.#service.value, params));
  }
}
