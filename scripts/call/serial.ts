// A call by a board's console: the same service, through the same checks, without any cloud.
import { type Console, literal, unquoted } from '../device/serial/console.ts';
import { BoardError } from '../device/serial/problem.ts';
import { type Reply, readReply } from './reply.ts';

/** The platform's own limit of a synchronous call, in ms. */
export const CALL_LIMIT_MS = 8_000;
/** Where the board keeps an answer until it is fetched. */
const KEPT = 'global["\\xfe"]';

/** Calls a service at the board's console and resolves with its reply, also one whose code is not 200. Rejects with a
 *  BoardError of the step 'call' when the firmware does not run there, or gave no reply within `limitMs`. The call is
 *  made once: a question that the board did not hear is sent again, one that it heard is not. */
export async function callAtConsole(
  console: Console,
  service: string,
  params: Record<string, unknown>,
  limitMs: number = CALL_LIMIT_MS,
): Promise<Reply> {
  const started = Date.now();
  const json = Buffer.from(JSON.stringify(params), 'utf8').toString('latin1');
  // JSON.parse on the board, as for a call of the cloud: typed as code, a text would lose what the console takes out.
  const call =
    `(function(){if(typeof rrpc!="object"||!rrpc.call)return 0;${KEPT}="";` +
    `rrpc.call(${literal(service)},JSON.parse(${literal(json)}),function(r){${KEPT}=r});return 1})()`;
  if ((await console.once(call)) !== '1')
    throw new BoardError(
      'call',
      'the firmware does not run on the board: npm run flash puts it there, npm run provision its settings',
    );
  for (;;) {
    const answer = unquoted(await console.evaluate(`(function(){var r=${KEPT};if(r)delete ${KEPT};return r})()`));
    if (answer !== '') return readReply(Buffer.from(answer, 'latin1').toString('utf8'));
    if (Date.now() - started > limitMs)
      throw new BoardError('call', `no reply from ${service} within ${limitMs / 1000} s`);
  }
}
