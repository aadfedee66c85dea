/** `reasons`, `revocations` and `passkey-deletions`: why things are done to cards, and what the CA and relying parties still owe because of it (F08). */
import { type Command, Option } from 'commander';
import type { QueryOf } from '@cardwright/api-client/client';
import type { ReasonUse } from '@cardwright/contracts/card/reasons';
import { type PasskeyDeletionState, passkeyDeletionStates } from '@cardwright/contracts/nats/list-filters';
import type { ApiClient } from '../api/api-client.js';
import type { Runner } from './context.js';
import { deviceIdOf } from './find.js';
import { wholeNumber } from './options.js';
import { writeAll } from './write-all.js';

export function reasonCommands(program: Command, run: Runner): void {
  program
    .command('reasons')
    .description('the reasons catalogue')
    .command('list')
    .description('list reasons')
    .option(
      '--use <use>',
      'only those for suspend, resume, cancel (what `devices terminate` asks for), reprovision, pin-reset, lock, revoke, replace or update',
    )
    .action(
      run(async ({ api, output }, { use }: { use?: ReasonUse }) => {
        const { reasons } = await api.get('/api/v1/reasons', { params: { query: { use } } });
        output.table(reasons, {
          code: ({ code }) => code,
          reason: ({ title }) => title,
          'used for': ({ uses }) => uses.join(', '),
          certificates: ({ certificates }) => certificates,
          'needs words': ({ textNeeded }) => textNeeded,
          urgent: ({ urgent }) => urgent,
        });
      }),
    );
}

interface RevocationOptions {
  device?: string;
  open?: boolean;
}

export function revocationCommands(program: Command, run: Runner): void {
  const revocations = program.command('revocations').description('certificates that are to be revoked at the CA');
  revocationFilters(
    revocations.command('list').description('list what the CA still owes and what it has done, newest first'),
  )
    .option('--limit <n>', 'at most so many', wholeNumber, 100)
    .action(
      run(async ({ api, io, output }, { limit, ...options }: RevocationOptions & { limit: number }) => {
        output.table(await api.rows('/api/v1/revocations', { query: await revocationQuery(api, options) }, limit), {
          certificate: (row) => row.serialNumberHex,
          key: (row) => row.keyReference,
          issuer: (row) => row.issuerId,
          reason: (row) => row.reason,
          state: (row) => row.state,
          due: (row) => (row.doneAt === null ? timeLeft(row.dueAt, io.now()) : null),
          done: (row) => row.doneAt,
          asked: (row) => row.attempts,
          'last error': (row) => row.lastErrorCode,
        });
      }),
    );
  revocationFilters(revocations.command('export').description('write a list of revocations as CSV, all of it')).action(
    run(async ({ api, io }, options: RevocationOptions) =>
      writeAll(
        io,
        api.text(
          api.get('/api/v1/revocations/export', {
            params: { query: await revocationQuery(api, options) },
            parseAs: 'stream',
          }),
        ),
      ),
    ),
  );
}

interface PasskeyDeletionOptions {
  device?: string;
  state?: PasskeyDeletionState;
  limit: number;
}

export function passkeyDeletionCommands(program: Command, run: Runner): void {
  program
    .command('passkey-deletions')
    .description('passkeys that are to be deleted where they were registered')
    .command('list')
    .description('list what relying parties still owe and what they have done, newest first')
    .option('--device <device>', 'only those of this device')
    .addOption(new Option('--state <state>', 'only these').choices(passkeyDeletionStates))
    .option('--limit <n>', 'at most so many', wholeNumber, 100)
    .action(
      run(async ({ api, io, output }, { device, state, limit }: PasskeyDeletionOptions) => {
        const deviceId = device === undefined ? undefined : await deviceIdOf(api, device);
        output.table(await api.rows('/api/v1/passkey-deletions', { query: { deviceId, state } }, limit), {
          passkey: (row) => row.displayName,
          at: (row) => row.relyingParty,
          holder: (row) => row.personName,
          device: (row) => row.deviceLabel,
          why: (row) => row.why,
          state: (row) => row.state,
          due: (row) => (row.doneAt === null ? timeLeft(row.dueAt, io.now()) : null),
          done: (row) => row.doneAt,
          asked: (row) => row.attempts,
          'last error': (row) => row.lastErrorCode,
        });
      }),
    );
}

const revocationFilters = (command: Command): Command =>
  command
    .option('--device <device>', 'only those of this device')
    .option('--open', 'only those that the CA has not carried out yet');

async function revocationQuery(
  api: ApiClient,
  { device, open }: RevocationOptions,
): Promise<QueryOf<'/api/v1/revocations'>> {
  return { deviceId: device === undefined ? undefined : await deviceIdOf(api, device), open };
}

/** `in 17 h 40 min`, or how long it is overdue. */
export function timeLeft(dueAt: string, now: number): string {
  const minutes = Math.floor(Math.abs(Date.parse(dueAt) - now) / 60_000);
  const length = minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return Date.parse(dueAt) < now ? `overdue by ${length}` : `in ${length}`;
}
