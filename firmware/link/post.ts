/** What the board says unasked: properties and events, posted at a bounded rate, and matched with their replies. */
import { POST_MS, POSTS_PER_SECOND, POSTS_WAITING } from '../limits.ts';
import type { Clock } from '../mqtt/types.ts';
import { finished } from './alink.ts';
import { parseJson } from './json.ts';

/** The posts of one device. */
export interface Posts {
  /** Posts the event `identifier` with the result `params`, or with `property` the properties in it. With `done` an acknowledgement is
   *  asked for, and `done` told its code, 200 for well received, 0 for none in POST_MS, and its message. False where it
   *  was refused: not connected, beyond POSTS_PER_SECOND or POSTS_WAITING. The platform's "Report properties" and "Report
   *  events". */
  post(identifier: string, params: unknown, done?: (code: number, message: string) => void): boolean;
  /** Takes the text of a reply to a post. */
  reply(text: string): void;
  /** Posts that were refused, and those that the platform did not take: their number, and the last one's message. */
  status(): { refused: number; failed: number; lastFailed: string };
}

/** What the posts need of the clock. */
export type PostClock = Pick<Clock, 'after' | 'seconds'>;

/** Makes them. `prefix` stands in front of the identifier in the topic; `decimals` are the members declared float. */
export function createPosts(
  prefix: string,
  publish: (topic: string, payload: string) => boolean,
  clock: PostClock,
  decimals: string[],
): Posts {
  /** Those that wait: their ids, and who is told. */
  const waiting: string[] = [];
  const told: ((code: number, message: string) => void)[] = [];
  let id = 0;
  let refused = 0;
  let failed = 0;
  let lastFailed = '';
  /** The present second, and the posts in it. */
  let second = 0;
  let posted = 0;

  /** Ends the waiting of post `which`, if it waits. */
  function end(which: string, code: number, message: string): void {
    const at = waiting.indexOf(which);
    if (at < 0) return;
    waiting.splice(at, 1);
    if (code !== 200) {
      failed++;
      lastFailed = message;
    }
    told.splice(at, 1)[0](code, message);
  }

  return {
    post: (identifier, params, done) => {
      const now = Math.floor(clock.seconds());
      const which = '' + ++id;
      if (now !== second) posted = 0;
      second = now;
      if (
        posted >= POSTS_PER_SECOND ||
        (done && waiting.length >= POSTS_WAITING) ||
        !publish(
          prefix + identifier + '/post',
          '{"id":"' +
            which +
            '","version":"1.0","sys":{"ack":' +
            (done ? 1 : 0) +
            '},"method":"thing.event.' +
            identifier +
            '.post","params":' +
            finished(identifier === 'property' ? params : { value: params, time: Math.floor(Date.now()) }, decimals) +
            '}',
        )
      ) {
        refused++;
        return false;
      }
      posted++;
      if (done) {
        waiting.push(which);
        told.push(done);
        clock.after(() => {
          end(which, 0, 'no reply in ' + POST_MS + ' ms');
        }, POST_MS);
      }
      return true;
    },
    reply: (text) => {
      const found = parseJson(text) as { id: string; code: number; message?: string } | undefined;
      if (found) end(found.id, found.code, '' + (found.message || found.code));
    },
    status: () => {
      return { refused: refused, failed: failed, lastFailed: lastFailed };
    },
  };
}
