/** Wi-Fi, where the interpreter has it and the settings ask for it. */
import { WIFI_TRIES } from './limits.ts';
import { log } from './log.ts';

/** How often it was found to be up, and no link came of it; and whether a join was never answered. */
let tries = 0;
let joining = false;

/** Brings Wi-Fi up and calls back; at once where it is up already, as it may be at boot, and where there is none. What was
 *  up WIFI_TRIES times and led to no link is joined anew: an access point that is gone, or has moved, is not always told. */
export function wifiUp(wanted: { ssid: string; password: string } | undefined, done: (error?: unknown) => void): void {
  let wifi: Wifi;
  if (!wanted) return done();
  try {
    wifi = require('Wifi');
  } catch (_) {
    log('W', 'wifi', 'this interpreter has no Wi-Fi: connecting at once');
    return done();
  }
  wifi.getIP((error, info) => {
    // The address may be that of a network long gone.
    if (!error && info.ip && info.ip !== '0.0.0.0' && wifi.getDetails().status === 'connected' && ++tries % WIFI_TRIES)
      return done();
    // A radio that was started already begins nothing, until it is told to end.
    if (joining) wifi.disconnect();
    joining = true;
    wifi.connect(wanted.ssid, { password: wanted.password }, (failed) => {
      joining = false;
      done(failed);
    });
  });
}

/** A link came of it. */
export function wifiGood(): void {
  tries = 0;
}

/** The signal's strength in dBm; undefined where there is no Wi-Fi, or no signal. */
export function signal(): number | undefined {
  try {
    return require('Wifi').getDetails().rssi;
  } catch (_) {
    return undefined;
  }
}
