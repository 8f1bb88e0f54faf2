// The whole path on the virtual board: official client, local cloud, built bundle.
import { callCases } from './calls.ts';
import { absentCases, linkCases } from './link.ts';
import { settingsCases } from './settings.ts';
import { thingCases } from './thing.ts';

absentCases();
callCases('virtual');
linkCases('virtual');
settingsCases('virtual');
thingCases('virtual');
