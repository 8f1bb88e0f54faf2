// The pins on the virtual board: what each service makes them do, when, and for how long; time is moved by hand.
import { guardCases } from './pins/guards.ts';
import { linkCases } from './pins/link.ts';
import { safetyCases } from './pins/safety.ts';
import { serviceCases } from './pins/services.ts';
import { settingCases } from './pins/settings.ts';
import { timedCases } from './pins/timed.ts';
import { watchCases } from './pins/watch.ts';
import { wrongCases } from './pins/wrong.ts';

wrongCases('virtual');
serviceCases('virtual');
timedCases('virtual');
guardCases('virtual');
safetyCases('virtual');
linkCases('virtual');
watchCases('virtual');
settingCases('virtual');
