/** Runs a program to its end and gives back its output; on failure the output is in the error. */
import { spawn } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/**
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, inherit?: boolean }} [options] inherit: the terminal sees its output
 * @returns {Promise<string>} standard output (empty with inherit)
 */
export function run(command, args, options = {}) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? root,
      env: options.env ?? process.env,
      stdio: options.inherit ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let errors = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (errors += chunk));
    child.once('error', fail);
    child.once('close', (code) => {
      if (code === 0) return done(output);
      const tail = `${output}${errors}`.trim().split('\n').slice(-40).join('\n');
      return fail(
        Object.assign(new Error(`${command} ${args.join(' ')} ended with ${code}\n${tail}`), { output, code }),
      );
    });
  });
}
