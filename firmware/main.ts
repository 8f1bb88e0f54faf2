/** Boots: safe pins first, then settings, network, link. */
import { BOARD } from '#board';
import { VERSION } from '#version';
import { createCalls } from './link/call.ts';
import { signIn } from './link/identity.ts';
import { createRoute } from './link/route.ts';
import { createTopics } from './link/topic.ts';
import { log, uptime } from './log.ts';
import { createClient } from './mqtt/client.ts';
import { roomFor } from './mqtt/room.ts';
import type { ClientEvents } from './mqtt/types.ts';
import { makeSafe } from './pins/pins.ts';
import { SERVICES } from './services/services.ts';
import { checkSettings, type Settings } from './settings.ts';
import { wifiUp } from './wifi.ts';

function start(settings: Settings): void {
  const topics = createTopics(settings.productKey, settings.deviceName, settings.ext);
  const identity = signIn(settings, require('crypto'), settings.deviceName);
  const net = require(settings.tls ? 'tls' : 'net');
  const events = {
    network: (done) => {
      wifiUp(settings.wifi, done);
    },
    open: (host, port) => net.connect({ host: host, port: port }),
    room: roomFor,
    ready: () => {
      log('I', 'link', 'ready');
    },
    lost: (reason, ms) => {
      log('W', 'link', reason + '; next try in ' + ms + ' ms');
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
    { after: setTimeout, cancel: clearTimeout, seconds: uptime, random: Math.random },
    events,
  );
  const calls = createCalls(topics.request, topics.response, SERVICES, client);
  const route = createRoute(topics, calls);
  events.quick = calls.quick;
  events.message = route.take;
  events.tooLarge = route.take;
  SERVICES['thing.service.GetInfo'] = () => {
    const memory = process.memory();
    return {
      version: VERSION,
      board: BOARD,
      uptime: Math.floor(uptime()),
      memory: { usage: memory.usage, total: memory.total },
      repeated: calls.repeated(),
      unknown: route.unknown(),
      link: client.status(),
    };
  };
  // For the console: `rrpc.status()`.
  global.rrpc = { status: SERVICES['thing.service.GetInfo'] };
  client.connect();
}

const absent = makeSafe();
log('I', 'boot', 'espruino-rrpc ' + VERSION + ' on ' + BOARD);
if (absent.length) log('W', 'pins', 'not on this chip: ' + absent);
try {
  start(checkSettings(require('Storage').readJSON('device.json', true)));
} catch (error) {
  log('E', 'boot', String((error as Error).message || error));
}
