// The members of device.json: what each accepts, as the board checks it at its boot.
import { nearest } from '../call/near.ts';

/** One member. A name with a dot stands inside another one. */
export interface Member {
  readonly name: string;
  /** What is asked, and told by --help. */
  readonly does: string;
  readonly required: boolean;
  readonly secret?: true;
  /** A text: least and most bytes. */
  readonly bytes?: readonly [number, number];
  /** A number: least and most. */
  readonly range?: readonly [number, number];
  /** Whether the number may have decimals. */
  readonly fractional?: true;
  readonly choices?: readonly (string | number | boolean)[];
  readonly unit?: string;
}

const text = (name: string, does: string, least: number, most: number, required: boolean): Member => ({
  name,
  does,
  required,
  bytes: [least, most],
});

/** Every member, in the order in which they are asked and written. */
export const MEMBERS: readonly Member[] = [
  text('productKey', "the product's key", 1, 64, true),
  text('deviceName', "the device's name", 1, 64, true),
  { ...text('deviceSecret', "the device's secret", 1, 64, true), secret: true },
  text('host', "the broker's host", 1, 127, true),
  { name: 'port', does: "the broker's port", required: true, range: [1, 65_535] },
  { name: 'tls', does: 'whether the connection is encrypted', required: false, choices: [true, false] },
  { name: 'signMethod', does: 'how the sign-in is signed', required: false, choices: ['hmacsha256', 'hmacsha1'] },
  { name: 'ext', does: '1: RRPC on /ext/rrpc/ too', required: false, choices: [0, 1] },
  { name: 'keepAlive', does: 'the keep alive', required: false, range: [30, 1200], unit: ' seconds' },
  {
    name: 'retry.first',
    does: 'the first retry',
    required: false,
    range: [0.1, 3600],
    fractional: true,
    unit: ' seconds',
  },
  {
    name: 'retry.ceiling',
    does: 'the longest retry',
    required: false,
    range: [0.1, 3600],
    fractional: true,
    unit: ' seconds',
  },
  text('wifi.ssid', "the Wi-Fi's name", 1, 32, false),
  { ...text('wifi.password', "the Wi-Fi's password", 0, 64, false), secret: true },
];

type Members = Record<string, unknown>;

/** Settings that were checked. What is written to the board is their JSON. */
export interface Checked {
  readonly settings: Members;
  /** The file as the board takes it: JSON in UTF-8, which its JSON.parse reads as bytes. */
  readonly bytes: Uint8Array;
}

/** What a member accepts: `1..64 bytes of text`, `30..1200 seconds`, `true or false`. */
export function accepts({ bytes, range, choices, unit = '' }: Member): string {
  if (bytes) return `${bytes[0]}..${bytes[1]} bytes of text`;
  if (range) return `${range[0]}..${range[1]}${unit}`;
  return (choices ?? []).map((choice) => JSON.stringify(choice)).join(' or ');
}

/** Throws where `value` is not what the member accepts; a text is never shown, as it may be a secret. */
export function checkMember(member: Member, value: unknown): void {
  if (value === undefined) {
    if (member.required) throw new Error(`device.json: ${member.name} is missing: ${accepts(member)}`);
    return;
  }
  if (fits(member, value)) return;
  const shown = member.bytes ? '' : `, not ${JSON.stringify(value)}`;
  throw new Error(`device.json: ${member.name} must be ${accepts(member)}${shown}`);
}

function fits({ bytes, range, fractional, choices }: Member, value: unknown): boolean {
  if (bytes) {
    if (typeof value !== 'string') return false;
    const length = Buffer.byteLength(value);
    return length >= bytes[0] && length <= bytes[1];
  }
  if (range)
    return (
      typeof value === 'number' && value >= range[0] && value <= range[1] && (fractional === true || value % 1 === 0)
    );
  return (choices as readonly unknown[]).includes(value);
}

/** Checks every member, the ones that nobody knows too: a misspelt one would be lost in silence on the board. Throws an
 *  error that names the first one that is wrong. */
export function checkSettings(found: unknown): Checked {
  if (typeof found !== 'object' || found === null || Array.isArray(found))
    throw new Error('device.json must be an object: {"productKey": "...", ...}');
  const given = found as Members;
  checkNames(given, '');
  for (const outer of ['retry', 'wifi']) if (given[outer] !== undefined) checkNames(given[outer], `${outer}.`);
  for (const member of MEMBERS) checkMember(member, memberOf(given, member.name));
  if (given.wifi !== undefined)
    for (const member of MEMBERS.filter(({ name }) => name.startsWith('wifi.')))
      checkMember({ ...member, required: true }, memberOf(given, member.name));
  return { settings: given, bytes: Buffer.from(JSON.stringify(given), 'utf8') };
}

/** A member's value in settings; undefined where it or what it stands in is missing. */
export function memberOf(settings: Members, name: string): unknown {
  return name
    .split('.')
    .reduce<unknown>(
      (value, key) => (typeof value === 'object' && value !== null ? (value as Members)[key] : undefined),
      settings,
    );
}

/** The settings of flat members, `{'wifi.ssid': 'home'}`; those that are undefined are left out. */
export function nestMembers(flat: Readonly<Members>): Members {
  const nested: Members = {};
  for (const { name } of MEMBERS) {
    if (flat[name] === undefined) continue;
    const [outer, inner] = name.split('.') as [string, string | undefined];
    if (inner === undefined) nested[outer] = flat[name];
    else nested[outer] = { ...(nested[outer] as Members | undefined), [inner]: flat[name] };
  }
  return nested;
}

/** A member's value from text, as flags, answers and CSV have it. Throws as `checkMember` does. */
export function parseMember(member: Member, typed: string): unknown {
  const value = member.bytes
    ? typed
    : member.range
      ? typed.trim() === '' || Number.isNaN(Number(typed))
        ? typed
        : Number(typed)
      : ((member.choices ?? []).find((choice) => String(choice) === typed) ?? typed);
  checkMember(member, value);
  return value;
}

function checkNames(given: unknown, inside: string): void {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new Error(`device.json: ${inside.slice(0, -1)} must be an object`);
  const known = [
    ...new Set(
      MEMBERS.filter(({ name }) => name.startsWith(inside)).map(
        ({ name }) => name.slice(inside.length).split('.')[0] as string,
      ),
    ),
  ];
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    const near = nearest(name, known);
    const meant = near === undefined ? elsewhere(name) : inside + near;
    const advice = meant === undefined ? `there are ${known.join(', ')}` : `is ${meant} meant?`;
    throw new Error(`device.json: ${JSON.stringify(inside + name)} is no setting: ${advice}`);
  }
}

/** The member of that name, or nearly, that stands inside another one, or out of it: `ssid` is `wifi.ssid`. */
function elsewhere(name: string): string | undefined {
  const last = (of: string): string => of.split('.').at(-1) as string;
  const near = nearest(
    name,
    MEMBERS.map((member) => last(member.name)),
  );
  return MEMBERS.find((member) => last(member.name) === near)?.name;
}
