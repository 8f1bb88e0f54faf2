// Every form of a call by every outcome, on the real interpreter, wherever one is found, with the bytes on the wire.
import { formCases } from './calls/cases.ts';

formCases('espruino');
