/** `certificates`: those of all cards that one may see, as a list and as a file. */
import type { Command } from 'commander';
import type { Runner } from './context.js';
import { certificateFilters, type CertificateListOptions, certificateQuery } from './list-options.js';
import { wholeNumber } from './options.js';
import { writeAll } from './write-all.js';

export function certificateCommands(program: Command, run: Runner): void {
  const certificates = program.command('certificates').description('certificates of all cards');
  certificateFilters(certificates.command('list').description('list certificates, newest first'))
    .option('--limit <n>', 'at most so many', wholeNumber, 100)
    .action(
      run(
        async (
          { api, output },
          query: string | undefined,
          { limit, ...options }: CertificateListOptions & { limit: number },
        ) =>
          output.table(await api.rows('/api/v1/certificates', { query: certificateQuery(query, options) }, limit), {
            serial: ({ serialNumberHex }) => serialNumberHex,
            status: ({ status }) => status,
            slot: ({ keyReference }) => keyReference,
            holder: ({ personName }) => personName,
            card: ({ deviceLabel }) => deviceLabel,
            profile: ({ profileName }) => profileName,
            until: ({ notAfter }) => notAfter,
          }),
      ),
    );
  certificateFilters(
    certificates.command('export').description('write a list of certificates as CSV, all of it'),
  ).action(
    run(async ({ api, io }, query: string | undefined, options: CertificateListOptions) =>
      writeAll(
        io,
        api.text(
          api.get('/api/v1/certificates/export', {
            params: { query: certificateQuery(query, options) },
            parseAs: 'stream',
          }),
        ),
      ),
    ),
  );
}
