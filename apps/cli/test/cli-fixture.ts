/** Runs command lines in this process against a real gateway; somebody at the keyboard is an array of answers. Specs only. */
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { makeStateDir } from '@cardwright/testing/state-dir';
import { type GatewayFixture, startGatewayFixture } from '../../gateway/test/gateway-fixture.js';
import type { Io } from '../src/terminal/io.js';
import { runCli } from '../src/run.js';

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
  /** stdout as JSON. */
  json: () => never;
}
export interface RunOptions {
  /** What is typed at hidden prompts, in order. With it somebody is there. */
  typed?: string[];
  /** What is said to yes-or-no questions, in order; then no. */
  confirmed?: boolean[];
  onStderr?: (text: string) => void;
  signal?: AbortSignal;
}

export class Cli {
  constructor(
    private readonly url: string,
    private readonly directory: string,
  ) {}

  async run(line: string | string[], options: RunOptions = {}): Promise<Ran> {
    const ran = { code: 0, stdout: '', stderr: '', json: (): never => JSON.parse(ran.stdout) as never };
    const typed = [...(options.typed ?? [])];
    const confirmed = [...(options.confirmed ?? [])];
    const io: Io = {
      stdout: (text) => void (ran.stdout += text),
      stderr: (text) => {
        ran.stderr += text;
        options.onStderr?.(text);
      },
      interactive: options.typed !== undefined,
      env: { CARDWRIGHT_CONFIG_DIR: this.directory },
      askHidden: (question) => {
        ran.stderr += `${question}\n`;
        const answer = typed.shift();
        return answer === undefined ? Promise.reject(new Error('nothing left to type')) : Promise.resolve(answer);
      },
      confirm: (question) => {
        ran.stderr += `${question}\n`;
        return Promise.resolve(confirmed.shift() ?? false);
      },
      signal: options.signal ?? new AbortController().signal,
      now: Date.now,
    };
    const argv = typeof line === 'string' ? line.split(' ') : line;
    ran.code = await runCli(['--url', this.url, ...argv], io);
    return ran;
  }

  /** Runs with an open file descriptor that gives the text; `{fd}` in the line is its number. */
  async runWithFd(line: string, text: string, options: RunOptions = {}): Promise<Ran> {
    const file = join(this.directory, '..', `fd-${process.pid}-${text.length}`);
    writeFileSync(file, text, { mode: 0o600 });
    const fd = openSync(file, 'r');
    try {
      return await this.run(line.replace('{fd}', String(fd)), options);
    } finally {
      closeSync(fd);
    }
  }
}

export interface SignedInCli {
  gateway: GatewayFixture;
  cli: Cli;
  stop(): Promise<void>;
}

/** A script's client with this role is signed in at a real gateway; what else issuance-svc answers, the spec says. */
export async function startSignedInCli(role: string): Promise<SignedInCli> {
  const gateway = await startGatewayFixture();
  const state = await makeStateDir('cli');
  const directory = join(state.path, 'config');
  await mkdir(directory);
  const cli = new Cli(gateway.publicUrl, directory);
  const me = { person: null, roles: [role], permissions: [], separationOfDuties: 'enforced' };
  gateway.answers.set('issuance me.get', () => me);
  await cli.runWithFd('login --client-credentials --secret-fd {fd}', gateway.scriptsSecret);
  return {
    gateway,
    cli,
    stop: async () => {
      await gateway.stop();
      await state.remove();
    },
  };
}
