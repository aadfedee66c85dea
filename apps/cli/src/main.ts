#!/usr/bin/env node
/** `cardwright`: docs/cli.md. */
import { processIo } from './terminal/io.js';
import { runCli } from './run.js';

const stopping = new AbortController();
process.on('SIGINT', () => stopping.abort()).on('SIGTERM', () => stopping.abort());
// A pipe that was closed early (`| head`) is no failure of ours.
process.stdout.on('error', () => process.exit(0));
process.exitCode = await runCli(process.argv.slice(2), processIo(stopping.signal));
