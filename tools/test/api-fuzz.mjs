/**
 * `npm run test:api-fuzz [-- <requests of each kind for each operation>]`: Schemathesis over the OpenAPI document, with a token of every
 * role, against the whole system. Default 20, about half an hour. Not part of `npm test`, which runs a sample of it.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../setup/run.mjs';
import { checkNode, ensureBuilt, ensureDebianPackages, ensurePackages, ensureServers } from '../setup/setup.mjs';

checkNode();
await ensurePackages();
await ensureDebianPackages();
await ensureBuilt();
await ensureServers(['nats-server', 'temporal', 'temporal-ui-server']);
const jest = spawn(
  process.execPath,
  ['--experimental-vm-modules', join(root, 'node_modules', 'jest', 'bin', 'jest.js'), 'api-fuzz.system'],
  { cwd: root, stdio: 'inherit', env: { ...process.env, CARDWRIGHT_API_FUZZ: process.argv[2] ?? '20' } },
);
process.exitCode = await new Promise((done) => jest.once('exit', (code) => done(code ?? 1)));
