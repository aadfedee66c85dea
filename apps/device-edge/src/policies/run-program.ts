/** A program of the operating system that reads policies. Behind a type, so that specs answer with recorded output. */
import { execFile } from 'node:child_process';

export interface ProgramResult {
  /** null: it could not be started, or did not end in time. */
  code: number | null;
  stdout: string;
  stderr: string;
}
export type RunProgram = (program: string, args: readonly string[]) => Promise<ProgramResult>;

/** Reading a few values takes milliseconds. */
const longestMs = 10_000;

export const runProgram: RunProgram = (program, args) =>
  new Promise((resolve) => {
    try {
      execFile(program, args, { timeout: longestMs, windowsHide: true }, (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
        resolve({ code, stdout, stderr: stderr === '' ? (error?.message ?? '') : stderr });
      });
    } catch (error) {
      // Node does not answer but throws where Windows forbids a program (`spawn UNKNOWN`).
      resolve({ code: null, stdout: '', stderr: (error as Error).message });
    }
  });
