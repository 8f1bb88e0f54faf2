// What a command says to words that it has no use for.
import type { Command } from 'commander';

/** Makes a command refuse, by name, a word that is neither a flag nor a flag's value; `instead` says how what may have been
 *  meant is given. npm takes the flags for its own where `--` was left out, and passes their values on. */
export function refuseWords(command: Command, instead?: string): Command {
  return command.allowExcessArguments().action((_, { args: [word] }: Command) => {
    if (word === undefined) return;
    const meant = instead === undefined ? '' : `${instead}; `;
    const whole = command.name();
    command.error(`error: ${whole.replace(/ --$/, '')} takes no "${word}": ${meant}flags go behind ${whole}`);
  });
}
