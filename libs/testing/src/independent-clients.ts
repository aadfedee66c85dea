/**
 * Runs programs that others wrote against a reader: yubico-piv-tool, OpenSC's tools, openssl; yubikit and python-fido2 in Python.
 * They are the judges of the simulated card and of an issued one; nothing here knows what they should find.
 * PINs stand in argv because these programs take them no other way: test values only.
 * Governing document: cards.md "Client faults to know".
 */
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram, requirement, type Requirement } from './programs.js';

export interface ClientResult {
  exitCode: number;
  stdout: string;
  stderr: string;
  /** Both, for searching: these programs are not strict about where they write. */
  text: string;
}

/** Debian packages of the programs below, for the reason that a spec gives when it skips. */
export const clientPrograms = ['yubico-piv-tool', 'opensc-tool', 'piv-tool', 'pkcs11-tool', 'pkcs15-tool', 'openssl'];

const timeoutMs = 60_000;
const run = promisify(execFile);
const versions = { 'yubikey-manager': '5.9.2', fido2: '2.2.1' };
const imports = 'import yubikit.piv, ykman.pcsc, fido2.pcsc, fido2.payment';

export class IndependentClients {
  private constructor(
    readonly reader: string,
    /** Files for these programs; also their HOME, so that no cache of another card is read. */
    readonly folder: string,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  /** `environment`: that of the private pcscd. */
  static async at(reader: string, environment: { PCSCLITE_CSOCK_NAME: string }): Promise<IndependentClients> {
    const folder = await mkdtemp(join(tmpdir(), 'cardwright-clients-'));
    return new IndependentClients(reader, folder, { ...process.env, ...environment, HOME: folder, LC_ALL: 'C' });
  }

  /** Path of a file in this client's folder. */
  file(name: string): string {
    return join(this.folder, name);
  }

  yubicoPivTool(...args: string[]): Promise<ClientResult> {
    return this.run('yubico-piv-tool', ['-r', this.reader, ...args]);
  }

  /** `managementKeyFile`: colon hex, what `-A M:9B:xx` authenticates with. */
  pivTool(args: readonly string[], managementKeyFile?: string): Promise<ClientResult> {
    const key = managementKeyFile === undefined ? {} : { PIV_EXT_AUTH_KEY: managementKeyFile };
    return this.run('piv-tool', ['-r', this.reader, ...args], key);
  }

  openscTool(...args: string[]): Promise<ClientResult> {
    return this.run('opensc-tool', ['-r', this.reader, ...args]);
  }

  pkcs15Tool(...args: string[]): Promise<ClientResult> {
    return this.run('pkcs15-tool', ['--reader', this.reader, ...args]);
  }

  pkcs11Tool(...args: string[]): Promise<ClientResult> {
    return this.run('pkcs11-tool', ['--slot-description', this.reader, ...args]);
  }

  openssl(...args: string[]): Promise<ClientResult> {
    return this.run('openssl', args);
  }

  /** A Python script with yubikit or python-fido2; the reader's name is its first argument. */
  async python(script: string, ...args: string[]): Promise<ClientResult> {
    return this.run(await interpreter(), ['-c', script, this.reader, ...args]);
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Never throws for a program that fails: the exit code is part of what is asserted. */
  run(program: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<ClientResult> {
    return new Promise((resolve, reject) => {
      const child = spawn(program, args, {
        cwd: this.folder,
        env: { ...this.environment, ...environment },
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: timeoutMs,
      });
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (bytes: Buffer) => (stdout += bytes.toString('latin1')));
      child.stderr.on('data', (bytes: Buffer) => (stderr += bytes.toString('latin1')));
      child.once('error', reject);
      child.once('close', (code) => resolve({ exitCode: code ?? -1, stdout, stderr, text: stdout + stderr }));
    });
  }
}

/** Throws in CI if python3, yubikit or python-fido2 cannot be had. Installs them into a per-user cache the first time (10 s). */
export async function requirePythonClients(): Promise<Requirement> {
  if (findProgram('python3') === undefined) return requirement(['python3 is not installed']);
  return interpreter().then(
    () => requirement([]),
    (error: Error) =>
      requirement([
        `yubikit and fido2 cannot be installed (Debian: python3-venv, python3-pyscard): ${lastLine(error.message)}`,
      ]),
  );
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';

let python: Promise<string> | undefined;
const interpreter = (): Promise<string> => (python ??= findInterpreter());

async function findInterpreter(): Promise<string> {
  if (await can('python3', imports)) return 'python3';
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'cardwright');
  const packages = Object.entries(versions);
  const environment = join(cache, ['python', ...packages.map(([name, version]) => `${name}-${version}`)].join('-'));
  const installed = join(environment, 'bin', 'python');
  if (existsSync(installed) && (await can(installed, imports))) return installed;
  // pyscard comes from Debian: PyPI has its source alone, which asks for a C compiler and headers. Another Python may be first on the PATH.
  const base = (await can('python3', 'import smartcard')) ? 'python3' : '/usr/bin/python3';
  await mkdir(cache, { recursive: true });
  const making = await mkdtemp(join(cache, 'python-'));
  try {
    await run(base, ['-m', 'venv', '--system-site-packages', making]);
    const pinned = packages.map(([name, version]) => `${name}==${version}`);
    await run(join(making, 'bin', 'python'), ['-m', 'pip', 'install', '-q', '--only-binary', 'pyscard', ...pinned]);
    // A second run at the same time finds the same thing in place.
    await rm(environment, { recursive: true, force: true });
    await rename(making, environment).catch(() => undefined);
  } finally {
    await rm(making, { recursive: true, force: true });
  }
  return installed;
}

const can = (interpreter: string, script: string): Promise<boolean> =>
  run(interpreter, ['-c', script]).then(
    () => true,
    () => false,
  );
