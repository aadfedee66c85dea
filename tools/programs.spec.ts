/**
 * The programs of a fresh checkout: `npm ci` links every one of them, though nothing is built yet. A name that npm does not find here
 * it would look up in the public registry, where anybody may register it.
 */
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Manifest {
  name: string;
  private?: boolean;
  workspaces?: string[];
  bin?: Record<string, string>;
  scripts?: unknown;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}
const git = (...args: string[]): string =>
  execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 });
const manifestOf = (folder: string, workspace: string): Manifest =>
  JSON.parse(readFileSync(join(folder, workspace, 'package.json'), 'utf8')) as Manifest;
const workspaces = git('ls-files', '--', 'apps/*/package.json', 'libs/*/package.json')
  .split('\n')
  .filter((file) => file.split('/').length === 3)
  .map((file) => file.replace(/\/package\.json$/, ''));

const programs = ['cardwright', 'cardwright-agent', 'cardwright-bootstrap', 'cardwright-simulated-card'];

describe('programs of a workspace', () => {
  const bins = workspaces.flatMap((workspace) =>
    Object.entries(manifestOf(root, workspace).bin ?? {}).map(([program, path]) => ({ program, workspace, path })),
  );

  it('are these', () => {
    expect(bins.map(({ program }) => program).sort()).toEqual(programs);
  });

  it.each(bins)('$program is a file of git that everybody may execute', ({ workspace, path }) => {
    expect(git('ls-files', '--stage', '--', join(workspace, path))).toMatch(/^100755 /);
  });

  it('no workspace has a name that a stranger could register, and none can be published', () => {
    const named = workspaces.map((workspace) => manifestOf(root, workspace));
    expect(named.filter(({ name }) => !name.startsWith('@cardwright/')).map(({ name }) => name)).toEqual([]);
    expect(named.filter((manifest) => manifest.private !== true).map(({ name }) => name)).toEqual([]);
  });
});

interface Ended {
  code: number;
  text: string;
}

describe('a fresh checkout', () => {
  let folder: string;
  let registry: Server;
  const asked: string[] = [];

  const run = (command: string, ...args: string[]): Promise<Ended> => {
    // Without what an npm around this run (`npm test`) passes on to its children.
    const outer = Object.entries(process.env).filter(([name]) => !name.startsWith('npm_'));
    const env = {
      ...Object.fromEntries(outer),
      npm_config_registry: `http://127.0.0.1:${(registry.address() as AddressInfo).port}/`,
      // Of its own: a run before this one, at whose registry's port this one's listens now, has left there what it was offered.
      npm_config_cache: join(folder, '.npm-cache'),
    };
    return new Promise((done) =>
      execFile(command, args, { cwd: folder, env }, (error, stdout, stderr) =>
        done({ code: Number(error?.code ?? 0), text: stdout + stderr }),
      ),
    );
  };

  beforeAll(async () => {
    registry = createServer((request, answer) => {
      asked.push(String(request.url));
      answer.writeHead(404, { 'content-type': 'application/json' }).end('{}');
    });
    await new Promise<void>((listening) => registry.listen(0, '127.0.0.1', listening));
    folder = mkdtempSync(join(tmpdir(), 'cardwright-checkout-'));
    git('checkout-index', '--all', `--prefix=${folder}/`);
    // What npm links does not depend on the packages of others, so this installation needs none of them.
    for (const workspace of ['.', ...workspaces]) {
      const manifest = manifestOf(folder, workspace);
      const ours = Object.entries(manifest.dependencies ?? {}).filter(([name]) => name.startsWith('@cardwright/'));
      const bare = { ...manifest, dependencies: Object.fromEntries(ours), devDependencies: {}, scripts: {} };
      writeFileSync(join(folder, workspace, 'package.json'), JSON.stringify(bare));
    }
    rmSync(join(folder, 'package-lock.json'));
    expect(await run('npm', 'install', '--offline', '--ignore-scripts')).toMatchObject({ code: 0 });
  });
  afterAll(async () => {
    await new Promise((closed) => registry.close(closed));
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(programs)('%s is linked and, as long as nothing is built, says what to run', async (program) => {
    expect(existsSync(join(folder, 'node_modules', '.bin', program))).toBe(true);
    const { code, text } = await run('npx', '--offline', program, '--help');
    expect(code).toBe(1);
    expect(text).toContain(`${program} is not built. Run in the checkout: npm ci && npm run build`);
    expect(text).not.toContain('    at ');
    expect(asked).toEqual([]);
  });

  it('a program that is not there: npx of the README asks no registry', async () => {
    const { code, text } = await run('npx', '--offline', 'cardwright-of-a-stranger');
    expect(code).not.toBe(0);
    expect(text).toContain('ENOTCACHED');
    expect(asked).toEqual([]);
  });

  it('and without --offline nothing of a registry is installed in this checkout', async () => {
    const offered = createOffer(registry);
    const { code, text } = await run('npx', 'cardwright-of-a-stranger');
    expect(code).not.toBe(0);
    expect(text).toContain('npx canceled due to missing packages and no YES option');
    expect(offered()).toEqual(['/cardwright-of-a-stranger']);
  });
});

/** From now on the registry has every package that it is asked for. Answers what was asked for: the tarball must not be. */
function createOffer(registry: Server): () => string[] {
  const asked: string[] = [];
  registry.removeAllListeners('request');
  registry.on('request', (request, answer) => {
    const url = String(request.url);
    asked.push(url);
    const name = url.slice(1);
    const version = {
      name,
      version: '1.0.0',
      bin: { [name]: 'x.js' },
      dist: { tarball: `http://127.0.0.1${url}.tgz`, shasum: '0'.repeat(40) },
    };
    const body = { name, 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': version } };
    answer.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  return () => [...new Set(asked)];
}
