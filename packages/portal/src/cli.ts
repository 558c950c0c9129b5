#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// Before anything else is loaded: a second start reads compiled code instead of compiling. The processes of the
// portal inherit it.
const { directory } = enableCompileCache();
if (directory !== undefined) process.env['NODE_COMPILE_CACHE'] = directory;

const { main } = await import('./main.ts');
process.exit(await main(process.argv));
