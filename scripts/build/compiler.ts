// TypeScript to JavaScript for the bundle: the whole program is checked, and what one build knows the next one need not find
// out again, so that after a change only what it touches is read and checked.
import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import ts from 'typescript';

/** A file as the compiler wrote it. */
export interface Emitted {
  readonly code: string;
  /** Source map, JSON text. */
  readonly map: string;
}

/** A program that compiles, or what is wrong with it. */
export interface Compiled {
  /** What is wrong, a line each: `firmware/main.ts:2:7 TS2322: Type ...`. Empty: it compiles. */
  readonly errors: readonly string[];
  /** Every file the program is made of, declarations among them. */
  readonly files: readonly string[];
  /** A source as JavaScript; undefined for a file that is none of the program's. */
  emit(file: string): Emitted | undefined;
}

/** What is kept of a program from one build to the next. */
interface Kept {
  builder?: ts.EmitAndSemanticDiagnosticsBuilderProgram;
  /** What the compiler wrote, by source: a change makes it write what depends on it anew, and no more. */
  readonly emitted: Map<string, { code: string; map: string }>;
}
type VersionedSource = ts.SourceFile & { version?: string };

/** By tsconfig and options. */
const programs = new Map<string, Kept>();
/** By path: the source file as it was parsed last, with the text's hash as its version. */
const sources = new Map<string, VersionedSource>();

/** Checks the program of a tsconfig, `options` going before its own. `where` writes a path as errors have it. Throws an Error
 *  for a tsconfig that cannot be read. */
export function compile(
  configFile: string,
  options: ts.CompilerOptions,
  where: (file: string) => string = (file) => file,
): Compiled {
  const { config, error } = ts.readConfigFile(configFile, ts.sys.readFile);
  if (error) throw new Error(lineOf(error, where));
  const parsed = ts.parseJsonConfigFileContent(config, ts.sys, dirname(configFile), options, configFile);
  const host = ts.createCompilerHost(parsed.options);
  host.getSourceFile = (name, languageVersion) => sourceOf(name, languageVersion);
  const key = JSON.stringify([configFile, parsed.options]);
  const kept: Kept = programs.get(key) ?? { emitted: new Map() };
  programs.set(key, kept);
  const { fileNames, options: all, errors: wrong } = parsed;
  const builder = ts.createEmitAndSemanticDiagnosticsBuilderProgram(fileNames, all, host, kept.builder, wrong);
  kept.builder = builder;
  const errors = diagnosticsOf(builder).map((diagnostic) => lineOf(diagnostic, where));
  if (errors.length === 0) builder.emit(undefined, (name, text, _mark, _failed, from) => keep(kept, name, text, from));
  return {
    errors,
    files: builder.getSourceFiles().map(({ fileName }) => fileName),
    emit: (file) => (builder.getSourceFile(file) ? kept.emitted.get(file) : undefined),
  };
}

function keep({ emitted }: Kept, name: string, text: string, from: readonly ts.SourceFile[] = []): void {
  const [source] = from;
  if (!source) return;
  const written = emitted.get(source.fileName) ?? { code: '', map: '' };
  written[name.endsWith('.map') ? 'map' : 'code'] = text;
  emitted.set(source.fileName, written);
}

/** Parses a file, unless its text is what it was. */
function sourceOf(name: string, languageVersion: ts.ScriptTarget | ts.CreateSourceFileOptions) {
  const text = ts.sys.readFile(name);
  if (text === undefined) return undefined;
  const version = createHash('sha256').update(text).update(JSON.stringify(languageVersion)).digest('base64');
  const kept = sources.get(name);
  if (kept?.version === version) return kept;
  const source: VersionedSource = ts.createSourceFile(name, text, languageVersion);
  source.version = version;
  sources.set(name, source);
  return source;
}

/** As the compiler's own command line has them: what is wrong with types counts once the text is good. */
function diagnosticsOf(builder: ts.BuilderProgram): readonly ts.Diagnostic[] {
  const text = [...builder.getConfigFileParsingDiagnostics(), ...builder.getSyntacticDiagnostics()];
  if (text.some(isError)) return text.filter(isError);
  const whole = [...builder.getOptionsDiagnostics(), ...builder.getGlobalDiagnostics()];
  return (whole.some(isError) ? whole : builder.getSemanticDiagnostics()).filter(isError);
}

const isError = ({ category }: ts.Diagnostic): boolean => category === ts.DiagnosticCategory.Error;

function lineOf({ file, start, code, messageText }: ts.Diagnostic, where: (file: string) => string): string {
  const text = `TS${code}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  if (!file || start === undefined) return text;
  const { line, character } = file.getLineAndCharacterOfPosition(start);
  return `${where(file.fileName)}:${line + 1}:${character + 1} ${text}`;
}
