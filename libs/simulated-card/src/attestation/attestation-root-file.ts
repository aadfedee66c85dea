/** A root that several simulated cards share, kept in a file with its private key: for evaluation and tests, as the cards are. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AttestationRoot } from './attestation.js';

/** Made (0600) where it is not there. Throws TypeError for a file without certificate and key. */
export async function openAttestationRoot(file: string): Promise<AttestationRoot> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text !== undefined) return AttestationRoot.fromPem(text);
  const root = await AttestationRoot.create();
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, root.toPem(), { mode: 0o600, flag: 'wx' });
  return root;
}
