// The types of `espruino-rrpc/cloud` for require: those of index.d.mts.
import type * as double from './index.mjs' with { 'resolution-mode': 'import' };

export type * from './index.mjs' with { 'resolution-mode': 'import' };

export declare const answer: typeof double.answer;
export declare const fail: typeof double.fail;
export declare const inTurn: typeof double.inTurn;
export declare const late: typeof double.late;
export declare const raw: typeof double.raw;
export declare const silent: typeof double.silent;
export declare const ScriptedDevice: typeof double.ScriptedDevice;
export declare const startDouble: typeof double.startDouble;
