// Run by the shells' completion scripts: `complete.ts SHELL LINE` prints the candidates at the line's end, one a line.
import { readSession } from '../cloud/session.ts';
import { candidates, type Flag, wordsOf } from './candidates.ts';
import { createCommand } from './flags.ts';
import { declaredKnown, type Known, knownFrom } from './known.ts';
import { keep, kept } from './reach.ts';
import { resolveTarget } from './target.ts';

/** How long the board may take to answer while a person has pressed a key, in ms. */
const LIMIT_MS = 1_000;

/** The board's word where one is in reach, by the flags already typed; a serial port is not opened for a key. */
async function knownFor(words: readonly string[]): Promise<Known> {
  const flags = Object.fromEntries(
    (['device', 'endpoint', 'region'] as const).flatMap((name) => {
      const at = words.indexOf(`--${name}`);
      const value = words[at + 1];
      return at >= 0 && value ? [[name, value]] : [];
    }),
  );
  if (words.includes('--port')) return declaredKnown();
  const target = resolveTarget(flags, process.env, () => readSession());
  const fresh = kept(target, Date.now());
  if (fresh) return fresh;
  // The official client is long to load: only where it is needed.
  const { cloudTransport } = await import('./transport.ts');
  const known = await knownFrom(cloudTransport(target, { timeout: LIMIT_MS }));
  keep(target, known, Date.now());
  return known;
}

const [shell = '', line = ''] = process.argv.slice(2);
const words = wordsOf(line);
if (words) {
  const flags: Flag[] = createCommand().options.map((option) => ({
    name: option.long ?? option.flags,
    takesValue: option.required,
    does: option.description,
  }));
  const known = await knownFor(words).catch(declaredKnown);
  for (const { word, does } of candidates(words, known, flags))
    console.log(shell === 'bash' ? word : `${word}\t${does}`);
}
// A socket that is still waiting keeps nobody.
process.exit(0);
