/** GetConfig and SetConfig. */
import { Code, refuse } from '../link/code.ts';
import { changeSettings, readSettings } from '../settings.ts';
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
    const settings = readSettings();
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
  (input) => {
    try {
      changeSettings(input.settings);
    } catch (wrong) {
      throw refuse(Code.PARAMETER, String((wrong as Error).message || wrong));
    }
    outside.restart();
    return {};
  },
);
