// The demonstration: a pin set, read back and toggled, each answer held against what it must be.
import type { PinData } from '../bundle/board.ts';
import type { CallResult } from '../call/callService.ts';

/** One call of the demonstration. */
export interface Step {
  readonly service: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** The value that the answer must bring; undefined where any will do. */
  readonly value: 0 | 1 | undefined;
}

/** The calls for a board with an LED, in their order. */
export const STEPS: readonly Step[] = [
  { service: 'SetPin', params: { pin: 'led', value: 1 }, value: 1 },
  { service: 'GetPin', params: { pin: 'led' }, value: 1 },
  { service: 'TogglePin', params: { pin: 'led' }, value: 0 },
];

/** The calls for a board with these pins. Only an LED is switched unasked: what hangs on another output nobody knows here, so
 *  the first pin with a level is read. */
export function stepsFor(pins: readonly PinData[]): readonly Step[] {
  const isSwitched = ({ kind }: PinData) => kind === 'output' || kind === 'pwm';
  if (pins.some((pin) => pin.name === 'led' && isSwitched(pin))) return STEPS;
  const readable = pins.find((pin) => isSwitched(pin) || pin.kind === 'input');
  return readable
    ? [{ service: 'GetPin', params: { pin: readable.name }, value: undefined }]
    : [{ service: 'Ping', params: {}, value: undefined }];
}

/** How one call ended. */
export interface Outcome {
  step: Step;
  /** The device's answer; undefined where there was none. */
  result: CallResult | undefined;
  /** Why it does not count as good; undefined when it does. */
  problem: string | undefined;
}

/** Makes the calls one after the other, telling each. True when every one was answered 200 with the value it must bring. */
export async function demonstrate(
  call: (service: string, params: Record<string, unknown>) => Promise<CallResult>,
  tell: (outcome: Outcome) => void,
  steps: readonly Step[] = STEPS,
): Promise<boolean> {
  let good = true;
  for (const step of steps) {
    const outcome = await make(step, call);
    if (outcome.problem !== undefined) good = false;
    tell(outcome);
  }
  return good;
}

async function make(step: Step, call: Parameters<typeof demonstrate>[0]): Promise<Outcome> {
  try {
    const result = await call(step.service, { ...step.params });
    return { step, result, problem: judge(step, result) };
  } catch (error) {
    return { step, result: undefined, problem: (error as Error).message };
  }
}

/** What is wrong with an answer, or undefined. */
export function judge({ value }: Step, { code, data, message }: CallResult): string | undefined {
  if (code !== 200) return message ?? `code ${code}`;
  if (value === undefined) return undefined;
  const read = (data as { value?: unknown } | null)?.value;
  return read === value ? undefined : `value must be ${value}, not ${JSON.stringify(read) ?? 'missing'}`;
}
