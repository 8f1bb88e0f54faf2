// What there is to call, told: the help, the services, the pins, of the board in reach or of this project.
import type { Command } from 'commander';
import type { CallTarget } from './callService.ts';
import type { CommandLine } from './flags.ts';
import { serviceHelp, servicesHelp } from './help.ts';
import { askKnown, declaredKnown, type Known } from './known.ts';
import { pinsList, servicesList } from './list.ts';
import { keep } from './reach.ts';
import { visible } from './terminal.ts';
import { openWays, targetsOf } from './ways.ts';

/** How long a board may take to say what it has, in ms. */
const LIMIT_MS = 3_000;

/** Prints what `line` asks for; true. Rejects for a service that is nowhere. */
export async function tell(line: CommandLine, command: Command): Promise<true> {
  const columns = process.stdout.isTTY ? process.stdout.columns : undefined;
  if (line.help && line.service === undefined) {
    command.outputHelp();
    console.log(`\n${servicesHelp((await declaredKnown()).services, columns)}`);
    return true;
  }
  const { known, why } = await knownFor(line);
  if (line.help) {
    console.log(serviceHelp(line.service ?? '', known.services, known.pins, columns));
    return true;
  }
  const whose = known.device ?? `this project, whose board is ${known.board}`;
  const what = line.pins ? 'pins' : 'services';
  console.error(visible(`${what} of ${whose}${why === undefined ? '' : `; no board answers: ${why}`}`));
  console.log(line.pins ? pinsList(known, line.json, columns) : servicesList(known, line.json, columns));
  return true;
}

/** What the board in reach says, or why none does and what this project's files say. */
async function knownFor(line: CommandLine): Promise<{ known: Known; why?: string }> {
  try {
    const ways = await openWays({ ...line, timeout: line.timeout ?? LIMIT_MS });
    try {
      const [way] = ways;
      if (!way) return { known: await declaredKnown() };
      const known = await askKnown(way);
      if (line.ports.length === 0) keep((await targetsOf({ ...line, all: false }))[0] as CallTarget, known, Date.now());
      return { known };
    } finally {
      await Promise.all(ways.map((way) => way.close()));
    }
  } catch (error) {
    return { known: await declaredKnown(), why: (error as Error).message };
  }
}
