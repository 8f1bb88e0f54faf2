// The whole path on the real interpreter, wherever one is found: official client, local cloud, built bundle.
import { callCases } from './calls.ts';
import { linkCases } from './link.ts';
import { settingsCases } from './settings.ts';
import { thingCases } from './thing.ts';

callCases('espruino');
linkCases('espruino');
settingsCases('espruino');
thingCases('espruino');
