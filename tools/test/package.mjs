/**
 * `npm run test:package`: the Debian package of the agent installed, enrolled, upgraded while a card is written, removed and purged, in a Debian in
 * which systemd runs (as root; also part of `npm test`). `-- --full`: also with a person at the seat, who is shown an offer by what is installed; as
 * released, two builds in different folders have the same bytes, and lintian, which has to be installed, finds nothing. Takes minutes more.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { say, step } from '../setup/progress.mjs';
import { root, run } from '../setup/run.mjs';

const inherit = { cwd: root, stdio: /** @type {const} */ ('inherit') };
const full = process.argv.includes('--full');
const specs = ['libs/testing/test/system/package', ...(full ? ['libs/testing/test/package/'] : [])];
const spec = spawn(process.execPath, [join(root, 'tools/test/test.mjs'), ...specs], inherit);
const code = await new Promise((done) => spec.once('close', done));
if (code !== 0) process.exit(Number(code ?? 1));

if (full) {
  const folder = await mkdtemp(join(tmpdir(), 'cardwright-package-'));
  try {
    const files = [];
    for (const name of ['one', 'two'])
      files.push(await step(`Building the package (${name} of two)`, () => build(join(folder, name))));
    const [one, two] = await Promise.all(files.map(sha256));
    if (one !== two) throw new Error(`two builds of the same differ: ${one} and ${two}`);
    say(`ok    the same bytes twice: SHA-256 ${one}`);
    const found = await step('Asking lintian', () =>
      run('lintian', ['--allow-root', '--fail-on=error,warning', ...files.slice(0, 1)]),
    );
    say(`ok    lintian${found === '' ? '' : `\n${found}`}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @param {string} out @returns {Promise<string>} the file */
async function build(out) {
  return (await run(process.execPath, [join(root, 'tools/package-agent/build-deb.mjs'), '--out', out])).trim();
}

/** @param {string} file */
async function sha256(file) {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}
