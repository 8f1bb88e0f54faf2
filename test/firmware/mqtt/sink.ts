/** A parser whose sink writes down what it is told. */
import { createParser, type Parser } from '../../../firmware/mqtt/parser.ts';
import { hex } from '../../support/bytes.ts';

/** A parser under test, and what it told. */
export interface OpenParser {
  readonly parser: Parser;
  /** `publish TOPIC IDENTIFIER PAYLOAD`, `tooLarge TOPIC IDENTIFIER`, `control BYTES` without the length, `malformed REASON`. */
  readonly events: string[];
  /** The steps of `gather`. */
  readonly steps: number[];
  /** The lengths that `room` was asked for. */
  readonly asked: number[];
  /** What was offered to the quick way. */
  readonly quick: string[];
}

/** What a test decides. The quick way takes nothing, and there is room for everything, unless said. */
export interface Decisions {
  room?(length: number): boolean;
  quick?(data: string): boolean;
  onControl?(): void;
}

/** Makes an open parser. With `before`, those bytes have come already, and what they told is forgotten. */
export function openParser(decisions: Decisions = {}, before = ''): OpenParser {
  const events: string[] = [];
  const steps: number[] = [];
  const asked: number[] = [];
  const quick: string[] = [];
  const parser = createParser(
    {
      gather: (step) => void steps.push(step),
      publish: (topic, payload, packetIdentifier) =>
        void events.push(
          payload === undefined
            ? `tooLarge ${topic} ${packetIdentifier}`
            : `publish ${topic} ${packetIdentifier} ${payload}`,
        ),
      control(packet) {
        events.push(`control ${hex(packet)}`);
        decisions.onControl?.();
      },
      broken: (reason) => void events.push(`malformed ${reason}`),
    },
    {
      quick(data) {
        quick.push(data);
        return decisions.quick?.(data) ?? false;
      },
      room(length) {
        asked.push(length);
        return decisions.room?.(length) ?? true;
      },
    },
  );
  parser.reset(true);
  if (before !== '') parser.feed(before);
  for (const list of [events, steps, asked, quick]) list.length = 0;
  return { parser, events, steps, asked, quick };
}
