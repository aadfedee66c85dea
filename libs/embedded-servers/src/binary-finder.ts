/**
 * Finds the Go-built servers: on PATH, in the per-user cache, or built from `tools/servers` (go.mod and go.sum pin them).
 * Whether an address in the environment makes a server unnecessary is decided before this is asked. Governed by design.md 4.
 */
import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { access, mkdir, readFile, rename } from 'node:fs/promises';
import { constants, existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One row per program: its Go package, whether a program of that name on PATH may be used, how long a first build takes. */
const serverBinaries = {
  'nats-server': { goPackage: 'github.com/nats-io/nats-server/v2', onPath: true, firstBuild: 'about half a minute' },
  temporal: { goPackage: 'github.com/temporalio/cli/cmd/temporal', onPath: true, firstBuild: 'about 5 minutes' },
  'temporal-ui-server': {
    goPackage: 'github.com/temporalio/ui-server/v2/cmd/server',
    onPath: true,
    firstBuild: 'about half a minute',
  },
  'temporal-server': { goPackage: 'go.temporal.io/server/cmd/server', onPath: true, firstBuild: 'about a minute' },
  'temporal-sql-tool': { goPackage: 'go.temporal.io/server/cmd/tools/sql', onPath: true, firstBuild: 'a few seconds' },
} as const satisfies Record<string, { goPackage: string; onPath: boolean; firstBuild: string }>;

export type ServerBinary = keyof typeof serverBinaries;
/** Receives one line of text per step that may take more than two seconds. */
export type Progress = (line: string) => void;

export interface FindOptions {
  env?: NodeJS.ProcessEnv;
  progress?: Progress;
  /** Directory of the Go module; default: `tools/servers` of this checkout. */
  moduleDir?: string;
  /** False: never build (specs at a desk). */
  build?: boolean;
}

export class BinaryMissingError extends Error {
  override readonly name = 'BinaryMissingError';
}

/**
 * Absolute path of a server program and where it came from. Builds it when it must (minutes for `temporal`, said through `progress`).
 * Throws BinaryMissingError with one line that names both ways out when it is nowhere and Go is not installed.
 */
export async function findBinary(
  name: ServerBinary,
  options: FindOptions = {},
): Promise<{ path: string; source: 'PATH' | 'cache' | 'built' }> {
  const env = options.env ?? process.env;
  const row = serverBinaries[name];
  const onPath = row.onPath ? await executableOnPath(name, env) : undefined;
  if (onPath) return { path: onPath, source: 'PATH' };
  const moduleDir = options.moduleDir ?? defaultModuleDir();
  const cached = join(await cacheDir(moduleDir, env), name);
  if (await isExecutable(cached)) return { path: cached, source: 'cache' };
  const go = options.build === false ? undefined : await executableOnPath('go', env);
  if (!go)
    throw new BinaryMissingError(
      `${name} is needed: put it on PATH, or install Go 1.26 or later so that it can be built from tools/servers`,
    );
  await build(name, go, moduleDir, cached, env, options.progress ?? (() => undefined));
  return { path: cached, source: 'built' };
}

/** Cache directory of these exact versions: clones with the same go.mod and go.sum share it. */
export async function cacheDir(moduleDir = defaultModuleDir(), env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const hash = createHash('sha256');
  for (const file of ['go.mod', 'go.sum']) hash.update(await readFile(join(moduleDir, file)));
  return join(userCacheDir(env), 'servers', hash.digest('hex').slice(0, 12));
}

/** Per-user cache directory of Cardwright (XDG base directory specification). */
export function userCacheDir(env: NodeJS.ProcessEnv = process.env): string {
  return join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'cardwright');
}

async function build(
  name: ServerBinary,
  go: string,
  moduleDir: string,
  target: string,
  env: NodeJS.ProcessEnv,
  progress: Progress,
): Promise<void> {
  const { goPackage, firstBuild } = serverBinaries[name];
  await mkdir(dirname(target), { recursive: true });
  progress(`building ${name} from ${goPackage} (${firstBuild} the first time, then never again)`);
  const started = Date.now();
  const ticker = setInterval(
    () => progress(`still building ${name}: ${Math.round((Date.now() - started) / 1000)} s`),
    15_000,
  );
  // Built beside the target and renamed: two clones may build at once, and a cut build is never taken for a good one.
  const draft = `${target}.${process.pid}`;
  try {
    await run(go, ['build', '-ldflags=-s -w', '-o', draft, goPackage], moduleDir, env);
    await rename(draft, target);
    progress(`built ${name} in ${Math.round((Date.now() - started) / 1000)} s`);
  } finally {
    clearInterval(ticker);
  }
}

function run(command: string, args: string[], cwd: string, env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-4000)));
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${command} ${args[0] ?? ''} ended with ${code}:\n${stderr}`)),
    );
  });
}

async function executableOnPath(name: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  for (const directory of (env['PATH'] ?? '').split(delimiter).filter(Boolean)) {
    const candidate = join(directory, name);
    if (await isExecutable(candidate)) return candidate;
  }
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

function defaultModuleDir(): string {
  // src/ and dist/ lie equally deep, so this holds for both.
  const checkout = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'tools', 'servers');
  if (!existsSync(join(checkout, 'go.mod')))
    throw new BinaryMissingError(`tools/servers is not part of this installation`);
  return checkout;
}
