/** Puts files into the interpreter's flash through its own Storage, before it boots from it. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startInterpreter } from './process.ts';

/** Bytes written with one call, so that the script needs little of the interpreter's memory. */
const PIECE_BYTES = 3000;
/** How long writing may take, in ms. */
const TIME_LIMIT_MS = 20_000;
const DONE = '\x01STORED';

/** The longest name of a file in Storage. */
const MAX_NAME = 28;

/** The script that writes the files, contents given as bytes. */
function script(files: ReadonlyMap<string, Buffer>): string {
  const lines = ['var s = require("Storage");'];
  for (const [name, bytes] of files)
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      const piece = bytes.subarray(at, at + PIECE_BYTES).toString('base64');
      lines.push(`s.write(${JSON.stringify(name)}, atob("${piece}"), ${at}, ${bytes.length});`);
    }
  // What was written is read back: Storage fills up without an error that ends a script.
  lines.push('var ok = true;');
  for (const [name, bytes] of files)
    lines.push(`ok = ok && (s.read(${JSON.stringify(name)}) || "").length == ${bytes.length};`);
  return `${lines.join('\n')}\nprint(ok ? ${JSON.stringify(DONE)} : "Storage is full");\nquit();\n`;
}

/** Writes files into the flash in `folder`; Storage has no empty ones, so these are left out. Throws an error with the interpreter's words when they do not fit. */
export async function writeStorage(
  executable: string,
  folder: string,
  files: ReadonlyMap<string, Buffer>,
): Promise<void> {
  for (const name of files.keys())
    if (name === '' || name.length > MAX_NAME)
      throw new Error(`a name in Storage has 1..${MAX_NAME} characters: "${name}"`);
  const path = join(folder, 'store.js');
  await writeFile(path, script(files));
  const lines: string[] = [];
  const interpreter = await startInterpreter(executable, folder, [path], (line) => lines.push(line));
  const limit = setTimeout(() => void interpreter.kill(), TIME_LIMIT_MS);
  const { code } = await interpreter.ended;
  clearTimeout(limit);
  if (!lines.includes(DONE))
    throw new Error(`the interpreter could not write its Storage (exit code ${code}): ${lines.slice(-3).join(' ')}`);
}
