/** How a service's declaration becomes one line of text in the bundle, and data for the computer's other tools. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'acorn';
import { simple } from 'acorn-walk';
import ts from 'typescript';
import * as limits from '../../firmware/limits.ts';
import * as declare from '../../firmware/services/declare.ts';

/** A service as it was declared. */
export type Service = declare.Declaration<
  Record<string, declare.Field<unknown>>,
  Record<string, declare.Field<unknown>>
>;

/** A declaration in a file's JavaScript: what it says, and from where to where its text goes. */
interface Found {
  readonly declaration: Service;
  readonly start: number;
  readonly end: number;
}

/** What a declaration may use: the words of declare.ts, and the limits. */
const WORDS: Record<string, unknown> = { ...limits, ...declare };

/** The declarations in the JavaScript `code`, in order: the first argument of every call of `service`. */
function declarations(code: string, file: string): Found[] {
  const found: Found[] = [];
  simple(parse(code, { ecmaVersion: 2022, sourceType: 'module' }), {
    CallExpression({ callee, arguments: [first] }) {
      if (callee.type !== 'Identifier' || callee.name !== 'service' || !first) return;
      const { start, end } = first;
      try {
        const read = new Function(...Object.keys(WORDS), `return (${code.slice(start, end)})`);
        found.push({ declaration: checked(read(...Object.values(WORDS))), start, end });
      } catch (error) {
        throw new Error(`${file}: a declaration may use the words of declare.ts and the limits only: ${String(error)}`);
      }
    },
  });
  return found.sort((a, b) => a.start - b.start);
}

/** The declaration, if its names can stand in a line; throws an Error that names what cannot. */
function checked(declaration: Service): Service {
  const names = [declaration.name, ...Object.keys(declaration.input), ...Object.keys(declaration.output)];
  const wrong = names.find((name) => !/^[A-Za-z][A-Za-z0-9_.:]{0,49}$/.test(name) || /:.*:/.test(name));
  if (wrong !== undefined) throw new Error(`"${wrong}" is no name: a letter, then at most 49 letters, digits or _`);
  return declaration;
}

/** The JavaScript `code` of a file with every `service(declaration, handler)` replaced by `[line, handler]`; null where
 *  there is none. The lines stay where they were. Throws an Error for a declaration that cannot be read. */
export function withLines(code: string, file: string): string | null {
  const found = declarations(code, file);
  if (found.length === 0) return null;
  let out = '';
  let at = 0;
  for (const { declaration, start, end } of found) {
    const call = code.lastIndexOf('service', start);
    const rest = code.slice(start, end);
    // What follows is the handler and the call's closing parenthesis.
    const close = closing(code, call + 'service'.length);
    out += `${code.slice(at, call)}[${JSON.stringify(declare.lineOf(declaration))}${'\n'.repeat(rest.split('\n').length - 1)}`;
    out += `${code.slice(end, close)}]`;
    at = close + 1;
  }
  return out + code.slice(at);
}

/** Where the call that opens at `open` closes. */
function closing(code: string, open: number): number {
  let close = -1;
  simple(parse(code, { ecmaVersion: 2022, sourceType: 'module' }), {
    CallExpression(node) {
      if (node.callee.end === open) close = node.end - 1;
    },
  });
  return close;
}

/** The JavaScript `code` of the table of services, its `table(SERVICES)` written as a function that makes one service at a
 *  time. `root` is the project's. Throws an Error for an entry that is no declared service. */
export function withTable(code: string, root: string): string {
  const declared = exportedServices(join(root, 'firmware/services'));
  const order = tableOrder(code);
  const names = order.map((variable) => {
    const service = declared.get(variable);
    if (!service) throw new Error(`firmware/services/services.ts: ${variable} is no declared service`);
    return service.name;
  });
  const found = order.map((variable, at) => `if (name === ${JSON.stringify(names[at])}) return ${variable};`);
  const all = `if (name === undefined) return ${JSON.stringify(names.join())}.split(",");`;
  return code.replace('table(SERVICES)', `function (name) { ${all} ${found.join(' ')} return undefined; }`);
}

/** The variables of the table of services, in order. */
function tableOrder(code: string): string[] {
  const table = /SERVICES[^[]*= \[([^\]]*)\]/.exec(code);
  return (table?.[1] ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

/** The declared services of a folder, by the variable that exports them. */
function exportedServices(folder: string): Map<string, Service> {
  const exported = new Map<string, Service>();
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.ts') && one !== 'declare.ts')) {
    const code = transpiled(readFileSync(join(folder, name), 'utf8'));
    for (const { declaration, start } of declarations(code, name)) {
      const [, variable] = /export const (\w+) = service\(\s*$/.exec(code.slice(0, start)) ?? [];
      exported.set(variable ?? `${basename(name)}:${start}`, declaration);
    }
  }
  return exported;
}

/** Every service that is declared in the project at `root`, in the order of the table firmware/services/services.ts. Throws an
 *  Error for a declaration that cannot be read. */
export function readServices(root: string): Service[] {
  const folder = join(root, 'firmware/services');
  const exported = exportedServices(folder);
  return tableOrder(transpiled(readFileSync(join(folder, 'services.ts'), 'utf8'))).flatMap(
    (variable) => exported.get(variable) ?? [],
  );
}

function transpiled(source: string): string {
  return ts.transpileModule(source, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  }).outputText;
}
