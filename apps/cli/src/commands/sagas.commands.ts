/** `sagas`: what is going on with a card, and what a person decides about it. */
import type { Command } from 'commander';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { SagaRow } from '@cardwright/contracts/nats/issuance.api';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { makeRecipientKey, openInitialPin } from '@cardwright/sealing/initial-pin';
import { makeTemporaryPinKey, openTemporaryPin } from '@cardwright/sealing/temporary-pin';
import type { CommandContext, CommandResult, Runner } from './context.js';
import { supplyPin } from '../pin/supply-pin.js';
import { watchSaga } from './watch-saga.js';
import { workstationIdOf } from './find.js';
import { sagaFilters, type SagaListOptions, sagaQuery } from './list-options.js';
import { writeAll } from './write-all.js';
import { fileDescriptor, pinFdHelp, pinSource, wholeNumber } from './options.js';

export function sagaCommands(program: Command, run: Runner): void {
  const sagas = program.command('sagas').description('running and finished work on cards');
  sagaFilters(sagas.command('list').description('list sagas, newest first'))
    .option('--limit <n>', 'at most so many', wholeNumber, 50)
    .action(
      run(async ({ api, output }, { limit, ...options }: SagaListOptions & { limit: number }) =>
        output.table(await api.rows('/api/v1/sagas', { query: sagaQuery(options) }, limit), {
          saga: (saga) => saga.requestId,
          type: (saga) => saga.type,
          state: (saga) => saga.state,
          '%': (saga) => saga.percent,
          person: (saga) => saga.personName,
          at: (saga) => saga.workstationId,
          now: (saga) => saga.sentence,
        }),
      ),
    );
  sagaFilters(sagas.command('export').description('write a list of sagas as CSV, all of it')).action(
    run(async ({ api, io }, options: SagaListOptions) =>
      writeAll(
        io,
        api.text(api.get('/api/v1/sagas/export', { params: { query: sagaQuery(options) }, parseAs: 'stream' })),
      ),
    ),
  );
  one(sagas, 'show', 'show one saga with what has happened').action(run(show));
  one(sagas, 'watch', 'follow a saga until it ends or needs a person')
    .option('--pin-fd <n>', pinFdHelp, fileDescriptor)
    .option('--patient', 'stay while it is parked, until somebody has removed the reason')
    .action(
      run((context, requestId: string, { pinFd, patient }: { pinFd?: number; patient?: boolean }) =>
        // Only whoever names a source gives the PIN: watching must not take it from the holder.
        watchSaga(context, requestId, { pin: pinFd === undefined ? undefined : pinSource(context, pinFd), patient }),
      ),
    );
  one(sagas, 'retry', 'go on with a parked saga, once its reason is gone')
    .option('--workstation <name>', 'go on at this workstation: name or id')
    .option('--pin-fd <n>', pinFdHelp, fileDescriptor)
    .option('--no-watch', 'do not follow it')
    .action(run(retry));
  one(sagas, 'cancel', 'stop a saga, or withdraw a request that waits; `sagas show` says what that does')
    .requiredOption('--reason-text <text>', 'goes into the audit')
    .action(
      run(async ({ api, output }, requestId: string, { reasonText }: { reasonText: string }) => {
        const reply = await api.post('/api/v1/sagas/{requestId}/cancel', {
          params: { path: { requestId } },
          body: { reasonText },
        });
        output.result(reply, () => output.line(reply.effect));
      }),
    );
  one(sagas, 'pin', 'give the PIN that a saga waits for')
    .option('--pin-fd <n>', pinFdHelp, fileDescriptor)
    .action(run(pin));
  one(sagas, 'skip-pin', 'leave the PIN for later: the card ends PENDING_ACTIVATION').action(
    run(async ({ api, output }, requestId: string) => {
      const reply = await api.post('/api/v1/sagas/{requestId}/skip-pin', { params: { path: { requestId } } });
      output.result(reply, () => output.line(reply.saga.sentence));
    }),
  );
  one(
    sagas,
    'temporary-pin',
    'show the PIN that a card with one PIN has while its passkey is made; it is of no use once its holder has chosen one; audited',
  ).action(run(temporaryPin));
  one(
    sagas,
    'reveal-initial-pin',
    'show the initial PIN of a card, activated or not, as long as its holder has not chosen another; audited',
  )
    .requiredOption('--reason-text <text>', 'goes into the audit')
    .action(run(revealInitialPin));
}

const one = (sagas: Command, name: string, description: string): Command =>
  sagas.command(name).description(description).argument('<saga>', 'request id');

async function show({ api, output }: CommandContext, requestId: string): Promise<void> {
  const { saga } = await api.get('/api/v1/sagas/{requestId}', { params: { path: { requestId } } });
  const { rows } = await api.get('/api/v1/sagas/{requestId}/timeline', { params: { path: { requestId } } });
  output.fields(
    { saga, timeline: rows },
    {
      saga: saga.requestId,
      type: saga.type,
      state: saga.state,
      now: saga.sentence,
      ...(saga.errorCode ? { error: `${saga.errorCode}: ${saga.errorMessage}` } : {}),
      ...(saga.stuckReason ? { 'waits for': saga.stuckReason } : {}),
      ...(saga.reinsertion ? { 'put in again': reinsertionText(saga.reinsertion) } : {}),
      device: saga.deviceId,
      person: saga.personName,
      profile: saga.profileName && `${saga.profileName} v${saga.profileVersion}`,
      workstation: saga.workstationId,
      'round trips': saga.roundTrips,
      APDUs: saga.apdus,
      'asked by': saga.requestedBy,
      begun: saga.createdAt,
      ended: saga.finishedAt,
      'can be done': saga.actions.join(', ') || 'nothing',
      ...(saga.cancelEffect ? { 'if cancelled': saga.cancelEffect } : {}),
    },
  );
  if (output.json) return;
  output.line();
  const shown = rows.filter(({ kind }) => kind !== 'step');
  output.table(shown, {
    at: (row) => row.at,
    '%': (row) => row.percent,
    state: (row) => row.state,
    what: (row) => row.sentence,
    code: (row) => row.code ?? '',
  });
}

function reinsertionText({ state, certificates, remindedAt }: NonNullable<SagaRow['reinsertion']>): string {
  const missing = certificates.filter(({ seen }) => !seen).map(({ keyReference }) => keyReference);
  return [
    state,
    ...(state === 'NOT_SEEN' ? [`programs do not see ${missing.join(', ')}`] : []),
    ...(remindedAt === null ? [] : [`reminded ${remindedAt}`]),
  ].join('; ');
}

async function retry(
  context: CommandContext,
  requestId: string,
  options: { workstation?: string; pinFd?: number; watch: boolean },
): Promise<CommandResult> {
  const { api } = context;
  const workstationId = options.workstation === undefined ? undefined : await workstationIdOf(api, options.workstation);
  const { saga } = await api.post('/api/v1/sagas/{requestId}/retry', {
    params: { path: { requestId } },
    body: { workstationId },
  });
  if (options.watch) return watchSaga(context, requestId, { pin: pinSource(context, options.pinFd) });
  context.output.result(saga, () => context.output.line(saga.sentence));
}

async function pin(context: CommandContext, requestId: string, { pinFd }: { pinFd?: number }): Promise<void> {
  const source = pinSource(context, pinFd);
  if (source === undefined)
    throw new CardwrightError(
      'REQUEST_INVALID',
      onlyInEnglish('There is no terminal to ask for the PIN: use --pin-fd'),
    );
  const reply = await supplyPin(context, requestId, source);
  // The card is being opened again, and asks with another key when it is.
  if (reply === null) throw new CardwrightError('PIN_KEY_EXPIRED');
  context.output.result(reply, () => context.output.line('The PIN is on its way to the card.'));
}

async function temporaryPin({ api, output }: CommandContext, requestId: string): Promise<void> {
  const { saga } = await api.get('/api/v1/sagas/{requestId}', { params: { path: { requestId } } });
  const { publicJwk: recipientJwk, privateKey } = await makeTemporaryPinKey();
  const { jwe } = await api.post('/api/v1/sagas/{requestId}/temporary-pin', {
    params: { path: { requestId } },
    body: { recipientJwk },
  });
  const shown = await openTemporaryPin(jwe, privateKey, saga);
  output.result({ temporaryPin: shown }, () => output.line(shown));
}

async function revealInitialPin(
  { api, output }: CommandContext,
  requestId: string,
  { reasonText }: { reasonText: string },
): Promise<void> {
  const { publicJwk: recipientJwk, privateKey } = await makeRecipientKey();
  const { jwe } = await api.post('/api/v1/sagas/{requestId}/reveal-initial-pin', {
    params: { path: { requestId } },
    body: { recipientJwk, reasonText },
  });
  const initialPin = await openInitialPin(jwe, privateKey);
  output.result({ initialPin }, () => output.line(initialPin));
}
