#!/usr/bin/env node
// `npx rrpc-cloud`: npm run cloud, from a project that has this package among its dependencies.
import { tsImport } from 'tsx/esm/api';

await tsImport('../../cloud.ts', import.meta.url);
