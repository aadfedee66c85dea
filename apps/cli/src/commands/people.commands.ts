/** `people`: who cards are issued to; imported from files as directories and spreadsheets write them. */
import type { Command } from 'commander';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ImportedFile, ImportedPeople } from '@cardwright/contracts/nats/issuance.api';
import { onlyInEnglish } from '@cardwright/contracts/said';
import type { ApiClient } from '../api/api-client.js';
import type { Runner } from './context.js';
import type { Output } from '../terminal/output.js';
import { type PeopleListOptions, peopleFilters, peopleQuery } from './list-options.js';
import { onePersonCommands } from './one-person.commands.js';
import { wholeNumber } from './options.js';
import { readBytes } from './read-file.js';
import { writeAll } from './write-all.js';

/** What the REST API takes in one body. */
const oneBodyBytes = 5_000_000;

interface Limited {
  limit: number;
}

interface ImportOptions {
  dryRun?: boolean;
  preview?: boolean;
  encoding?: string;
}

export function peopleCommands(program: Command, run: Runner): void {
  const people = program.command('people').description('people who hold cards');
  peopleFilters(people.command('list').description('list people'))
    .option('--limit <n>', 'at most so many', wholeNumber, 100)
    .action(
      run(async ({ api, output }, query: string | undefined, { limit, ...options }: PeopleListOptions & Limited) =>
        output.table(await api.rows('/api/v1/people', { query: peopleQuery(query, options) }, limit), {
          'external id': (person) => person.externalId,
          name: (person) => person.displayName,
          'e-mail': (person) => person.email,
          unit: (person) => person.organizationalUnit,
          enabled: (person) => person.enabled,
          id: (person) => person.personId,
        }),
      ),
    );
  peopleFilters(people.command('export').description('write a list of people as CSV, all of it')).action(
    run(async ({ api, io }, query: string | undefined, options: PeopleListOptions) =>
      writeAll(
        io,
        api.text(
          api.get('/api/v1/people/export', { params: { query: peopleQuery(query, options) }, parseAs: 'stream' }),
        ),
      ),
    ),
  );
  onePersonCommands(people, run);
  people
    .command('import')
    .description('import people from a CSV file; one wrong row and nothing is imported')
    .argument('<file>', 'CSV with a header line, separated by commas, semicolons or tabs; - for standard input')
    .option('--dry-run', 'only check')
    .option('--preview', 'only check, and show how each column was understood')
    .option(
      '--encoding <name>',
      'of a file that is not UTF-8 and does not say so itself: windows-1252, windows-1250 ...',
    )
    .action(
      run(async ({ api, output }, file: string, options: ImportOptions) => {
        try {
          const reply = await importFile(api, readBytes(file), options);
          const { created, updated, unchanged } = reply;
          if (options.preview === true && reply.file !== undefined) showFile(output, reply, reply.file);
          else output.fields(reply, { created, updated, unchanged });
        } catch (error) {
          throw withoutFile(error, output);
        }
      }),
    );
}

/** In pieces where the file is larger than one body: nothing counts before all of them are there. */
async function importFile(api: ApiClient, bytes: Buffer, options: ImportOptions): Promise<ImportedPeople> {
  const { encoding } = options;
  const dryRun = options.dryRun === true || options.preview === true;
  if (bytes.length <= oneBodyBytes) {
    const query = new URLSearchParams({
      ...(dryRun && { dryRun: 'true' }),
      ...(encoding !== undefined && { encoding }),
    });
    const path = `/people/import${query.size > 0 ? `?${query.toString()}` : ''}`;
    return api.send<ImportedPeople>('POST', path, bytes, 'text/csv');
  }
  const begun = await api.post('/api/v1/people/imports');
  const { importId, pieceBytes, maximumPieces } = begun;
  const pieces = Math.ceil(bytes.length / pieceBytes);
  if (pieces > maximumPieces)
    throw new CardwrightError(
      'REQUEST_TOO_LARGE',
      onlyInEnglish(`The file has more than ${(pieceBytes * maximumPieces) / 1e6} MB: divide it`),
    );
  try {
    for (let number = 1; number <= pieces; number++) {
      const piece = bytes.subarray((number - 1) * pieceBytes, number * pieceBytes);
      await api.send('PUT', `/people/imports/${importId}/pieces/${number}`, piece, 'application/octet-stream');
    }
    const body = { pieces, dryRun, ...(encoding !== undefined && { encoding }) };
    return await api.post('/api/v1/people/imports/{importId}/commit', { params: { path: { importId } }, body });
  } finally {
    // The server throws it away by itself after an hour.
    await api.delete('/api/v1/people/imports/{importId}', { params: { path: { importId } } }).catch(() => undefined);
  }
}

function showFile(output: Output, reply: unknown, file: ImportedFile): void {
  const { created, updated, unchanged } = reply as ImportedPeople;
  output.result(reply, () => {
    output.line(howItWasRead(file));
    output.line();
    output.table(file.columns, {
      'column of the file': ({ header }) => header || '(no name)',
      'read as': ({ column }) => column,
      values: ({ filled }) => filled,
      changed: ({ changed }) => changed,
      examples: ({ examples }) => examples.join(' | '),
    });
    output.line();
    output.line(`Would create ${created}, update ${updated}, leave ${unchanged} as they are.`);
  });
}

function howItWasRead({ encoding, delimiter, headerLine, rows, blankRows }: ImportedFile): string {
  const name = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars' }[delimiter] ?? `"${delimiter}"`;
  return `${encoding}, separated by ${name}, header on line ${headerLine}, ${rows} rows, ${blankRows} blank`;
}

/** A rejected file: how it was read goes before what is wrong with it, and not into the list of details. */
function withoutFile(error: unknown, output: Output): unknown {
  if (!isCardwrightError(error, 'PERSON_IMPORT_REJECTED') || output.json) return error;
  const { file, ...details } = error.details as { file?: ImportedFile };
  if (file === undefined) return error;
  output.note(howItWasRead(file));
  return new CardwrightError(error.code, onlyInEnglish(error.message), details, error);
}
