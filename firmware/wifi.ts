/** Wi-Fi, where the interpreter has it and the settings ask for it. */
import { log } from './log.ts';

/** Brings Wi-Fi up and calls back; at once where it is up already, as it may be at boot, and where there is none. */
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
    if (!error && info.ip && info.ip !== '0.0.0.0') done();
    else wifi.connect(wanted.ssid, { password: wanted.password }, done);
  });
}

/** The signal's strength in dBm; undefined where there is no Wi-Fi, or no signal. */
export function signal(): number | undefined {
  try {
    return require('Wifi').getDetails().rssi;
  } catch (_) {
    return undefined;
  }
}
