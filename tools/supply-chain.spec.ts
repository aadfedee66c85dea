/**
 * Supply chain (spec/security.md): a bill of materials can be made from the lock file, every package that is installed here has
 * a recorded hash, and no secret is committed.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const root = fileURLToPath(new URL('..', import.meta.url));
const output = (program: string, args: string[]): string =>
  execFileSync(program, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
    stdio: ['ignore', 'pipe', 'ignore'],
  });

interface LockRow {
  /** The name of a package that is installed under another name. */
  name?: string;
  integrity?: string;
  link?: boolean;
  optional?: boolean;
  resolved?: string;
}

describe('supply chain', () => {
  const lock = JSON.parse(readFileSync(`${root}/package-lock.json`, 'utf8')) as { packages: Record<string, LockRow> };
  const packages = Object.entries(lock.packages).filter(([path, row]) => path.includes('node_modules/') && !row.link);

  it('makes a CycloneDX bill of materials that names every package of the lock file', () => {
    const bill = JSON.parse(output('npm', ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'])) as {
      bomFormat: string;
      components: { name: string }[];
    };
    expect(bill.bomFormat).toBe('CycloneDX');
    const named = new Set(bill.components.map(({ name }) => name));
    const missing = packages
      .filter(([, row]) => !row.optional)
      .map(([path, row]) => row.name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length))
      .filter((name) => !named.has(name));
    expect(missing).toEqual([]);
  });

  it('records the hash of every package that is not an optional one of another platform', () => {
    expect(packages.filter(([, row]) => !row.optional && !row.integrity).map(([path]) => path)).toEqual([]);
  });

  it('commits no private key, NATS seed or token', () => {
    const markers = [
      '-----BEGIN [A-Z ]*PRIVATE KEY-----',
      '\\bS[OAU][A-Z2-7]{56}\\b',
      '\\bey[A-Za-z0-9_-]{20,}\\.ey[A-Za-z0-9_-]{20,}\\.[A-Za-z0-9_-]{20,}',
    ];
    const files = output('git', ['ls-files', '-z', '--', '.', ':!package-lock.json', ':!**/go.sum'])
      .split('\0')
      .filter((name) => /\.(ts|tsx|mjs|js|json|md|yml|yaml|txt|sh|conf|pem)$/.test(name));
    const found = files.flatMap((name) => {
      const text = readFileSync(`${root}/${name}`, 'utf8');
      return markers.filter((marker) => new RegExp(marker).test(text)).map((marker) => `${name}: ${marker}`);
    });
    expect(found).toEqual([]);
  });
});
