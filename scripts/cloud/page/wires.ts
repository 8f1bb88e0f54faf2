// The boards of this process: their outputs as the wires have them, and the visitor's hand on their inputs.
import type { Device } from '../../device/device.ts';
import { Refusal } from './guard.ts';
import type { State } from './state.ts';

type Bench = Pick<Device, 'wires' | 'onPin'>;

/** The benches by the board's name on the page. */
export class Benches {
  readonly #benches = new Map<string, Bench>();

  constructor(readonly state: State) {}

  /** Takes a board, in place of an older one of that name. Returns the way to let it go. */
  add(name: string, bench: Bench): () => void {
    this.#benches.set(name, bench);
    this.state.wire(name, bench.wires !== undefined);
    const stop = bench.onPin(({ pin, value, frequency }) => {
      if (this.#benches.get(name) === bench)
        this.state.level(name, { pin: `#${pin}`, value, ...(frequency === undefined ? {} : { frequency }) });
    });
    return () => {
      stop();
      if (this.#benches.get(name) !== bench) return;
      this.#benches.delete(name);
      this.state.wire(name, false);
    };
  }

  /** Tells the state of benches that were added before it knew the cloud. */
  tell(): void {
    for (const [name, { wires }] of this.#benches) this.state.wire(name, wires !== undefined);
  }

  /** Does what an action asks for. Rejects with a Refusal for a malformed one and for a board that cannot be reached. */
  async act({ device, pin, level, analog }: Record<string, unknown>): Promise<void> {
    const name = String(device);
    const wires = this.#benches.get(name)?.wires;
    if (!wires) throw new Refusal(404, 'no inputs of this board can be moved from here');
    if (!Number.isInteger(pin) || (pin as number) < 0 || (pin as number) > 255)
      throw new Refusal(400, 'pin must be the number of one');
    const number = pin as number;
    try {
      if (level === 0 || level === 1 || level === null) {
        await wires.drive(number, level ?? undefined);
        if (level === null) return;
        this.state.level(name, { pin: `#${number}`, value: level, outside: true });
      } else if (typeof analog === 'number' && analog >= 0 && analog <= 1) {
        await wires.setAnalog(number, analog);
        this.state.level(name, { pin: `#${number}`, value: analog, outside: true });
      } else throw new Refusal(400, 'give level, 0 or 1 or null, or analog, 0..1');
    } catch (error) {
      if (error instanceof Refusal) throw error;
      throw new Refusal(400, (error as Error).message);
    }
  }
}
