/**
 * Schemathesis, which makes requests from an OpenAPI document: good ones, ones at every border, and ones that break each rule. It knows
 * nothing of us. Installed into a per-user cache the first time, wheels only. Specs only.
 */
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { userCacheDir } from '@cardwright/embedded-servers/binary-finder';

const run = promisify(execFile);
const requirements = fileURLToPath(new URL('../../../tools/test/api-fuzz.requirements.txt', import.meta.url));
const document = fileURLToPath(new URL('../../../apps/gateway/openapi.json', import.meta.url));
/** Debian's own first: another one on the PATH may lack venv. */
const pythons = ['/usr/bin/python3', 'python3'];

/** Path of the program. Throws when Python, its venv or the package registry is not to be had. */
export async function ensureSchemathesis(): Promise<string> {
  const version = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const home = join(userCacheDir(), `schemathesis-${version}`);
  const program = join(home, 'bin', 'st');
  if (existsSync(program)) return program;
  const python = pythons.find((each) => !each.startsWith('/') || existsSync(each))!;
  // Marked whole by its last file; a venv cannot be moved, so a cut one is made again in its place.
  await rm(home, { recursive: true, force: true });
  await run(python, ['-m', 'venv', home]);
  const pip = [
    join(home, 'bin', 'python'),
    '-m',
    'pip',
    'install',
    '--quiet',
    '--only-binary',
    ':all:',
    '-r',
    requirements,
  ];
  await run(pip[0]!, pip.slice(1), { maxBuffer: 16 * 1024 * 1024 }).catch(async (error: unknown) => {
    await rm(home, { recursive: true, force: true });
    throw error;
  });
  return program;
}

export interface Fuzzing {
  url: string;
  token: string;
  /** Things that are there, by path parameter: half of the requests name them, the others a stranger. */
  known: Readonly<Record<string, string>>;
  /** Requests of each kind for each operation, at most. */
  examples: number;
  seed: number;
  /** `coverage` (every border and broken rule), `fuzzing` (at random), or both. */
  phases: string;
}

/** Runs it once. Answers what it complains about (a server error, a request without an answer), and nothing when all is well. */
export async function fuzz(program: string, { url, token, known, examples, seed, phases }: Fuzzing): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cardwright-fuzz-'));
  try {
    const schema = join(folder, 'openapi.json');
    await writeFile(schema, JSON.stringify(withKnown(JSON.parse(await readFile(document, 'utf8')) as Document, known)));
    const args = ['run', schema, '--url', url, '--header', `Authorization: Bearer ${token}`];
    args.push('--checks', 'not_a_server_error', '--phases', phases, '--max-examples', String(examples));
    args.push(
      '--seed',
      String(seed),
      '--request-timeout',
      '60',
      '--continue-on-failure',
      '--no-color',
      '--warnings',
      'off',
    );
    args.push('--suppress-health-check', 'all', '--generation-database', 'none');
    const { code, output } = await outputOf(program, args, folder);
    return code === 0 ? '' : output.replaceAll(token, '<token>');
  } finally {
    await rm(folder, { recursive: true });
  }
}

interface Document {
  paths: Record<
    string,
    Record<string, { parameters?: { name: string; in: string; schema: Record<string, unknown> }[] }>
  >;
}

const stranger: Record<string, string> = {
  deviceId: '00000000-0000-4000-8000-0000000000d1',
  requestId: '00000000-0000-4000-8000-0000000000a1',
  personId: '00000000-0000-4000-8000-0000000000e1',
  workstationId: 'ws-stranger',
  name: 'stranger',
};

function withKnown(openapi: Document, known: Fuzzing['known']): Document {
  for (const operations of Object.values(openapi.paths))
    for (const { parameters } of Object.values(operations))
      for (const parameter of parameters ?? []) {
        const value = known[parameter.name];
        if (parameter.in === 'path' && value !== undefined)
          parameter.schema = { ...parameter.schema, enum: [value, stranger[parameter.name] ?? 'stranger'] };
      }
  return openapi;
}

function outputOf(program: string, args: string[], cwd: string): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-20_000)));
    child.once('error', reject);
    child.once('exit', (code) => resolve({ code: code ?? 1, output }));
  });
}
