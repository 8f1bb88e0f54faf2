/** Boots: safe pins first, then settings, network, link. */
import { BOARD } from '#board';
import { VERSION } from '#version';
import { openConsole } from './console.ts';
import { HOLD_MS, RESTART_MS, STARTS, WATCHDOG_SECONDS } from './limits.ts';
import { createCalls } from './link/call.ts';
import { Code, type Refusal, refuse } from './link/code.ts';
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
import { find, prepare } from './services/services.ts';
import { checkSettings, readSettings, type Settings, tryOut } from './settings.ts';
import { begin, keepError, restart, settled } from './starts.ts';
import { wifiGood, wifiUp } from './wifi.ts';

/** Makes the link, and connects where there are settings; the console has the pins and the services all the same. */
function start(settings: Settings, good?: () => void): void {
  const topics = createTopics(settings.productKey, settings.deviceName, settings.ext);
  const identity = signIn(settings, require('crypto'), settings.deviceName);
  const net = require(settings.tls ? 'tls' : 'net');
  const clock = { after: setTimeout, cancel: clearTimeout, seconds: uptime, random: Math.random };
  const wifi = settings.wifi;
  const handlers: Record<string, TopicHandler> = {};
  const events = {
    network: (done) => {
      wifiUp(wifi, done);
    },
    open: (host, port) => net.connect({ host: host, port: port }),
    room: roomFor,
    ready: () => {
      log('I', 'link', 'ready');
      setOnline(true);
      settled();
      wifiGood();
      if (good) good();
    },
    lost: (reason, ms) => {
      log('W', 'link', reason + '; next try in ' + ms + ' ms');
      setOnline(false);
    },
  } as ClientEvents;
  const client = createClient(
    // What else the settings hold, the secret first of all, is let go.
    { host: settings.host, port: settings.port, keepAlive: settings.keepAlive, retry: settings.retry },
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
  openConsole(calls, handlers);
  if (!settings.host) return;
  postChanges();
  client.connect();
}

/** Puts the pins into their safe states and starts the board anew, for a reason that it tells then. */
function reboot(reason: string): void {
  makeSafe();
  restart(reason, RESTART_MS);
}

/** What this start was for cannot be. */
function fail(error: unknown): void {
  settled();
  log('E', 'boot', String((error as Error).message || error));
}

function main(): void {
  const absent = boot();
  log('I', 'boot', 'espruino-rrpc ' + VERSION + ' on ' + BOARD);
  if (absent.length) log('W', 'pins', 'not on this chip: ' + absent);
  process.on('uncaughtException', (error) => {
    const { code, message, stack } = (error || {}) as Partial<Refusal & Error>;
    // A refusal, or a slip of whoever types at the console: nothing has failed, and the pins stay as they are.
    if (code || ('' + stack).indexOf('at REPL (') >= 0) log('E', 'console', (code ? code + ' ' : '') + message);
    else {
      makeSafe();
      keepError(error);
    }
  });
  outside.find = find;
  outside.prepare = prepare;
  let settings = { productKey: '', deviceName: '', deviceSecret: '' } as Settings;
  let good: (() => void) | undefined;
  if (begin()) {
    // Whoever is at the console has time, and a board that nobody is at gets another chance.
    makeSafe();
    log(
      'E',
      'boot',
      STARTS + ' starts came to nothing: the pins are safe, and no link is made for ' + HOLD_MS / 60000 + ' min',
    );
    restart('held back', HOLD_MS);
  } else {
    good = tryOut(() => {
      reboot('settings did not connect');
    });
    setOnline(false);
    E.enableWatchdog(WATCHDOG_SECONDS);
    try {
      settings = checkSettings(readSettings());
    } catch (error) {
      fail(error);
    }
  }
  try {
    start(settings, good);
  } catch (error) {
    fail(error);
  }
}

main();
