// What happens while a board runs, as it happens: one line per call, and the cloud's other news.
import type { CloudEvents } from '../cloud/events.ts';
import { lineOf } from '../cloud/lines.ts';
import { wordsOfPost } from './postWords.ts';
import type { Screen } from './screen.ts';
import type { Stage } from './stage.ts';

/** News that may be worth a line besides calls. */
export type News = 'online' | 'offline' | 'refused' | 'publish' | 'denied';
const NEWS: readonly News[] = ['online', 'offline', 'refused', 'publish', 'denied'];

/** Tells of each call that was not the page's own, and of the cloud's news, from now on. Returns the way to stop. */
export function tellCalls(
  { cloud, pages }: Pick<Stage, 'cloud' | 'pages'>,
  screen: Pick<Screen, 'called' | 'event' | 'say'>,
  news: readonly News[] = NEWS,
): () => void {
  const called = (call: CloudEvents['call']) => {
    if (!pages.isOwn(call)) screen.called(call);
  };
  cloud.on('call', called);
  const stops = news.map((event) => listen(event));
  return () => {
    cloud.off('call', called);
    for (const stop of stops) stop();
  };

  function listen<K extends News>(event: K): () => void {
    const tell = (detail: CloudEvents[K]) => {
      const post = event === 'publish' ? wordsOfPost(detail as CloudEvents['publish']) : undefined;
      if (post) return screen.say(post.label, post.text);
      const line = lineOf(event, detail);
      if (line !== undefined) screen.event(line);
    };
    cloud.on(event, tell);
    return () => void cloud.off(event, tell);
  }
}
