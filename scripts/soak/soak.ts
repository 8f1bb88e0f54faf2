/** A soak: thousands of calls, a thousand lost connections, and the memory before and after. */
import type { Device, DeviceOptions } from '../device/device.ts';
import { openDevice } from '../device/open.ts';
import { createCaller } from './calls.ts';
import { LIVE_FAULTS, type LiveFault, SIGN_IN_FAULTS, type SignInFault, startPeer } from './peer.ts';

/** What is asked of a soak. */
export interface SoakOptions {
  readonly board: 'espruino' | 'virtual';
  readonly bundle: string;
  readonly calls: number;
  /** Connections after the first, those included that never came up. */
  readonly reconnects: number;
  /** How many of these are connections on which CONNACK never comes: each takes CONNACK's deadline. */
  readonly silent: number;
  /** Told now and then how far it is. */
  readonly onProgress?: (progress: SoakProgress) => void;
}

/** How far a soak is. */
export interface SoakProgress {
  readonly calls: number;
  readonly reconnects: number;
  /** JsVars in use; undefined where the board counts none. */
  readonly memory: number | undefined;
}

/** What came of a soak. */
export interface SoakResult {
  readonly calls: number;
  readonly reconnects: number;
  /** How often each fault happened, and how long the board then took to be ready again: the median, in ms. */
  readonly faults: readonly { readonly fault: LiveFault | SignInFault; readonly times: number; readonly ms: number }[];
  /** JsVars in use at the start and at the end, at the same point of the board's life; undefined where none are counted. */
  readonly memory: { readonly start: number; readonly end: number } | undefined;
  /** The longest wait for an answer, in ms. */
  readonly slowest: number;
  readonly seconds: number;
}

/** Calls before the first look at the memory: they fill the ring of answered calls, and meet every fault once. */
const WARM_UP_CALLS = 100;
/** More calls than the ring holds, all answered with the same length: what it holds is then the same at every look. */
const SAME_CALLS = 40;
/** Looks at the memory before the first that counts, so that the numbers of the looks have as many digits. */
const LOOKS_BEFORE = 10;
/** Longest wait for the board to be ready, in ms: CONNACK's deadline of 10 s, and the retries. */
const READY_MS = 30_000;

const DEVICE = { productKey: 'a1Bcd', deviceName: 'soak', deviceSecret: '0123456789abcdef0123456789abcdef' };

/** Runs a soak. Rejects at the first wrong answer, or when the board does not come back. */
export async function soak({ board, bundle, calls, reconnects, silent, onProgress }: SoakOptions): Promise<SoakResult> {
  const started = performance.now();
  const peer = await startPeer();
  const settings = { ...DEVICE, host: '127.0.0.1', port: peer.port, retry: { first: 0.1, ceiling: 0.1 } };
  const options: DeviceOptions = { bundle, storage: { 'device.json': JSON.stringify(settings) } };
  let device: Device | undefined;
  try {
    device = await openDevice(board, options);
    await peer.ready(0, READY_MS);
    const caller = createCaller(peer, `/sys/${DEVICE.productKey}/${DEVICE.deviceName}/rrpc`);
    const times = new Map<LiveFault | SignInFault, number[]>();
    const running = device;

    async function lose(fault: LiveFault | SignInFault): Promise<void> {
      const before = peer.connections;
      const isLive = (LIVE_FAULTS as readonly string[]).includes(fault);
      caller.begin();
      if (!isLive) peer.failNext(fault as SignInFault);
      const at = performance.now();
      peer.fail(isLive ? (fault as LiveFault) : 'fin');
      // A fault of the sign-in takes two connections: the one that fails, and the next.
      await peer.ready(isLive ? before : before + 1, READY_MS);
      const list = times.get(fault) ?? [];
      list.push(performance.now() - at);
      times.set(fault, list);
      await caller.finish();
    }
    // What a look at the memory needs does not count.
    let aside = { calls: 0, reconnects: 0 };
    const callsDone = (): number => caller.made - aside.calls;
    const reconnectsDone = (): number => peer.connections - aside.reconnects;
    async function memory(): Promise<number | undefined> {
      if (board === 'virtual') return undefined;
      const before = { calls: callsDone(), reconnects: reconnectsDone() };
      await lose('fin');
      times.get('fin')?.pop();
      await caller.other();
      for (let i = 0; i < SAME_CALLS; i++) await caller.same();
      aside = { calls: caller.made - before.calls, reconnects: peer.connections - before.reconnects };
      return Number(await running.evaluate('process.memory().usage'));
    }

    const quick = SIGN_IN_FAULTS.filter((fault) => fault !== 'silent');
    const round: readonly (LiveFault | SignInFault)[] = [...LIVE_FAULTS, ...quick];
    for (const fault of round) await lose(fault);
    for (let i = 0; i < WARM_UP_CALLS; i++) await caller.call();
    for (let i = 0; i < LOOKS_BEFORE && board !== 'virtual'; i++) await running.evaluate('process.memory().usage');
    const start = await memory();
    aside = { calls: caller.made, reconnects: peer.connections };
    times.clear();

    const tell = async (): Promise<void> =>
      onProgress?.({ calls: callsDone(), reconnects: reconnectsDone(), memory: await memory() });
    let silentLeft = Math.min(silent, reconnects);
    let told = 0;
    for (let turn = 0; callsDone() < calls || reconnectsDone() < reconnects; turn++) {
      // As many calls as keep step with the reconnects; the last of them is the one that the fault cuts off.
      const due = reconnects > 0 ? Math.ceil((calls * (reconnectsDone() + 1)) / reconnects) : calls;
      const left = reconnects - reconnectsDone();
      while (callsDone() < Math.min(due, calls) - (left > 0 ? 1 : 0)) await caller.call();
      if (left > 0) {
        const isSilent = silentLeft > 0 && turn % 50 === 49;
        if (isSilent && left > 1) silentLeft--;
        // A fault of the sign-in takes two.
        await lose(left < 2 ? 'fin' : isSilent ? 'silent' : (round[turn % round.length] ?? 'fin'));
      }
      if (callsDone() < ((told + 1) * calls) / 10) continue;
      told++;
      await tell();
    }
    const end = await memory();
    return {
      calls: callsDone(),
      reconnects: reconnectsDone(),
      faults: [...times].map(([fault, list]) => ({ fault, times: list.length, ms: median(list) })),
      memory: start === undefined || end === undefined ? undefined : { start, end },
      slowest: caller.slowest,
      seconds: (performance.now() - started) / 1000,
    };
  } finally {
    await device?.stop();
    await peer.close();
  }
}

function median(list: readonly number[]): number {
  return [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;
}
