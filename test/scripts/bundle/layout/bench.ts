// What the tests of the layout stand on: a bundle's text in, its text out, and what it does.
import { type Program, parse } from 'acorn';
import { minify } from 'terser';

/** The text of a bundle after one step, each statement on its own line. */
export async function after(step: (program: Program) => void, body: string): Promise<string> {
  const program = parse(`(function () {${body}})();`, { ecmaVersion: 5 });
  step(program);
  const { code } = await minify(program as unknown as string, {
    parse: { spidermonkey: true } as never,
    compress: false,
    mangle: false,
    format: { beautify: true, indent_level: 0, semicolons: true },
  });
  return code ?? '';
}

/** What a bundle tells by `tell`, in order. */
export function told(code: string): unknown[] {
  const heard: unknown[] = [];
  new Function('tell', code)((what: unknown) => heard.push(what));
  return heard;
}

/** The same of the text as it is written. */
export function toldBefore(body: string): unknown[] {
  return told(`(function () {${body}})();`);
}
