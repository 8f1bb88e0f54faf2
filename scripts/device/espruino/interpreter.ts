/** Where the Espruino interpreter is, and whether what is there is one. */
import { accessSync, closeSync, constants, existsSync, openSync, readSync } from 'node:fs';

/** Where people install the interpreter built for Linux. */
export const USUAL_PLACE = '/usr/local/bin/espruino';

/** The interpreter's path: what the environment variable ESPRUINO names, or the usual place if something is there.
 *  Undefined when neither; a path that ESPRUINO names is given back even where nothing is. */
export function findInterpreter(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  if (environment.ESPRUINO) return environment.ESPRUINO;
  return existsSync(USUAL_PLACE) && !isNodeScript(USUAL_PLACE) ? USUAL_PLACE : undefined;
}

/** The path to run. Throws an error that says what to do where there is no interpreter. */
export function checkInterpreter(executable: string | undefined): string {
  const advice = 'set the environment variable ESPRUINO to the path of an Espruino interpreter built for Linux';
  if (executable === undefined)
    throw new Error(`no Espruino interpreter found: ${advice}, or install it as ${USUAL_PLACE}`);
  try {
    accessSync(executable, constants.X_OK);
  } catch {
    throw new Error(`${executable} is not a program that can be run: ${advice}`);
  }
  if (isNodeScript(executable))
    throw new Error(`${executable} is the npm tool of that name, which only talks to boards: ${advice}`);
  return executable;
}

/** Whether a file starts like the npm tool: a script for Node. */
function isNodeScript(path: string): boolean {
  const head = Buffer.alloc(64);
  const file = openSync(path, 'r');
  try {
    readSync(file, head);
  } finally {
    closeSync(file);
  }
  return /^#!.*\bnode\b/.test(head.toString('latin1'));
}
