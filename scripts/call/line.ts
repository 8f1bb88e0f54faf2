// A service's line, as DescribeService gives it, read back into a declaration.
import type { Field, Service } from '../model/services.ts';

const KINDS: Readonly<Record<string, Service['kind']>> = { r: 'read', s: 'set', a: 'act' };

/** Reads `SetPin;s;pin:@output;value:0|1`. What the line does not carry, such as the words for people and the results, is
 *  empty. Undefined for what is no such line. */
export function readLine(line: string): Service | undefined {
  const [name, kind, ...fields] = line.split(';');
  const known = KINDS[kind ?? ''];
  if (!name || known === undefined) return undefined;
  const input = fields.flatMap((text): [string, Field][] => {
    const [, field, optional, accepts] = /^([\w.]+)(\??):(.+)$/.exec(text) ?? [];
    if (field === undefined || accepts === undefined) return [];
    return [[field, { accepts, ...typeOf(accepts), ...(optional ? { optional: true } : {}) }]];
  });
  return { name, kind: known, does: '', input: Object.fromEntries(input), output: {} };
}

/** What kind of value `accepts` means, with the unit of a number. */
function typeOf(accepts: string): Pick<Field, 'type' | 'unit'> {
  if (accepts.startsWith('@')) return { type: 'pin' };
  if (accepts === '{}') return { type: 'object' };
  if (accepts.startsWith('"')) return { type: 'enum' };
  if (accepts.endsWith(' items')) return { type: 'list' };
  if (accepts.endsWith(' bytes')) return { type: 'text' };
  const [, least = '', unit] = /^(\S+?)\.\.\S+(?: (.+))?$/.exec(accepts) ?? [];
  return { type: least.includes('.') ? 'float' : 'int', unit };
}
