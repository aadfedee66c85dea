/**
 * Builds the Debian package of the agent: `node tools/package-agent/build-deb.mjs [--version <v>] [--maintainer <name and address>] [--out <folder>] [--compression xz|gzip]`, into
 * dist/cardwright-agent_<version>_<architecture>.deb. Built code and packages are taken as they are: `npm ci && npm run build` first.
 *
 * The Node inside is the one of the production image (tools/node-24), pinned with its hash: what was tested is what people get, whatever Node
 * the machine that builds has. The same input gives the same bytes: every time is SOURCE_DATE_EPOCH (else that of the commit), every owner root.
 * Everything lies in a folder of the version, so that no file of an agent that runs is ever overwritten.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, copyFile, lutimes, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { ensureNode24 } from '../setup/node-24.mjs';
import { root, run } from '../setup/run.mjs';
import { copyAgent } from './agent-files.mjs';
import { copyrightText } from './copyright.mjs';
import { libraryDependencies } from './system-libraries.mjs';

const name = 'cardwright-agent';
const packaging = join(root, 'apps/device-edge/packaging');
const debian = join(packaging, 'debian');
const architectures = /** @type {Record<string, string>} */ ({ x64: 'amd64', arm64: 'arm64' });

const { values } = parseArgs({
  options: {
    version: { type: 'string' },
    maintainer: { type: 'string' },
    out: { type: 'string', default: join(root, 'dist') },
    compression: { type: 'string', default: 'xz' },
  },
});
const { version: upstream, author } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
/** Whoever builds it for others says who they are. */
const maintainer = values.maintainer ?? author;
/** With the revision of the package, 1 where nobody says another. */
const version = values.version ?? `${upstream}-1`;
if (!/^\d[A-Za-z0-9.+~]*-[A-Za-z0-9.+~]+$/.test(version))
  throw new Error(`${version} is no version with a revision, such as 1.2.3-1`);
const architecture = architectures[process.arch];
if (architecture === undefined) throw new Error(`there is no package for ${process.arch}`);
if (!existsSync(join(root, 'apps/device-edge/dist/main.js'))) throw new Error('not built: npm ci && npm run build');
const epoch = Number(
  process.env.SOURCE_DATE_EPOCH ??
    execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' }).trim(),
);

const tree = await mkdtemp(join(tmpdir(), 'cardwright-deb-'));
try {
  const installed = join(tree, 'usr/lib', name, version);
  const foreign = await copyAgent(installed);
  const node = await ensureNode24();
  await put(node, `usr/lib/${name}/${version}/node`, 0o755);
  const doc = `usr/share/doc/${name}`;
  await write(`usr/bin/${name}`, await template('cardwright-agent.sh'), 0o755);
  await put(join(packaging, 'cardwright-agent.service'), 'usr/lib/systemd/system/cardwright-agent.service');
  await put(join(packaging, 'cardwright-agent-desk.service'), 'usr/lib/systemd/user/cardwright-agent-desk.service');
  await put(join(packaging, 'cardwright-agent.desktop'), 'usr/share/applications/cardwright-agent.desktop');
  await put(join(debian, 'cardwright-agent-desk.desktop'), 'etc/xdg/autostart/cardwright-agent-desk.desktop');
  await put(join(debian, '50-cardwright.rules'), 'usr/share/polkit-1/rules.d/50-cardwright.rules');
  await put(join(debian, '70-cardwright-fido.rules'), 'usr/lib/udev/rules.d/70-cardwright-fido.rules');
  await put(join(debian, 'lintian-overrides'), `usr/share/lintian/overrides/${name}`);
  await write(`usr/share/man/man1/${name}.1.gz`, zipped(await template('cardwright-agent.1')));
  await write(`${doc}/changelog.Debian.gz`, zipped(changelog()));
  await write(`${doc}/copyright`, await copyrightText(foreign));
  // 150 kB, of everything that Node is made of.
  await write(`${doc}/node-licences.gz`, zipped(await readFile(join(dirname(dirname(node)), 'LICENSE'), 'utf8')));
  await write(`${doc}/examples/edge.json`, '{ "cardAutoUpdate": true, "updateCheckMinutes": 480 }\n');
  // The administrator's folder. No file in it: a setting that is named there is decided, and weaker sources are not heard.
  await mkdir(join(tree, 'etc/cardwright/users'), { recursive: true });

  const own = [join(installed, 'node'), ...(await addons(installed))];
  const depends = [
    ...['adduser', 'init-system-helpers (>= 1.52)', 'util-linux (>= 2.33)', 'pcscd', 'libccid | pcsc-ifd-handler'],
    ...['libpcsclite1', ...(await libraryDependencies(own))],
  ];
  const kilobytes = await sizeOf(tree);
  await write('DEBIAN/control', control(depends, kilobytes));
  await write('DEBIAN/conffiles', '/etc/xdg/autostart/cardwright-agent-desk.desktop\n');
  for (const script of ['postinst', 'prerm', 'postrm']) await put(join(debian, script), `DEBIAN/${script}`, 0o755);
  await write('DEBIAN/md5sums', await sums());
  await settle(tree);
  await mkdir(values.out, { recursive: true });
  const file = join(values.out, `${name}_${version}_${architecture}.deb`);
  await run(
    'dpkg-deb',
    // One thread: with several the bytes depend on how many there are.
    ['--root-owner-group', '--threads-max=1', `-Z${values.compression}`, '--build', tree, file],
    { env: { ...process.env, SOURCE_DATE_EPOCH: String(epoch) } },
  );
  process.stdout.write(`${file}\n`);
} finally {
  await rm(tree, { recursive: true, force: true });
}

/** @param {string} file */
async function template(file) {
  return (await readFile(join(debian, file), 'utf8')).replaceAll('@VERSION@', version);
}

/** @param {string} path @param {string | Uint8Array} content */
async function write(path, content, mode = 0o644) {
  const file = join(tree, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
  await chmod(file, mode);
}

/** @param {string} from @param {string} path */
async function put(from, path, mode = 0o644) {
  await mkdir(dirname(join(tree, path)), { recursive: true });
  await copyFile(from, join(tree, path));
  await chmod(join(tree, path), mode);
}

/** Without a name and a time inside. @param {string} text */
function zipped(text) {
  return gzipSync(text, { level: 9 });
}

function changelog() {
  const date = new Date(epoch * 1000).toUTCString().replace('GMT', '+0000');
  return `${name} (${version}) stable; urgency=medium\n\n  * What changed is in CHANGELOG.md of Cardwright.\n\n -- ${maintainer}  ${date}\n`;
}

/** @param {string[]} depends @param {number} kilobytes */
function control(depends, kilobytes) {
  return `Package: ${name}
Version: ${version}
Architecture: ${architecture}
Maintainer: ${maintainer}
Installed-Size: ${kilobytes}
Depends: ${depends.join(', ')}
Recommends: systemd, udev, libudev1, libusb-1.0-0, dbus-user-session | dbus-x11, xdg-utils
Suggests: opensc, polkitd
Section: utils
Priority: optional
Description: agent of a workstation for the Cardwright card management
 Executes the steps on smart cards and security keys that a Cardwright server
 asks for, in the readers of this computer, and tells people in their desktop
 session when their card is due for an update. Node is inside.
`;
}

/** Native parts. @param {string} folder @returns {Promise<string[]>} */
async function addons(folder) {
  const names = await readdir(folder, { recursive: true });
  return names.filter((file) => file.endsWith('.node')).map((file) => join(folder, file));
}

/** Regular files with their paths below the tree, sorted. */
async function files() {
  const entries = await readdir(tree, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(tree.length + 1))
    .sort();
}

async function sums() {
  const listed = (await files()).filter((file) => !file.startsWith('DEBIAN/'));
  return run('md5sum', ['--', ...listed], { cwd: tree });
}

/** In kilobytes, as dpkg counts: each file rounded up. @param {string} folder */
async function sizeOf(folder) {
  let kilobytes = 0;
  for (const file of await files()) kilobytes += Math.ceil((await stat(join(folder, file))).size / 1024);
  return kilobytes;
}

/** Times and modes that do not depend on who builds, and when. @param {string} folder */
async function settle(folder) {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) await chmod(path, 0o755);
    // What npm has marked executable is loaded here, never started.
    else if (path.includes('node_modules/')) await chmod(path, 0o644);
    await lutimes(path, epoch, epoch);
  }
  await chmod(folder, 0o755);
  await lutimes(folder, epoch, epoch);
}
