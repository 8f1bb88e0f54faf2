/** Boots: safe pins first, then settings, network, link. */
import { BOARD } from '#board';
import { VERSION } from '#version';
import { createCalls } from './link/call.ts';
import { signIn } from './link/identity.ts';
import { createLink } from './link/link.ts';
import { createTopics } from './link/topic.ts';
import { log } from './log.ts';
import { type Client, createClient } from './mqtt/client.ts';
import { makeSafe } from './pins/pins.ts';
import { findService } from './services/services.ts';
import { checkSettings, type Settings } from './settings.ts';
import { wifiUp } from './wifi.ts';

/** The board's own clock. */
const clock = {
  setTimeout: setTimeout,
  clearTimeout: clearTimeout,
  now: () => getTime() * 1000,
  random: Math.random,
};

function start(settings: Settings): void {
  let client: Client;
  const topics = createTopics(settings.productKey, settings.deviceName, settings.ext);
  const calls = createCalls((topic, payload) => client.publish(topic, payload), findService, clock);
  const link = createLink(topics, calls);
  const identity = signIn(settings, require('crypto'), settings.deviceName);
  let wifi: Wifi | undefined;
  const wanted = settings.wifi;
  try {
    if (wanted) wifi = require('Wifi');
  } catch (_) {
    log('W', 'wifi', 'this interpreter has no Wi-Fi: connecting at once');
  }
  client = createClient(
    {
      host: settings.host,
      port: settings.port,
      clientId: identity.clientId,
      username: identity.username,
      password: identity.password,
      keepAlive: settings.keepAlive,
      cleanSession: true,
      filters: topics.filters,
      retryFirst: settings.retry.first,
      retryCeiling: settings.retry.ceiling,
    },
    () => (settings.tls ? require('tls') : require('net')),
    clock,
    {
      network: (done) => {
        if (wifi && wanted) wifiUp(wifi, wanted.ssid, wanted.password, done);
        else done();
      },
      quick: link.quick,
      message: link.message,
      tooLarge: link.tooLarge,
      ready: () => log('I', 'link', 'ready'),
      lost: (reason, ms) => log('W', 'link', reason + '; next try in ' + ms + ' ms'),
    },
  );
  client.connect();
}

makeSafe();
log('I', 'boot', 'espruino-rrpc ' + VERSION + ' on ' + BOARD);
try {
  start(checkSettings(require('Storage').readJSON('device.json', true)));
} catch (error) {
  log('E', 'boot', String((error as Error).message || error));
}
