/**
 * zlint, for specs: on PATH, in the per-user cache, or built there once from `tools/lint` (go.mod and go.sum pin it).
 * The service itself does not need it: it has its own gate (ca/lint.ts), and this says whether that gate is right.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { it } from '@jest/globals';
import { inCi } from '@cardwright/testing/state-dir';

const run = promisify(execFile);
const moduleDir = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'tools', 'lint');

const onPath = (name: string): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((directory) => join(directory, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });

/** Absolute path, or undefined when it is nowhere and Go is not installed. */
async function findZlint(): Promise<string | undefined> {
  const found = onPath('zlint');
  if (found) return found;
  const hash = createHash('sha256');
  for (const file of ['go.mod', 'go.sum']) hash.update(readFileSync(join(moduleDir, file)));
  const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'cardwright', 'lint');
  const target = join(cache, hash.digest('hex').slice(0, 12), 'zlint');
  if (existsSync(target)) return target;
  const go = onPath('go');
  if (!go) return undefined;
  await mkdir(dirname(target), { recursive: true });
  const draft = `${target}.${process.pid}`;
  await run(go, ['build', '-ldflags=-s -w', '-o', draft, 'github.com/zmap/zlint/v3/cmd/zlint'], { cwd: moduleDir });
  await rename(draft, target);
  return target;
}

/** The lints that apply to any certificate; CA/B and browser rules are about public TLS, S/MIME and code signing. */
const sources = 'RFC3279,RFC5280,RFC5480,RFC5891,RFC8813,Community';

/** Names of lints with `error` or `fatal`, one list per certificate. */
export async function zlint(path: string, certificates: readonly Buffer[]): Promise<string[][]> {
  const directory = await mkdtemp(join(tmpdir(), 'cardwright-zlint-'));
  try {
    const files = certificates.map((_, index) => join(directory, `${index}.der`));
    await Promise.all(files.map((file, index) => writeFile(file, certificates[index]!)));
    const { stdout } = await run(path, ['-format', 'der', '-includeSources', sources, ...files], {
      maxBuffer: 1 << 28,
    });
    // One line of JSON per certificate, in order.
    const lines = stdout.trim().split('\n');
    if (lines.length !== files.length) throw new Error('zlint did not look at every certificate');
    return lines.map((line) => {
      const results = JSON.parse(line) as Record<string, { result: string }>;
      if (Object.keys(results).length < 100) throw new Error('zlint ran too few lints');
      return Object.entries(results)
        .filter(([, { result }]) => result === 'error' || result === 'fatal')
        .map(([name]) => name);
    });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

const missing = 'zlint is neither on PATH nor can Go build it from tools/lint';

/** `it` for a test that needs zlint. Without zlint the test is skipped with the reason; with CI=true it fails. */
export function itWithZlint(title: string, body: (program: string) => Promise<void>): void {
  const work = async (): Promise<void> => {
    if (!program) throw new Error(missing);
    await body(program);
  };
  if (program || inCi()) it(title, work, 300_000);
  else it.skip(`${title} (skipped: ${missing})`, work);
}

const program = await findZlint();
