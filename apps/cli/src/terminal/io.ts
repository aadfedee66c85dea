/** Where a run of the CLI reads and writes: the process's own streams, or a spec's. */
import { confirm, password } from '@inquirer/prompts';

export interface Io {
  stdout: (text: string) => void;
  stderr: (text: string) => void;
  /** Somebody is there to be asked, and lines may be drawn over. */
  interactive: boolean;
  env: Readonly<Record<string, string | undefined>>;
  /** Asks without showing what is typed. */
  askHidden: (question: string) => Promise<string>;
  /** Yes or no; no unless somebody says otherwise. */
  confirm: (question: string) => Promise<boolean>;
  signal: AbortSignal;
  now: () => number;
}

export const processIo = (signal: AbortSignal): Io => ({
  stdout: (text) => void process.stdout.write(text),
  stderr: (text) => void process.stderr.write(text),
  interactive: process.stdin.isTTY === true && process.stderr.isTTY === true,
  env: process.env,
  // Questions go to stderr: stdout may be a pipe that somebody parses.
  askHidden: (message) => password({ message, mask: '*' }, { output: process.stderr, signal }),
  confirm: (message) => confirm({ message, default: false }, { output: process.stderr, signal }),
  signal,
  now: Date.now,
});
