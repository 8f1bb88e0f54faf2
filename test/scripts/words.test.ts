// Words that a command has no use for.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Command } from 'commander';
import { refuseWords } from '../../scripts/words.ts';

/** What a command with the flag --port says to `args`. */
function says(args: readonly string[], instead?: string): string {
  let said = '';
  const command = refuseWords(new Command('npm run flash --').option('--port <port>'), instead)
    .configureOutput({
      writeErr(text) {
        said += text;
      },
    })
    .exitOverride();
  try {
    command.parse(args, { from: 'user' });
  } catch {
    // It would have ended here.
  }
  return said;
}

test('a word that is no flag is refused by name, with the place where flags go', () => {
  assert.equal(says(['COM3']), 'error: npm run flash takes no "COM3": flags go behind npm run flash --\n');
  assert.equal(
    says(['--port', 'COM3', 'a.js'], 'files go by --bundle'),
    'error: npm run flash takes no "a.js": files go by --bundle; flags go behind npm run flash --\n',
  );
});

test('flags alone are taken; a flag that there is not is named as ever', () => {
  assert.equal(says([]), '');
  assert.equal(says(['--port', 'COM3']), '');
  assert.match(says(['--prot', 'COM3']), /unknown option '--prot'/);
});
