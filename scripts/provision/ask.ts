// Settings from flags, files and answers; secrets from files and answers only.
import { readFile } from 'node:fs/promises';
import input from '@inquirer/input';
import password from '@inquirer/password';
import { accepts, MEMBERS, type Member, memberOf, nestMembers, parseMember } from './settings.ts';

/** Someone who answers. */
export interface Asker {
  /** Resolves with what was typed; empty where the person typed nothing. `check` answers true or what is wrong. */
  text(question: string, check: (typed: string) => true | string): Promise<string>;
  /** As `text`, and nothing of it is shown. */
  secret(question: string, check: (typed: string) => true | string): Promise<string>;
}

/** A person at the terminal. */
export const PERSON: Asker = {
  text: (message, validate) => input({ message, validate }),
  secret: (message, validate) => password({ message, validate, mask: false }),
};

/** Whether an error is a person's Ctrl-C at a question. */
export const isLeft = (error: unknown): boolean => (error as Error | undefined)?.name === 'ExitPromptError';

/** Where settings come from, as typed. */
export interface SettingsFlags {
  readonly file?: string;
  readonly deviceSecretFile?: string;
  readonly wifiPasswordFile?: string;
  /** Flags of members, by the members' names. */
  readonly members: Readonly<Record<string, string | undefined>>;
}

/** The settings that flags and files give, nested, not yet checked as a whole. Throws an error that names a flag's member
 *  or a file. */
export async function givenSettings(flags: SettingsFlags): Promise<Record<string, unknown>> {
  const flat: Record<string, unknown> = {};
  for (const member of MEMBERS) {
    const typed = flags.members[member.name];
    if (typed !== undefined) flat[member.name] = parseMember(member, typed);
  }
  for (const [name, path] of [
    ['deviceSecret', flags.deviceSecretFile],
    ['wifi.password', flags.wifiPasswordFile],
  ] as const)
    if (path !== undefined) flat[name] = await readSecret(path);
  const given = nestMembers(flat);
  if (flags.file === undefined) return given;
  const from = parsed(flags.file, await read(flags.file));
  for (const outer of ['retry', 'wifi'] as const)
    if (given[outer] && typeof from[outer] === 'object') given[outer] = { ...from[outer], ...(given[outer] as object) };
  return { ...from, ...given };
}

/** Asks for what is still missing: whatever is required, and, where nothing was given at all, the Wi-Fi too. */
export async function askMissing(given: Record<string, unknown>, asker: Asker): Promise<Record<string, unknown>> {
  const isBare = Object.keys(given).length === 0;
  const flat: Record<string, unknown> = {};
  for (const member of MEMBERS) {
    const value = memberOf(given, member.name);
    if (value !== undefined) continue;
    const wifi = memberOf(given, 'wifi.ssid') ?? flat['wifi.ssid'];
    const isAsked =
      member.required ||
      (member.name === 'tls' && isBare) ||
      (member.name === 'wifi.ssid' && isBare) ||
      (member.name === 'wifi.password' && wifi !== undefined);
    if (!isAsked) continue;
    const mayBeEmpty = !member.required;
    const check = (typed: string): true | string => problem(member, typed, mayBeEmpty);
    const question = `${member.does} (${accepts(member)}${mayBeEmpty ? '; empty for none' : ''})`;
    const typed = await (member.secret ? asker.secret(question, check) : asker.text(question, check));
    if (typed !== '' || member.name === 'wifi.password') flat[member.name] = parseMember(member, typed);
  }
  const asked = nestMembers(flat);
  if (given.wifi && asked.wifi) asked.wifi = { ...(given.wifi as object), ...(asked.wifi as object) };
  return { ...given, ...asked };
}

function problem(member: Member, typed: string, mayBeEmpty: boolean): true | string {
  if (mayBeEmpty && typed === '') return true;
  try {
    parseMember(member, typed);
    return true;
  } catch (error) {
    return (error as Error).message.replace('device.json: ', '');
  }
}

/** A secret's file: one line, whose end an editor may have marked. Throws an error that names the file and shows nothing
 *  of it. */
export async function readSecret(path: string): Promise<string> {
  const secret = (await read(path)).replace(/(\r?\n)+$/, '');
  if (/[\r\n]/.test(secret)) throw new Error(`${path} must hold the secret alone, on one line`);
  return secret;
}

/** A file's text, without the mark that some editors put at its beginning. */
async function read(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw new Error(`there is no file ${path} to read`);
    throw new Error(`${path} cannot be read (${error.code})`);
  });
  return text.replace(/^\ufeff/, '');
}

function parsed(path: string, text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, which holds secrets.
    throw new Error(`${path} is not JSON`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`${path} must be an object: {"productKey": "...", ...}`);
  return value as Record<string, unknown>;
}
