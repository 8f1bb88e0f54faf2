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

type Program = ts.SemanticDiagnosticsBuilderProgram;
type VersionedSource = ts.SourceFile & { version?: string };

/** By tsconfig and options: the last program, from which the next one is made. */
const programs = new Map<string, Program>();
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
  const builder = ts.createSemanticDiagnosticsBuilderProgram(
    parsed.fileNames,
    parsed.options,
    host,
    programs.get(key),
    parsed.errors,
  );
  programs.set(key, builder);
  const program = builder.getProgram();
  return {
    errors: diagnosticsOf(builder).map((diagnostic) => lineOf(diagnostic, where)),
    files: program.getSourceFiles().map(({ fileName }) => fileName),
    emit(file) {
      const source = program.getSourceFile(file);
      if (!source || source.isDeclarationFile) return undefined;
      let code = '';
      let map = '';
      program.emit(source, (name, text) => {
        if (name.endsWith('.map')) map = text;
        else code = text;
      });
      return { code, map };
    },
  };
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
function diagnosticsOf(builder: Program): readonly ts.Diagnostic[] {
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
