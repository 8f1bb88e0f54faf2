/** An ESP32's pins for the interpreter behind a port, in memory, with a wire from one of them to another. */
import { readFileSync } from 'node:fs';

const read = (name: string): string =>
  readFileSync(new URL(`../../scripts/device/espruino/${name}.js`, import.meta.url), 'latin1');

/** A script for `.boot0`: the pins of the interpreter's prelude, whose changes reach the wire in place of the runner. `output`
 *  and `input` are numbers; without them no pin is wired. */
export function loopPins(output = -1, input = -1): string {
  return `(function () {
  var later = setTimeout, cancel = clearTimeout, now = getTime, start = now(), print = global.print,
    pins = [], watches = {}, lastWatch = 0, board = {}, i;
  var say = function (what, pin, value) {
    if (what !== '\\x01PIN') print(what);
    else if (pin === ${output}) board.drive(${input}, value >= 0.5 ? 1 : 0);
  };
${read('pins')}
${read('pinFunctions')}
})();
`;
}
