/** require("Wifi") of the ESP32, simulated: one access point, which a test can take away and give back. */
import type { Clock } from './clock.ts';
import { listenersOf } from './events.ts';
import type { Loop } from './loop.ts';
import type { Native, Realm } from './realm.ts';

/** The access point and how the board stands to it at boot. */
export interface WifiOptions {
  readonly ssid: string;
  readonly password?: string;
  /** How long joining takes, in ms. Default 50. */
  readonly joinMs?: number;
  /** Whether the board is on the network before the bundle runs, as after a soft reboot. Default false. */
  readonly connectedAtBoot?: boolean;
}

/** The air around the board. */
export interface VirtualWifi {
  readonly isConnected: boolean;
  /** The access point goes off the air: 'disconnected' comes, sockets die in silence. */
  drop(): void;
  /** The access point is back. The board does not reconnect by itself. */
  restore(): void;
}

const ADDRESS = { ip: '192.168.1.20', netmask: '255.255.255.0', gw: '192.168.1.1' };
const ACCESS_POINT = 'aa:bb:cc:dd:ee:ff';
const STATION = '24:0a:c4:00:01:10';
/** Reasons by number, as `wifiReasonToString` names them. */
const REASONS = { ASSOC_LEAVE: 8, BEACON_TIMEOUT: 200, NO_AP_FOUND: 201, HANDSHAKE_TIMEOUT: 204 } as const;
/** Failing takes the interpreter three attempts. */
const ATTEMPTS = 3;

/** The module and the means to disturb it. */
export interface Wifi extends VirtualWifi {
  readonly functions: Readonly<Record<string, Native>>;
  /** The module's object, known once the realm has made it: events go to it. */
  attach(module: object): void;
  stop(): void;
}

/** Makes the simulated Wi-Fi. `onDown` is called when the network goes. */
export function createWifi(realm: Realm, loop: Loop, clock: Clock, options: WifiOptions, onDown: () => void): Wifi {
  const joinMs = options.joinMs ?? 50;
  let module: object = realm.object();
  let onAir = true;
  let connected = options.connectedAtBoot ?? false;
  let hostname = 'espressif';
  let cancel: (() => void) | undefined;
  const emit = (event: string, details: object): void =>
    loop.queue(module, listenersOf(module, event), [realm.object({ ...details })]);

  function disconnected(reason: keyof typeof REASONS): void {
    if (connected) onDown();
    connected = false;
    emit('disconnected', { ssid: options.ssid, mac: ACCESS_POINT, reason: String(REASONS[reason]), msg: reason });
  }
  function after(ms: number, then: () => void): void {
    cancel?.();
    cancel = clock.after(ms, () => {
      cancel = undefined;
      then();
    });
  }
  const callback = (value: unknown): void => {
    if (value !== undefined && value !== null && typeof value !== 'function')
      throw realm.error('Error', `Expecting callback function but got ${String(value)}`);
  };
  const details = (): Record<string, unknown> =>
    realm.object({ ...(connected ? ADDRESS : { ip: '0.0.0.0', netmask: '0.0.0.0', gw: '0.0.0.0' }), mac: STATION });
  const answer = (value: unknown, done: unknown): unknown => {
    callback(done);
    loop.queue(undefined, done, [null, value]);
    return value;
  };

  return {
    get isConnected() {
      return connected;
    },
    functions: {
      connect(ssid: unknown, how: unknown, done: unknown) {
        const whenDone = typeof how === 'function' && done === undefined ? how : done;
        if (typeof ssid !== 'string' || ssid === '') throw realm.error('Error', 'No SSID provided');
        callback(whenDone);
        const { password } = (typeof how === 'object' && how !== null ? how : {}) as { password?: unknown };
        const isWrong = password !== options.password;
        const isMissing = (): boolean => !onAir || ssid !== options.ssid;
        after(isMissing() || isWrong ? joinMs * ATTEMPTS : joinMs, () => {
          const reason = isMissing() ? 'NO_AP_FOUND' : isWrong ? 'HANDSHAKE_TIMEOUT' : undefined;
          if (reason) {
            disconnected(reason);
            loop.queue(undefined, whenDone, [reason]);
            return;
          }
          connected = true;
          emit('associated', { ssid, mac: ACCESS_POINT, channel: '1', authMode: options.password ? 'wpa2' : 'open' });
          loop.queue(undefined, whenDone, [null]);
          emit('connected', ADDRESS);
        });
      },
      disconnect(done: unknown) {
        callback(done);
        cancel?.();
        if (connected) disconnected('ASSOC_LEAVE');
        loop.queue(undefined, done, []);
      },
      getDetails: (done: unknown) =>
        answer(
          realm.object({ status: connected ? 'connected' : 'off', rssi: connected ? -50 : 0, ssid: options.ssid }),
          done,
        ),
      getIP: (done: unknown) => answer(details(), done),
      getStatus: () =>
        realm.object({
          station: connected ? 'connected' : 'off',
          mode: connected ? 'sta' : 'off',
          powersave: 'min_modem',
          ...(connected ? { ssid: options.ssid, bssid: ACCESS_POINT, channel: 1, rssi: -50 } : {}),
        }),
      getHostname: () => hostname,
      setHostname(name: unknown) {
        hostname = String(name);
      },
      save: () => undefined,
      setConfig: () => undefined,
      setSNTP: () => undefined,
      stopAP: (done: unknown) => loop.queue(undefined, done, []),
    },
    attach(object) {
      module = object;
    },
    drop() {
      onAir = false;
      if (connected) disconnected('BEACON_TIMEOUT');
    },
    restore() {
      onAir = true;
    },
    stop: () => cancel?.(),
  };
}
