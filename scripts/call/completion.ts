// The scripts that shells load to complete `npm run call --` and `rrpc`, a function that is the same in fewer letters.
import { ROOT } from './declared.ts';

/** The script for a shell: bash, zsh or fish. It runs complete.ts of the project at `root` for every line that calls.
 *  Throws an error that names the shells. */
export function completionScript(shell: string, root = ROOT): string {
  const script = Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell] : undefined;
  if (!script) throw new Error(`--completion takes ${Object.keys(SCRIPTS).join(', ')}, not "${shell}"`);
  return script(quoted(root.replace(/[\\/]$/, '')));
}

/** In quotes that every one of the shells takes. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

const SCRIPTS: Readonly<Record<string, (root: string) => string>> = {
  bash: (root) => `# Completes npm run call -- and rrpc; any other line of npm's stays as it was.
_rrpc_root=${root}
rrpc() { (cd "$_rrpc_root" && exec node --import tsx scripts/call.ts "$@"); }
_rrpc_ask() { (cd "$_rrpc_root" && exec node --import tsx scripts/call/complete.ts bash "$1") 2>/dev/null; }
_rrpc_complete() {
  local line="\${COMP_LINE:0:COMP_POINT}" word one
  if [[ ! $line =~ ^[[:space:]]*(rrpc|npm[[:space:]].*[[:space:]]call|(npx[[:space:]]+)?tsx[[:space:]]+[^[:space:]]*scripts/call\\.ts)[[:space:]] ]]; then
    [[ -n \${_rrpc_before[$1]-} ]] && "\${_rrpc_before[$1]}" "$@"
    return
  fi
  word="\${line##*[[:space:]]}"
  COMPREPLY=()
  while IFS= read -r one; do
    # Readline has cut the word at = and : already.
    [[ $COMP_WORDBREAKS == *=* && $word == *=* ]] && one="\${one#"\${word%%=*}="}"
    COMPREPLY+=("$one")
  done < <(_rrpc_ask "$line")
  [[ \${COMPREPLY[0]-} == *= ]] && compopt -o nospace
  return 0
}
declare -A _rrpc_before
for _rrpc_one in npm npx; do
  _rrpc_was="$(complete -p "$_rrpc_one" 2>/dev/null | sed -n 's/.* -F \\([^ ]*\\) .*/\\1/p')"
  [[ $_rrpc_was != _rrpc_complete ]] && _rrpc_before[$_rrpc_one]="$_rrpc_was"
  complete -o default -F _rrpc_complete "$_rrpc_one"
done
complete -F _rrpc_complete rrpc
unset _rrpc_one _rrpc_was
`,
  zsh: (root) => `# Completes npm run call -- and rrpc; any other line of npm's stays as it was.
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit -u; }
_rrpc_root=${root}
rrpc() { (cd "$_rrpc_root" && exec node --import tsx scripts/call.ts "$@") }
_rrpc_ask() { (cd "$_rrpc_root" && exec node --import tsx scripts/call/complete.ts zsh "$1") 2>/dev/null }
_rrpc_complete() {
  local line="\${(j: :)words[1,CURRENT-1]} $PREFIX" one word
  local -a whole open shown_whole shown_open
  if [[ ! $line =~ '^(rrpc|npm .* call|(npx )?tsx [^ ]*scripts/call.ts) ' ]]; then
    [[ -n \${_rrpc_before[$words[1]]-} ]] && \${=_rrpc_before[$words[1]]} || _default
    return
  fi
  while IFS= read -r one; do
    word="\${one%%$'\\t'*}"
    if [[ $word == *= ]]; then open+=("$word") shown_open+=("$word  \${one#*$'\\t'}")
    else whole+=("$word") shown_whole+=("$word  \${one#*$'\\t'}"); fi
  done < <(_rrpc_ask "$line")
  (( $#open )) && compadd -l -S '' -d shown_open -- $open
  (( $#whole )) && compadd -l -d shown_whole -- $whole
  (( $#open + $#whole ))
}
typeset -gA _rrpc_before
for _rrpc_one in npm npx; do
  [[ \${_comps[$_rrpc_one]-} != _rrpc_complete ]] && _rrpc_before[$_rrpc_one]="\${_comps[$_rrpc_one]-}"
done
compdef _rrpc_complete npm npx rrpc
unset _rrpc_one
`,
  fish: (root) => `# Completes npm run call -- and rrpc; any other line of npm's stays as it was.
set -g _rrpc_root ${root}
function rrpc
    pushd $_rrpc_root
    node --import tsx scripts/call.ts $argv
    set -l code $status
    popd
    return $code
end
function _rrpc_calls
    string match -qr '^\\s*(rrpc|npm\\s.*\\scall|(npx\\s+)?tsx\\s+\\S*scripts/call\\.ts)\\s' -- (commandline -cp)
end
function _rrpc_ask
    set -l line (commandline -cp)
    sh -c 'cd "$0" && exec node --import tsx scripts/call/complete.ts fish "$1" 2>/dev/null' $_rrpc_root "$line"
end
# What fish itself completes after npm run, the scripts' names, is not for a call. Its file is read when npm is completed first.
complete -C 'npm run ' >/dev/null
if functions -q __fish_npm_run; and not functions -q _rrpc_npm_run
    functions -c __fish_npm_run _rrpc_npm_run
    function __fish_npm_run
        _rrpc_calls; or _rrpc_npm_run
    end
end
complete -c rrpc -f -a '(_rrpc_ask)'
complete -c npm -n _rrpc_calls -f -a '(_rrpc_ask)'
complete -c npx -n _rrpc_calls -f -a '(_rrpc_ask)'
`,
};
