// JSON with int64: message ids go out as raw digits, which JSON.stringify cannot write.

/** A decimal int64, written as it is. */
export class Int64 {
  constructor(readonly digits: string) {
    if (!/^-?\d{1,19}$/.test(digits)) throw new Error(`not an int64: ${digits}`);
  }
}

/** What an answer is made of; members that are undefined are left out. */
export type Json = string | number | boolean | null | Int64 | Json[] | { [name: string]: Json | undefined };

/** JSON text of a value. */
export function toJson(value: Json): string {
  if (value instanceof Int64) return value.digits;
  if (Array.isArray(value)) return `[${value.map(toJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).flatMap(([name, member]) =>
    member === undefined ? [] : [`${JSON.stringify(name)}:${toJson(member)}`],
  );
  return `{${members.join(',')}}`;
}
