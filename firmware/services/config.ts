/** GetConfig and SetConfig. */
import { changedSettings, keepSettings, readSettings } from '../settings.ts';
import { object, says, service } from './declare.ts';
import { outside } from './outside.ts';

type Members = Record<string, unknown>;

/** The settings without what is secret. */
export const getConfig = service(
  {
    name: 'GetConfig',
    kind: 'read',
    does: 'Gives the settings, all but the secrets.',
    input: {},
    output: { settings: object<Members>() },
  },
  () => {
    const settings = readSettings() || {};
    delete settings.deviceSecret;
    if (settings.wifi) delete (settings.wifi as Members).password;
    return { settings: settings };
  },
);

/** Changes settings. */
export const setConfig = service(
  {
    name: 'SetConfig',
    kind: 'set',
    does: 'Changes settings and restarts; where the board then does not sign in within 90 s, the old ones come back.',
    input: { settings: says(object<Members>(), 'Members of device.json; null takes one out.') },
    output: {},
  },
  (input, later) => {
    const next = changedSettings(input.settings);
    if (!later) return undefined;
    keepSettings(next);
    outside.restart();
    return {};
  },
  true,
);
