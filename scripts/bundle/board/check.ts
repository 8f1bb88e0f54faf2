/** What no board can be: every pin by itself, and all of them together. */
import { CHIPS } from '../../../board/lib/chips.ts';
import type { Board, Pin } from '../../../board/lib/define.ts';
import { channelsOf } from './channels.ts';
import { groupsOf, INTERLOCK_GROUPS } from './groups.ts';
import { nameProblem } from './names.ts';
import { optionProblems } from './options.ts';
import { placeProblem } from './place.ts';

/** Throws an Error with a line for each thing that cannot be: it names the board, the pin and the reason. */
export function checkBoard(board: Board): void {
  const problems = boardProblems(board);
  if (problems.length > 0) throw new Error(problems.map((line) => `board "${board.name}"${line}`).join('\n'));
}

/** The problems, each as it follows the board's name. */
function boardProblems(board: Board): string[] {
  if (!Object.hasOwn(CHIPS, board.chip))
    return [`: chip must be one of ${Object.keys(CHIPS).join(', ')}, not ${JSON.stringify(board.chip)}`];
  const chip = CHIPS[board.chip];
  const users = new Map<number, string>();
  const problems: string[] = [];
  for (const [name, pin] of Object.entries(board.pins)) {
    const tell = (problem: string | undefined) => problem && problems.push(`, pin "${name}": ${problem}`);
    tell(nameProblem(name, pin));
    const place = placeProblem(chip, pin);
    tell(place && `${pin.pin} ${place}`);
    for (const problem of optionProblems(chip, pin)) tell(problem);
    const user = users.get(pin.pin);
    if (user !== undefined) tell(`${pin.pin} is "${user}" already`);
    else users.set(pin.pin, name);
  }
  return [...problems, ...pwmProblems(board), ...groupProblems(board)];
}

/** The pin that is one too many is the first that finds no channel. */
function pwmProblems(board: Board): string[] {
  const { title, pwm } = CHIPS[board.chip];
  if (pwm.shared === 0) return []; // Each pin that needs one has been told already.
  const taken = channelsOf(board);
  const own = taken.own.slice(pwm.own);
  const shared = taken.shared.slice(pwm.shared);
  const channels = (n: number): string => (n === 1 ? '1 PWM channel' : `${n} PWM channels`);
  const ownChannels = `${channels(pwm.own)} for servos and frequencies other than ${pwm.sharedHz} Hz`;
  return [
    ...shared.map((name) => `, pin "${name}": ${title} has ${channels(pwm.shared)} at ${pwm.sharedHz} Hz, all taken`),
    ...own.map((name) => `, pin "${name}": ${title} has ${ownChannels}, all taken`),
  ];
}

function groupProblems(board: Board): string[] {
  const problems: string[] = [];
  const groups = groupsOf(board);
  for (const [group, names] of [...groups].slice(INTERLOCK_GROUPS))
    problems.push(`, pin "${names[0]}": group "${group}" is one too many: there are ${INTERLOCK_GROUPS} at most`);
  for (const [group, names] of groups) {
    if (names.length === 1) problems.push(`, pin "${names[0]}": it is alone in group "${group}"`);
    for (const [state, isOn] of [
      ['safe', (pin: Pin) => 'safe' in pin && pin.safe === 1],
      ['initial', (pin: Pin) => ('initial' in pin ? pin.initial : 'safe' in pin && pin.safe) === 1],
    ] as const) {
      const [first, ...more] = names.filter((name) => isOn(board.pins[name] as Pin));
      for (const name of more)
        problems.push(`, pin "${name}": ${state} is 1, and "${first}" of the same group "${group}" is on then too`);
    }
  }
  return problems;
}
