// Runs a short script and gives what it printed: on Node, and on the real interpreter.
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';

/** Longest that a script may take on the interpreter, in ms, its start included. */
const TIME_LIMIT = 15_000;
const BEGIN = '-- begin --';
const END = '-- end --';
/** What its console adds for a terminal: carriage returns, and the clearing of lines. */
const CONSOLE = new RegExp(`\\r|${String.fromCharCode(27)}\\[[0-9;]*[A-Za-z]`, 'g');

/** What `code` prints by `print`, a line each, and the error that ended it, if one did. */
export async function runOnNode(code: string): Promise<string> {
  const lines: string[] = [];
  const print = (...values: unknown[]) => lines.push(values.map(String).join(' '));
  try {
    runInContext(code, createContext({ print, setTimeout, clearTimeout }));
    await new Promise((resolve) => setTimeout(resolve, 5));
  } catch (error) {
    lines.push(`Uncaught ${error}`);
  }
  return lines.join('\n');
}

/** The same on the interpreter at `executable`. What it says of an error is a part of what it printed. */
export async function runOnEspruino(executable: string, code: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bundle-check-'));
  try {
    const file = join(folder, 'script.js');
    await writeFile(
      file,
      `print(${JSON.stringify(BEGIN)});\n${code}\n;setTimeout(function(){print(${JSON.stringify(END)})},20);\n`,
    );
    return await output(executable, file, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function output(executable: string, file: string, cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    // Its input stays open: at the end of it the interpreter would make events of its own.
    const child = spawn(executable, [file], { cwd, stdio: ['pipe', 'pipe', 'ignore'] });
    let text = '';
    const limit = setTimeout(() => child.kill('SIGKILL'), TIME_LIMIT);
    child.stdout.setEncoding('latin1').on('data', (part: string) => {
      text += part;
      // After an error, and at `debugger`, it waits at its console and never comes to the end.
      if (/^-- end --|Uncaught undefined|debug>/m.test(text)) child.kill('SIGKILL');
    });
    child.once('error', reject);
    child.once('close', () => {
      clearTimeout(limit);
      const printed = text.replace(CONSOLE, '').split(`${BEGIN}\n`)[1] ?? `no start: ${text}`;
      resolve((printed.split(END)[0] ?? '').replace(/^>/gm, '').trim());
    });
  });
}
