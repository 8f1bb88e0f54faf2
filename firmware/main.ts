/** Boots: safe pins first, then settings, network, link. */
import { BOARD } from '#board';
import { VERSION } from '#version';
import { openConsole } from './console.ts';
import { RESTART_MS } from './limits.ts';
import { createCalls } from './link/call.ts';
import { Code, refuse } from './link/code.ts';
import { signIn } from './link/identity.ts';
import { createPosts } from './link/post.ts';
import type { TopicHandler } from './link/service.ts';
import { createTopics } from './link/topic.ts';
import { log, uptime } from './log.ts';
import { createClient } from './mqtt/client.ts';
import { roomFor } from './mqtt/room.ts';
import type { ClientEvents } from './mqtt/types.ts';
import { boot, makeSafe, setOnline } from './pins/pins.ts';
import { outside } from './services/outside.ts';
import { decimals, postChanges } from './services/properties.ts';
import { NAMES, prepare, SERVICES } from './services/services.ts';
import { checkSettings, readSettings, type Settings, tryOut } from './settings.ts';
import { wifiUp } from './wifi.ts';

function start(settings: Settings, good: () => void): void {
  const topics = createTopics(settings.productKey, settings.deviceName, settings.ext);
  const identity = signIn(settings, require('crypto'), settings.deviceName);
  const net = require(settings.tls ? 'tls' : 'net');
  const clock = { after: setTimeout, cancel: clearTimeout, seconds: uptime, random: Math.random };
  const handlers: Record<string, TopicHandler> = {};
  const events = {
    network: (done) => {
      wifiUp(settings.wifi, done);
    },
    open: (host, port) => net.connect({ host: host, port: port }),
    room: roomFor,
    ready: () => {
      log('I', 'link', 'ready');
      setOnline(true);
      good();
    },
    lost: (reason, ms) => {
      log('W', 'link', reason + '; next try in ' + ms + ' ms');
      setOnline(false);
    },
  } as ClientEvents;
  const client = createClient(
    settings,
    {
      clientId: identity.clientId,
      username: identity.username,
      password: identity.password,
      cleanSession: true,
      filters: topics.filters,
    },
    clock,
    events,
  );
  const calls = createCalls(topics.request, topics.response, (request) => outside.prepare(request), client, clock);
  const posts = createPosts(topics.event, client.publish, clock, decimals());
  let unknown = 0;
  function take(topic: string, payload?: string): void {
    if (!topics.route(topic, payload, calls, handlers, posts.reply)) unknown++;
  }
  events.quick = calls.quick;
  events.message = take;
  events.tooLarge = take;
  outside.post = posts.post;
  outside.counters = () => {
    return { link: client.status(), calls: calls.status(), posts: posts.status(), unknown: unknown };
  };
  outside.restart = () => {
    outside.prepare = () => {
      throw refuse(Code.BUSY, 'the board restarts');
    };
    calls.forget();
    setTimeout(() => {
      // The safe states end what calls wait for: their answers go before the link does.
      reboot('reboot');
      client.disconnect();
    }, RESTART_MS);
  };
  postChanges();
  openConsole(calls, handlers);
  client.connect();
}

/** Starts the board anew, for a reason that it tells then. */
function reboot(reason: string): void {
  makeSafe();
  require('Storage').write('reset', reason);
  setTimeout(E.reboot, RESTART_MS);
}

const absent = boot();
log('I', 'boot', 'espruino-rrpc ' + VERSION + ' on ' + BOARD);
if (absent.length) log('W', 'pins', 'not on this chip: ' + absent);
process.on('uncaughtException', (error) => {
  makeSafe();
  log('E', 'boot', 'uncaught: ' + ((error as Error).message || error));
});
outside.table = SERVICES;
outside.names = NAMES;
outside.prepare = prepare;
// A copy: what is read from Storage goes with its file.
outside.reason = '' + (require('Storage').read('reset') || 'power-on');
if (outside.reason !== 'power-on') require('Storage').erase('reset');
try {
  const good = tryOut(() => {
    reboot('settings did not connect');
  });
  setOnline(false);
  start(checkSettings(readSettings()), good);
} catch (error) {
  log('E', 'boot', String((error as Error).message || error));
}
