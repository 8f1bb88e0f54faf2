// Every form of a call by every outcome, on the virtual board, with the bytes on the wire.
import { formCases } from './calls/cases.ts';

formCases('virtual');
