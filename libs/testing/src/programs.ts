/**
 * Looks for programs that a spec needs. When one is missing, the spec fails with CI=true and is skipped with its reason elsewhere: a green
 * run must never mean that nothing ran.
 */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface Requirement {
  available: boolean;
  /** What is missing; empty if nothing is. */
  reason: string;
}

/** Full path, or undefined. Debian keeps daemons in /usr/sbin, which is not on everybody's PATH. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

/** `(requirePrograms(['pcscd']).available ? describe : describe.skip)(...)`. Throws in CI. */
export function requirePrograms(names: readonly string[]): Requirement {
  return requirement(names.filter((name) => findProgram(name) === undefined).map((name) => `${name} is not installed`));
}

/** Any other need, as sentences of what is missing. With CI=true it throws if there is one. */
export function requirement(missing: readonly string[]): Requirement {
  const reason = missing.join('; ');
  if (missing.length > 0 && isContinuousIntegration()) throw new Error(`needed in CI: ${reason}`);
  if (missing.length > 0) process.stderr.write(`skipped: ${reason}\n`);
  return { available: missing.length === 0, reason };
}

const isContinuousIntegration = (): boolean => process.env['CI'] === 'true';

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
