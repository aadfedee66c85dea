import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BinaryMissingError, cacheDir, findBinary } from './binary-finder.js';

let directory: string;
let moduleDir: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cardwright-finder-'));
  moduleDir = join(directory, 'module');
  mkdirSync(moduleDir);
  writeFileSync(join(moduleDir, 'go.mod'), 'module x\n');
  writeFileSync(join(moduleDir, 'go.sum'), '');
});
afterEach(() => rmSync(directory, { recursive: true }));

const program = (folder: string, name: string, script = 'exit 0'): string => {
  const path = join(directory, folder);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(path, name), 0o755);
  return path;
};
const environment = (...path: string[]): NodeJS.ProcessEnv => ({
  // The shell of the stand-in `go`.
  PATH: [...path, '/bin'].join(':'),
  XDG_CACHE_HOME: join(directory, 'cache'),
});
/** A `go` that writes its last-but-one argument's target, as `go build -o` does. */
const goThatBuilds = 'while [ "$1" != -o ]; do shift; done; printf "#!/bin/sh\\n" > "$2"; chmod 755 "$2"';

describe('finding a server program', () => {
  it('takes the one on PATH first', async () => {
    const bin = program('bin', 'nats-server');
    await expect(findBinary('nats-server', { env: environment(bin), moduleDir })).resolves.toEqual({
      path: join(bin, 'nats-server'),
      source: 'PATH',
    });
  });

  it('builds with Go what is nowhere, says so, and finds it in the cache from then on', async () => {
    const lines: string[] = [];
    const env = environment(program('go', 'go', goThatBuilds));
    const options = { env, moduleDir, progress: (line: string) => void lines.push(line) };
    const built = await findBinary('temporal', options);
    expect(built.source).toBe('built');
    expect(built.path.startsWith(await cacheDir(moduleDir, env))).toBe(true);
    expect(lines[0]).toMatch(/^building temporal from .* \(about 5 minutes the first time/);
    await expect(findBinary('temporal', { ...options, env: { ...env, PATH: '/nowhere' } })).resolves.toEqual({
      path: built.path,
      source: 'cache',
    });
  });

  it('builds again when the pinned versions change', async () => {
    const env = environment(program('go', 'go', goThatBuilds));
    const first = await findBinary('nats-server', { env, moduleDir });
    writeFileSync(join(moduleDir, 'go.sum'), 'other\n');
    const second = await findBinary('nats-server', { env, moduleDir });
    expect([second.source, second.path === first.path]).toEqual(['built', false]);
  });

  it('leaves nothing in the cache when the build fails, and shows why', async () => {
    const env = environment(program('go', 'go', 'echo "no such module" >&2; exit 3'));
    await expect(findBinary('temporal', { env, moduleDir })).rejects.toThrow(/ended with 3:\nno such module/);
    await expect(findBinary('temporal', { env: { ...env, PATH: '/nowhere' }, moduleDir })).rejects.toThrow(
      BinaryMissingError,
    );
  });

  it('names both ways out in one line when there is neither the program nor Go', async () => {
    const error: unknown = await findBinary('temporal', { env: environment('/nowhere'), moduleDir }).catch(
      (caught: unknown) => caught,
    );
    expect(error).toBeInstanceOf(BinaryMissingError);
    expect((error as Error).message).toMatch(/^temporal is needed: put it on PATH, or install Go .*$/);
  });
});
