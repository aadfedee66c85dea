/**
 * `npm run test:windows`: the agent in Node for Windows, which Wine runs, with the window for passkeys compiled from the structures of webauthn.h. Installs
 * Wine and a compiler for Windows where this is root on a Debian (1 GB on the disk, so not part of `npm test`).
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup/run.mjs';
import { checkNode, ensureBuilt, ensureDebianPackages, ensurePackages, ensureServers } from '../setup/setup.mjs';
import { ensureWindowsPackages } from '../setup/windows.mjs';

checkNode();
await ensurePackages();
await ensureDebianPackages(['wine64', 'gcc-mingw-w64-x86-64']);
const programs = ['/usr/lib/wine/wine64', '/usr/bin/x86_64-w64-mingw32-gcc'];
const missing = programs.filter((program) => !existsSync(program));
if (missing.length > 0) throw new Error(`not installed: ${missing.join(', ')}`);
await ensureBuilt();
await ensureServers(['nats-server']);
const jest = spawn(
  process.execPath,
  [
    ...[
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      join(root, 'node_modules/jest/bin/jest.js'),
    ],
    ...['--runInBand', '--forceExit', '--testPathIgnorePatterns', '/node_modules/', '/dist/'],
    ...['--testPathPatterns', '/test/windows/'],
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, CARDWRIGHT_WINDOWS: await ensureWindowsPackages() } },
);
process.exitCode = await new Promise((done) => jest.once('exit', (code) => done(code ?? 1)));
