// The whole measurement: every subject's bytes, instructions and JsVars, in one run.
import type { Counter } from './count.ts';
import { instructionsPerCall, type Sent } from './instructions.ts';
import { bareUse, type Memory, measureMemory } from './memory.ts';
import type { Length } from './request.ts';
import { good, openRig } from './run.ts';
import { bundleSubject, floorSubject, peerSubjects, type Subject } from './subject.ts';

/** What to measure, and with what. */
export interface BenchOptions {
  readonly executable: string;
  readonly bundle: string;
  /** A folder with Espruino's modules. Default: none. */
  readonly peers?: string | undefined;
  /** Default: instructions are left out. */
  readonly counter?: Counter | undefined;
  /** Is told what is measured next. */
  readonly onStep?: (what: string) => void;
}

/** One subject's figures. */
export interface Row {
  readonly name: string;
  readonly bytes: number;
  /** 'short' for a client that cannot take the platform's message ids; undefined for one that answers nothing at all. */
  readonly length: Length | undefined;
  /** Instructions of one call, of a text that came before and of one never seen; the scripted server's taken off. */
  readonly instructions?: number;
  readonly instructionsFresh?: number;
  readonly storage?: Memory;
  readonly ram?: Memory;
}

/** The result: the bundle's row first. */
export interface Bench {
  readonly rows: readonly Row[];
  /** By which instructions were counted. */
  readonly counter: string | undefined;
}

/** The floors' names in the table. */
const JSON_FLOOR = 'the least that parses, sets a pin and answers JSON';
const LOOP_FLOOR = 'the least loop of MQTT, which answers unread';

/** Measures. Throws an error that names what is missing or does not answer. */
export async function bench({ executable, bundle, peers, counter, onStep = () => {} }: BenchOptions): Promise<Bench> {
  const subjects = [
    await bundleSubject(bundle),
    ...(peers === undefined ? [] : await peerSubjects(peers)),
    await floorSubject('json', JSON_FLOOR),
    await floorSubject('loop', LOOP_FLOOR),
  ];
  const bare = await bareUse(executable);
  const per = counter && perCall(executable, counter);
  const rows: Row[] = [];
  for (const [at, subject] of subjects.entries()) {
    onStep(subject.name);
    const length = await lengthOf(executable, subject);
    if (length === undefined && at === 0) throw new Error(`${bundle} does not answer SetPin on this interpreter`);
    const { name, bytes } = subject;
    if (length === undefined) {
      rows.push({ name, bytes, length });
      continue;
    }
    rows.push({
      name,
      bytes,
      length,
      ...(per && (await instructions(per, subject, length, at === 0))),
      storage: await measureMemory(executable, subject, 'storage', bare, length, at === 0),
      ram: await measureMemory(executable, subject, 'ram', bare, length, at === 0),
    });
  }
  return { rows, counter: counter?.name };
}

/** The longest requests that a script answers. */
async function lengthOf(executable: string, subject: Subject): Promise<Length | undefined> {
  const rig = await openRig(executable, subject.storage);
  try {
    for (const length of ['full', 'short'] as const) {
      if (subject.fixed && length === 'short') break;
      if (good(await rig.run({ length, calls: 3 }))) return length;
    }
    return undefined;
  } finally {
    await rig.close();
  }
}

/** The instructions of one call, without the scripted server's. */
type PerCall = (subject: Subject, sent: Sent) => Promise<number>;

/** Counts them; the server's own, which are the same for every subject, once for each kind of request. */
function perCall(executable: string, counter: Counter): PerCall {
  const servers = new Map<string, Promise<number>>();
  const server = async (sent: Sent) =>
    instructionsPerCall(executable, await floorSubject('silent', 'the scripted server'), counter, {
      ...sent,
      silent: true,
    });
  return async (subject, sent) => {
    const kind = JSON.stringify(sent);
    const own = servers.get(kind) ?? server(sent);
    servers.set(kind, own);
    return (await instructionsPerCall(executable, subject, counter, sent)) - (await own);
  };
}

/** Of a text that came before and, with `both`, of one never seen. */
async function instructions(
  per: PerCall,
  subject: Subject,
  length: Length,
  both: boolean,
): Promise<Pick<Row, 'instructions' | 'instructionsFresh'>> {
  const known = await per(subject, { length });
  return both
    ? { instructions: known, instructionsFresh: await per(subject, { length, fresh: true }) }
    : { instructions: known };
}
