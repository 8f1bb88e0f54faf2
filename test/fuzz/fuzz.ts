/** Runs cases from a seed on, and makes what it finds small enough to read. */
import { createRandom } from '../support/random.ts';
import { checkClient } from './clientCase.ts';
import type { Look } from './closure.ts';
import { checkParser, type ParserCase, parserCase } from './parserCase.ts';
import { type ClientCase, clientCase } from './steps.ts';

/** A case of either kind: JSON, so that a finding can be kept and replayed. */
export type Case = ParserCase | ClientCase;

/** What went wrong. */
export interface Finding {
  /** The seed of this one case. */
  readonly seed: number;
  readonly fault: string;
  /** The smallest case found that fails in the same way. */
  readonly reproducer: Case;
}

/** One case in so many also has the parser's memory measured, which takes long. */
const LOOK_EVERY = 40;

/** The case of a seed: the parser's turn, then the client's. */
export function caseOf(seed: number): Case {
  const random = createRandom(seed);
  return seed % 2 === 0 ? parserCase(random) : clientCase(random);
}

/** Runs a case. Returns what is wrong, an exception included, or undefined. */
export function check(one: Case, look?: Look): string | undefined {
  try {
    return one.kind === 'parser' ? checkParser(one, look) : checkClient(one);
  } catch (error) {
    return `throws ${error instanceof Error ? error.stack?.split('\n').slice(0, 3).join(' ') : String(error)}`;
  }
}

/** Runs the cases from `seed` on while `goOn`, given the number of cases run, says so; each kind of fault is told once. */
export function fuzz(
  seed: number,
  goOn: (runs: number) => boolean,
  look?: Look,
  onFinding: (finding: Finding) => void = () => undefined,
): { runs: number; findings: Finding[] } {
  const findings: Finding[] = [];
  const kinds = new Set<string>();
  let runs = 0;
  for (; goOn(runs); runs++) {
    const one = caseOf(seed + runs);
    const withLook = runs % LOOK_EVERY === 0 ? look : undefined;
    const fault = check(one, withLook);
    if (fault === undefined || kinds.has(kindOf(fault))) continue;
    kinds.add(kindOf(fault));
    const finding = { seed: seed + runs, fault, reproducer: shrink(one, kindOf(fault), withLook) };
    findings.push(finding);
    onFinding(finding);
  }
  return { runs, findings };
}

/** Faults that differ only in numbers and contents are of one kind. */
function kindOf(fault: string): string {
  return fault.replace(/\d+/g, 'N').slice(0, 40);
}

/** Leaves out what is not needed for a fault of this kind: steps, connections, chunks, cuts, bytes. */
function shrink(found: Case, kind: string, look?: Look): Case {
  let best = found;
  // Measuring takes long: what it found is given with fewer tries.
  let tries = look ? 300 : 3000;
  const isStill = (one: Case): boolean => {
    if (tries-- <= 0) return false;
    const fault = check(one, look);
    return fault !== undefined && kindOf(fault) === kind;
  };
  for (let wasBetter = true; wasBetter && tries > 0; ) {
    wasBetter = false;
    for (const smaller of smallerThan(best)) {
      if (!isStill(smaller)) continue;
      best = smaller;
      wasBetter = true;
      break;
    }
  }
  return best;
}

/** Cases a step smaller, the boldest first. */
function* smallerThan(one: Case): Generator<Case> {
  if (one.kind === 'parser') {
    for (const connections of without(one.connections)) if (connections.length > 0) yield { ...one, connections };
    // What is left need not be valid any more.
    for (const [i, connection] of one.connections.entries())
      for (const chunks of smallerChunks(connection.chunks))
        yield { ...one, connections: one.connections.with(i, { valid: false, chunks }) };
    return;
  }
  for (const steps of without(one.steps)) yield { ...one, steps };
  for (const [i, step] of one.steps.entries())
    if (step.do === 'bytes')
      for (const chunks of smallerChunks(step.chunks))
        yield { ...one, steps: one.steps.with(i, { do: 'bytes', chunks }) };
}

/** Chunks joined, left out, and cut shorter. */
function* smallerChunks(chunks: readonly string[]): Generator<string[]> {
  if (chunks.length > 1 && chunks.join('').length <= 2 * 536) yield [chunks.join('')];
  yield* without(chunks);
  for (const [i, chunk] of chunks.entries())
    for (let bytes = 2 ** Math.floor(Math.log2(Math.max(chunk.length / 2, 1))); bytes >= 1; bytes /= 2)
      for (let at = 0; at + bytes <= chunk.length / 2; at += bytes)
        if (chunk.length > 2) yield chunks.with(i, chunk.slice(0, 2 * at) + chunk.slice(2 * (at + bytes)));
}

/** The list without a half, a quarter, ... and without each single member. */
function* without<T>(list: readonly T[]): Generator<T[]> {
  for (let count = 2 ** Math.floor(Math.log2(Math.max(list.length, 1))); count >= 1; count /= 2)
    for (let at = 0; at + count <= list.length; at += count) yield [...list.slice(0, at), ...list.slice(at + count)];
}
