/** The deployment code that whoever sets up computers leaves for the agent, until it has enrolled. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnrolmentCode } from '@cardwright/contracts/workstation/enrolment-code';
import { configFolder } from './config-folder.js';

export const deploymentCodeFile = (): string =>
  process.env['CARDWRIGHT_DEPLOYMENT_CODE_FILE'] ?? join(configFolder(), 'deployment-code');

/** absent: there is no file, or none that this user may know of. */
export type FoundCode =
  | { found: 'absent' }
  | { found: 'unreadable'; reason: string }
  | { found: 'no-code' }
  | { found: 'code'; code: string };

/** Never throws, and never says what is in a file that holds no code. */
export async function readDeploymentCode(path = deploymentCodeFile()): Promise<FoundCode> {
  let text: string;
  try {
    text = (await readFile(path, 'utf8')).trim();
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown';
    return reason === 'ENOENT' || reason === 'ENOTDIR' ? { found: 'absent' } : { found: 'unreadable', reason };
  }
  return parseEnrolmentCode(text)?.deployment === true ? { found: 'code', code: text } : { found: 'no-code' };
}

/** It may enrol others, so it does not stay. Answers false where it has to: this user may neither remove nor empty the file. */
export async function removeDeploymentCode(path = deploymentCodeFile()): Promise<boolean> {
  return rm(path, { force: true }).then(
    () => true,
    () =>
      writeFile(path, '').then(
        () => true,
        () => false,
      ),
  );
}
