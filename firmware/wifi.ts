/** Wi-Fi, where the interpreter has it and the settings ask for it. */

/** Brings Wi-Fi up and calls back, at once where it is up: at boot it may already be connected. */
export function wifiUp(wifi: Wifi, ssid: string, password: string, done: (error?: unknown) => void): void {
  wifi.getIP((error, info) => {
    if (!error && info.ip && info.ip !== '0.0.0.0') done();
    else wifi.connect(ssid, { password: password }, done);
  });
}
