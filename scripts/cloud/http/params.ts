// A request's parameters, wherever the caller put them.
import { ActionError, PlatformError } from './errors.ts';

/** A request as the API sees it. Header names are in lower case. */
export interface ApiRequest {
  method: string;
  /** Without the query. */
  path: string;
  query: ReadonlyMap<string, string>;
  /** The body's members, when it is form-encoded; empty otherwise. */
  form: ReadonlyMap<string, string>;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Buffer;
}

/** Name and value pairs of a query or a form body. Of a name given twice the last one counts. */
export function parsePairs(text: string): Map<string, string> {
  return new Map(new URLSearchParams(text));
}

/** One header's text, or "" when it is absent or repeated. */
export function header(request: ApiRequest, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
}

/** An action's parameters, by name. */
export class Params {
  constructor(readonly values: ReadonlyMap<string, string>) {}

  /** The parameter's text, or undefined. */
  optional(name: string): string | undefined {
    return this.values.get(name);
  }

  /** The parameter's text. Throws Missing{Name} when it is absent or, unless `mayBeEmpty`, empty. */
  required(name: string, mayBeEmpty = false): string {
    const value = this.values.get(name);
    if (value === undefined || (value === '' && !mayBeEmpty))
      throw new PlatformError(400, `Missing${name}`, `${name} is mandatory for this action.`);
    return value;
  }

  /** The parameter's whole number; `otherwise` when it is absent or empty. Throws Missing{Name} when it is absent and there
   *  is no `otherwise`, and ActionError with `code` when it is no number of `min`..`max`. */
  integer(
    name: string,
    { min, max }: { min: number; max: number },
    otherwise?: number,
    code = 'iot.common.InvalidFormattedParameter',
  ): number {
    const text = otherwise === undefined ? this.required(name) : this.optional(name);
    if (otherwise !== undefined && !text) return otherwise;
    const value = /^-?\d{1,16}$/.test(text ?? '') ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max)) throw new ActionError(code, `${name} must be a number, ${min}..${max}`);
    return value;
  }

  /** The values of `{name}.1`, `{name}.2` and so on, up to the first that is absent. */
  list(name: string): string[] {
    const values: string[] = [];
    for (let i = 1; ; i++) {
      const value = this.values.get(`${name}.${i}`);
      if (value === undefined) return values;
      values.push(value);
    }
  }
}
