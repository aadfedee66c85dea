/**
 * What `npm start` and `npm test` do before anything else, so that a bare machine needs nothing but Node (and Go or the servers):
 * the packages of package-lock.json, a build of everything that is stale, Debian packages for the card tests, the server programs.
 * Every part is a no-op when it is done already.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { step } from './progress.mjs';
import { root, run } from './run.mjs';

/** Throws when this Node is too old to run anything here. */
export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    throw new Error(`Node 20.19 or later is needed, this is ${process.versions.node}`);
}

/** `npm ci` when node_modules is missing or not of this package-lock.json. */
export async function ensurePackages() {
  const stamp = join(root, 'node_modules', '.cardwright-lock');
  const wanted = createHash('sha256')
    .update(await readFile(join(root, 'package-lock.json')))
    .digest('hex');
  if ((await readFile(stamp, 'utf8').catch(() => '')) === wanted) return;
  // A checkout that somebody already installed (npm writes its own copy of the lock file) is taken as it is.
  if (await installedMatches()) return writeFile(stamp, wanted);
  await step('Installing packages (npm ci)', () => run('npm', ['ci', '--no-audit', '--no-fund']));
  await writeFile(stamp, wanted);
}

async function installedMatches() {
  const [lock, installed] = await Promise.all(
    ['package-lock.json', join('node_modules', '.package-lock.json')].map((file) =>
      readFile(join(root, file), 'utf8').then(JSON.parse, () => undefined),
    ),
  );
  if (!lock || !installed) return false;
  return Object.entries(lock.packages).every(
    ([path, entry]) =>
      !path.startsWith('node_modules/') ||
      entry.optional ||
      entry.devOptional ||
      entry.link ||
      installed.packages[path]?.version === entry.version,
  );
}

/**
 * What is built, in this order: each part is built again only when a file that it reads has changed since.
 * The console takes longest and depends on two libs alone.
 */
const parts = {
  code: {
    title: 'Compiling',
    reads: ['package-lock.json', 'tsconfig.json', 'tsconfig.base.json', 'tools/build-all.mjs', 'libs', 'apps'],
    without: join('apps', 'console'),
    result: join('libs', 'contracts', 'dist'),
    build: async () => {
      await run(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-b']);
      await run(process.execPath, [join(root, 'tools', 'build-all.mjs'), 'bundles']);
    },
  },
  console: {
    title: 'Building the console',
    reads: [
      'package-lock.json',
      join('apps', 'console'),
      join('libs', 'contracts'),
      join('libs', 'sealing'),
      join('docs', 'manuals'),
    ],
    without: undefined,
    result: join('apps', 'console', 'dist'),
    build: () => run(process.execPath, [join(root, 'tools', 'build-all.mjs'), 'console']),
  },
};

/** Compiles and bundles what is stale. */
export async function ensureBuilt() {
  const cache = join(root, 'node_modules', '.cache');
  await mkdir(cache, { recursive: true });
  for (const [name, part] of Object.entries(parts)) {
    const stamp = join(cache, `cardwright-build-${name}`);
    const wanted = await sourceState(part.reads, part.without);
    const fresh = (await readFile(stamp, 'utf8').catch(() => '')) === wanted && existsSync(join(root, part.result));
    if (fresh) continue;
    await step(part.title, part.build);
    await writeFile(stamp, wanted);
  }
}

/** A hash over names, sizes and times of everything below these paths that a build reads. */
async function sourceState(reads, without) {
  const hash = createHash('sha256');
  for (const path of reads) {
    if ((await stat(join(root, path))).isDirectory()) await addTree(hash, path, without);
    else await add(hash, path);
  }
  return hash.digest('hex');
}

async function addTree(hash, directory, without) {
  if (directory === without) return;
  const entries = await readdir(join(root, directory), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (['node_modules', 'dist', 'test', 'test-results'].includes(entry.name) || entry.name.endsWith('.spec.ts'))
      continue;
    const path = join(directory, entry.name);
    if (entry.isDirectory()) await addTree(hash, path, without);
    else await add(hash, path);
  }
}

async function add(hash, file) {
  const { size, mtimeMs } = await stat(join(root, file));
  hash.update(`${file} ${size} ${mtimeMs}\n`);
}

/** What the card tests with real readers and the browser test need; each row may be missing at a desk. */
const debianPackages = [
  'pcscd',
  'vsmartcard-vpcd',
  'libpcsclite1',
  'opensc',
  'yubico-piv-tool',
  'openssl',
  'chromium',
  // yubikit, the third independent client, is Python; its PC/SC binding would otherwise be compiled.
  'python3-venv',
  'python3-pyscard',
  // A desktop session for the spec of card updates: message bus, screen, notification service, default browser.
  'dbus-daemon',
  'dbus-bin',
  'xvfb',
  'x11-utils',
  'dunst',
  'xdg-utils',
  // What shows notifications on other desktops, and a mouse for the spec that clicks on them.
  'notification-daemon',
  'xfce4-notifyd',
  'mate-notification-daemon',
  'xdotool',
  // The other default browser (80 MB to fetch), and WebKitGTK with what drives it (23 MB, most of it its engine).
  'firefox-esr',
  'webkit2gtk-driver',
  // logind, as a screen lock and sleep look to the agent.
  'python3-dbusmock',
  // A Debian in which systemd runs, for the spec that installs the package of the agent.
  'systemd',
  'adduser',
  // A C compiler: for ten lines without which vpcd takes 44 ms per APDU (libs/testing/src/pcscd.ts), and for the double of webauthn.dll.
  'gcc',
  'libc6-dev',
];

/**
 * Installs the missing Debian packages when this is root on a Debian; otherwise says what is missing.
 * @param {string[]} [more] beside those that every run needs
 * @returns {Promise<string[]>} still missing
 */
export async function ensureDebianPackages(more = []) {
  if (!existsSync('/usr/bin/dpkg-query')) return [];
  const wanted = [...debianPackages, ...more];
  const missing = await missingPackages(wanted);
  if (missing.length === 0 || process.getuid?.() !== 0) return missing;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await step(`Installing ${missing.join(', ')}`, async () => {
    const install = () => run('apt-get', ['install', '-y', '--no-install-recommends', ...missing], { env });
    // The package lists of a fresh image are empty or old: one update, then again.
    await install().catch(async () => {
      await run('apt-get', ['update'], { env });
      await install();
    });
  }).catch((error) =>
    process.stderr.write(`  apt-get did not install them: ${String(error.message).split('\n').at(-1)}\n`),
  );
  return missingPackages(wanted);
}

/** @param {string[]} wanted */
async function missingPackages(wanted) {
  const listed = await run('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Abbrev}\\n']).catch(() => '');
  const installed = new Set(
    listed
      .split('\n')
      .filter((line) => line.split(' ')[1] === 'ii')
      .map((line) => line.split(' ')[0]),
  );
  return wanted.filter((name) => !installed.has(name));
}

/**
 * Finds or builds the server programs (the first Temporal build takes minutes and says so).
 * @param {string[]} names
 * @returns {Promise<Record<string, string>>} where each came from
 */
export async function ensureServers(names) {
  const { findBinary } = await import('@cardwright/embedded-servers/binary-finder');
  /** @type {Record<string, string>} */
  const sources = {};
  for (const name of names)
    await step(`Looking for ${name}`, async (report) => {
      sources[name] = (await findBinary(name, { progress: report })).source;
    });
  return sources;
}
