/** `cardwright` as a person types it: the program as its own process, signed in with a token of the development issuer. Specs only. */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TestSystem } from './installation.js';
import { accessToken } from './tokens.js';

const program = fileURLToPath(new URL('../../../apps/cli/bin/cardwright.js', import.meta.url));

/** Answers what `--json` prints. Throws where the program ends with another code than 0. */
export type CommandLine = <Answer = unknown>(...args: string[]) => Promise<Answer>;

/** With these roles, for as long as a token is good. */
export async function commandLine(system: TestSystem, roles: readonly string[]): Promise<CommandLine> {
  const folder = join(system.home, `cli-${roles.join('-')}`);
  const signIn = {
    issuer: system.at.issuerUrl,
    clientId: 'cardwright-cli',
    accessToken: await accessToken(system, { roles }),
    expiresAt: Date.now() + 300_000,
  };
  await mkdir(folder, { mode: 0o700 });
  const signIns = { [system.url]: signIn };
  await writeFile(join(folder, 'credentials.json'), JSON.stringify({ current: system.url, signIns }), { mode: 0o600 });
  const env = { PATH: process.env['PATH'], CARDWRIGHT_CONFIG_DIR: folder };
  return async (...args) =>
    JSON.parse((await promisify(execFile)(process.execPath, [program, '--json', ...args], { env })).stdout) as never;
}
