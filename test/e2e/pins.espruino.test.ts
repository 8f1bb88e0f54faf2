// The pins on the real interpreter, wherever one is found, in real time.
import { guardCases } from './pins/guards.ts';
import { linkCases } from './pins/link.ts';
import { safetyCases } from './pins/safety.ts';
import { serviceCases } from './pins/services.ts';
import { settingCases } from './pins/settings.ts';
import { timedCases } from './pins/timed.ts';
import { watchCases } from './pins/watch.ts';
import { wrongCases } from './pins/wrong.ts';

wrongCases('espruino');
serviceCases('espruino');
timedCases('espruino');
guardCases('espruino');
safetyCases('espruino');
linkCases('espruino');
watchCases('espruino');
settingCases('espruino');
