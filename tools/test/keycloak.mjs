/**
 * `npm run test:keycloak`: Keycloak as a relying party, against Keycloak itself and with Chromium on its page. Not part of `npm test`: its distribution is
 * 180 MB, and it takes a minute to start.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureKeycloak } from '../setup/keycloak.mjs';
import { root } from '../setup/run.mjs';
import { checkNode, ensureBuilt, ensureDebianPackages, ensurePackages, ensureServers } from '../setup/setup.mjs';

checkNode();
await ensurePackages();
const missing = ['mvn', 'java', 'unzip', 'chromium'].filter((name) => !existsSync(join('/usr/bin', name)));
const packages = { mvn: 'maven', java: 'default-jre-headless', unzip: 'unzip', chromium: 'chromium' };
await ensureDebianPackages(missing.map((name) => packages[/** @type {keyof typeof packages} */ (name)]));
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
    ...['--testPathPatterns', '/test/keycloak/'],
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, CARDWRIGHT_KEYCLOAK: await ensureKeycloak() } },
);
process.exitCode = await new Promise((done) => jest.once('exit', (code) => done(code ?? 1)));
