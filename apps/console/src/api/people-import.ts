/** Sends a file of people as it is, in pieces where it is larger than one body; what its bytes mean is the server's to say. */
import type { ImportedPeople } from '@cardwright/contracts/nats/issuance.api';
import { api, sendBytes, unwrap } from './client.js';

/** What the REST API takes in one body. */
const oneBodyBytes = 5_000_000;

export interface ImportChoice {
  file: File;
  /** null: as the file itself says. */
  encoding: string | null;
}

/** dryRun: only checked, and how each column was understood. */
export async function importPeople({ file, encoding }: ImportChoice, dryRun: boolean): Promise<ImportedPeople> {
  const named = encoding === null ? {} : { encoding };
  if (file.size <= oneBodyBytes) {
    const query = new URLSearchParams(dryRun ? { dryRun: 'true' } : {});
    if (encoding !== null) query.set('encoding', encoding);
    return sendBytes<ImportedPeople>('POST', `/api/v1/people/import?${query.toString()}`, file, 'text/csv');
  }
  const { importId, pieceBytes } = await unwrap(api.POST('/api/v1/people/imports'));
  const path = { importId };
  try {
    let pieces = 0;
    for (let from = 0; from < file.size; from += pieceBytes) {
      const url = `/api/v1/people/imports/${importId}/pieces/${++pieces}`;
      await sendBytes('PUT', url, file.slice(from, from + pieceBytes), 'application/octet-stream');
    }
    const body = { pieces, dryRun, ...named };
    return await unwrap(api.POST('/api/v1/people/imports/{importId}/commit', { params: { path }, body }));
  } finally {
    await api.DELETE('/api/v1/people/imports/{importId}', { params: { path } }).catch(() => undefined);
  }
}
