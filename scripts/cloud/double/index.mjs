// The package's entry `espruino-rrpc/cloud`: the TypeScript beside it, compiled as it is loaded.
import { tsImport } from 'tsx/esm/api';

const { startDouble, ScriptedDevice, answer, fail, inTurn, late, raw, silent } = await tsImport(
  './double.ts',
  import.meta.url,
);

export { answer, fail, inTurn, late, raw, ScriptedDevice, silent, startDouble };
