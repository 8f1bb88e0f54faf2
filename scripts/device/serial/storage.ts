// Files in a board's Storage: written under another name, compared by hash, and put in place so that a cut does no harm.
import { createHash } from 'node:crypto';
import { type Console, literal, unquoted } from './console.ts';
import { BoardError, during } from './problem.ts';
import { type HasRestarted, steadily } from './steady.ts';

/** The bundle's name: Espruino runs it at every boot, its functions left in flash. */
export const BUNDLE = '.bootcde';
/** The settings' name. */
export const SETTINGS = 'device.json';
/** A file on its way. */
export const STAGED = 'rrpc.new';
/** Files that Espruino runs before the bundle; the first one free completes a replacing that a power cut left half done. */
const GUARDS = ['.boot3', '.boot2', '.boot1'];
/** Bytes that the board reads at once for the hash, or copies at once. */
const READ_BYTES = 512;
/** What a file takes beside its bytes: a header of 32, alignment, and a guard. */
const BESIDE_BYTES = 700;
const ATTEMPTS = 3;

/** Length and hash of a file. */
export interface Digest {
  readonly length: number;
  /** SHA-256 of a chain: of the last piece's hash and the next 512 bytes. A board need not hold the whole file. */
  readonly hash: string;
}

/** The digest of bytes on this computer. */
export function digestOf(bytes: Uint8Array): Digest {
  let hash = '';
  for (let at = 0; at < bytes.length; at += READ_BYTES)
    hash = createHash('sha256')
      .update(hash)
      .update(bytes.subarray(at, at + READ_BYTES))
      .digest('base64');
  return { length: bytes.length, hash };
}

/** The digest of a file on the board, read back from its flash; undefined where there is none. */
export async function readDigest(console: Console, name: string): Promise<Digest | undefined> {
  const answer = await console.evaluate(
    `(function(n){var s=require("Storage"),c=require("crypto"),d=s.read(n),l=d?d.length:0,h="",i;` +
      `for(i=0;i<l;i+=${READ_BYTES})h=btoa(c.SHA256(h+s.read(n,i,${READ_BYTES})));return l+" "+h})(${literal(name)})`,
  );
  const [length, hash = ''] = unquoted(answer).split(' ');
  return Number(length) > 0 ? { length: Number(length), hash } : undefined;
}

/** Whether two digests are of the same bytes. */
export function sameDigest(one: Digest | undefined, other: Digest | undefined): boolean {
  return one !== undefined && other !== undefined && one.length === other.length && one.hash === other.hash;
}

/** Puts `bytes` into the board's Storage as `name`. Until they are there whole and compared, the old file stays; from
 *  then on a power cut only delays it, as the next boot completes it. The program of a board that restarts by itself is
 *  stopped. Rejects with a BoardError that names the step. */
export function replaceFile(
  console: Console,
  name: string,
  bytes: Uint8Array,
  progress?: (sent: number) => void,
): Promise<'written' | 'there already'> {
  return steadily(console, (hasRestarted) => replaceOnce(console, name, bytes, hasRestarted, progress));
}

async function replaceOnce(
  console: Console,
  name: string,
  bytes: Uint8Array,
  hasRestarted: HasRestarted,
  progress: ((sent: number) => void) | undefined,
): Promise<'written' | 'there already'> {
  const wanted = digestOf(bytes);
  if (sameDigest(wanted, await during('storage', readDigest(console, name)))) return 'there already';
  await during('storage', console.evaluate(`require("Storage").erase(${literal(STAGED)})`));
  await checkRoom(console, name, bytes.length);
  await stage(console, name, bytes, wanted, hasRestarted, progress);
  await during('replace', console.evaluate(replaceCode(name, await freeGuard(console))));
  if (!sameDigest(wanted, await during('verify', readDigest(console, name))))
    throw new BoardError(
      'verify',
      `${name} was not copied whole: run the command again; if it stays, the flash is worn out`,
    );
  return 'written';
}

/** Throws where the staged file and the new one would not fit; Espruino itself would acknowledge and lose it. */
async function checkRoom(console: Console, name: string, length: number): Promise<void> {
  const answer = await during(
    'storage',
    console.evaluate(
      '(function(){var s=require("Storage"),t=s.getStats();return JSON.stringify([t.freeBytes+t.trashBytes,' +
        's.list().map(function(n){return[n,(s.read(n)||"").length]}).sort(function(a,b){return b[1]-a[1]}).slice(0,4)])})()',
    ),
  );
  const [free, files] = JSON.parse(unquoted(answer)) as [number, [string, number][]];
  const needed = 2 * (length + BESIDE_BYTES);
  if (free >= needed) return;
  const largest = files.map(([file, size]) => `${JSON.stringify(file)} ${size}`).join(', ');
  throw new BoardError(
    'storage',
    `Storage is full: ${name} needs ${needed} bytes while it is replaced, ${free} are free. Largest files: ${largest}. Erase one at the REPL: require("Storage").erase(name)`,
  );
}

/** Sends the file under its staged name until what is read back is what was sent. */
async function stage(
  console: Console,
  name: string,
  bytes: Uint8Array,
  wanted: Digest,
  hasRestarted: HasRestarted,
  progress: ((sent: number) => void) | undefined,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    let why = 'what was read back is not what was sent: input was lost on the way';
    try {
      await console.sendFile(STAGED, bytes, progress);
      if (sameDigest(wanted, await during('verify', readDigest(console, STAGED)))) return;
    } catch (error) {
      why = error instanceof Error ? error.message : String(error);
    }
    const last = attempt === ATTEMPTS;
    // More attempts do not help a board that restarts under them.
    if (last || (await isGone(console)) || (await hasRestarted()))
      throw new BoardError(
        'upload',
        `${name}: ${why}${/[.?]$/.test(why) ? '' : '.'} The board keeps what it had; ${last ? 'try a shorter cable, --throttle on, or a lower --baud' : 'plug it in and run the command again'}`,
      );
    console.pacer.slow(true);
    await console.evaluate(`require("Storage").erase(${literal(STAGED)})`).catch(() => undefined);
  }
}

async function isGone(console: Console): Promise<boolean> {
  return Promise.race([
    console.port.closed.then(() => true),
    new Promise<boolean>((resolve) => setImmediate(resolve, false)),
  ]);
}

async function freeGuard(console: Console): Promise<string> {
  const answer = await during('replace', console.evaluate('JSON.stringify(require("Storage").list(/^\\.boot[1-3]$/))'));
  const taken = JSON.parse(unquoted(answer)) as string[];
  const free = GUARDS.find((guard) => !taken.includes(guard));
  if (free === undefined)
    throw new BoardError(
      'replace',
      `the board has files of its own in all of ${GUARDS.join(', ')}: erase one at the REPL`,
    );
  return free;
}

/** The guard's text: copies the staged file into its place and takes both itself and that file away. */
export function guardCode(name: string, guard: string): string {
  const staged = literal(STAGED);
  return (
    `(function(){var s=require("Storage"),d=s.read(${staged}),n=d?d.length:0,i;` +
    `for(i=0;i<n;i+=${READ_BYTES})s.write(${literal(name)},s.read(${staged},i,${READ_BYTES}),i,n);` +
    `s.erase(${staged});s.erase(${literal(guard)})})()`
  );
}

/** The replacing, one expression: the guard first, so that a cut from here on is completed by the next boot. */
export function replaceCode(name: string, guard: string): string {
  const code = guardCode(name, guard);
  return `(require("Storage").write(${literal(guard)},${literal(code)}),eval(${literal(code)}))`;
}
