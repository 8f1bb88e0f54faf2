#!/usr/bin/env node
// `npx rrpc-cloud`: npm run cloud, from a project that has this package among its dependencies. Its files are kept there.
import { resolve } from 'node:path';
import { tsImport } from 'tsx/esm/api';

process.env.RRPC_CACHE ??= resolve('.cache', 'rrpc-cloud');
process.env.RRPC_COMMAND ??= 'rrpc-cloud';
await tsImport('../../cloud.ts', import.meta.url);
