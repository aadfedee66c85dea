/** What commands on one card have in common: how it is named, where it is, and how the saga that they started is followed. */
import type { Command } from 'commander';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { Answer } from '@cardwright/api-client/client';
import type { ReasonCode } from '@cardwright/contracts/card/reasons';
import { onlyInEnglish } from '@cardwright/contracts/said';
import type { ApiClient } from '../api/api-client.js';
import type { CommandContext, CommandResult } from './context.js';
import type { PinSource } from '../pin/pin-source.js';
import { report, watchSaga } from './watch-saga.js';
import { deviceIdOf, workstationIdOf } from './find.js';
import { pinSource } from './options.js';

export interface At {
  workstation: string;
  reader?: string;
}
export interface Reasoned {
  reason: ReasonCode;
  reasonText?: string;
}
/** What every request that starts a saga answers. */
export type Started = Answer<'/api/v1/devices/{deviceId}/issue', 'post'>;

export const deviceArgument = 'device id, card identity (<scheme>:<value>) or label';

export const at = (command: Command): Command =>
  command
    .requiredOption('--workstation <name>', 'where the card is: name or id')
    .option('--reader <name>', 'which one, where several hold a card; a known card is found by its identity');

export const withReason = (command: Command): Command =>
  command
    .requiredOption('--reason <code>', 'code of the reasons catalogue (`reasons list`)')
    .option('--reason-text <text>', 'why, in words: some reasons need it; goes into the audit');

/** The parameters of an operation on one card. */
export const ofDevice = async (api: ApiClient, device: string) => ({
  params: { path: { deviceId: await deviceIdOf(api, device) } },
});

export const placeOf = async (api: ApiClient, { workstation, reader }: At) => ({
  workstationId: await workstationIdOf(api, workstation),
  readerName: reader,
});
export const reasonOf = ({ reason, reasonText }: Reasoned) => ({ reason, reasonText });

/**
 * Where the holder's new PIN will come from. Asked before anything is started: a script would wait for a PIN that nobody can type.
 * Throws REQUEST_INVALID, naming the ways out.
 */
export function pinFor(
  context: CommandContext,
  { pinFd, watch }: { pinFd?: number; watch: boolean },
  ways = '--pin-fd or --no-watch',
): PinSource | undefined {
  const pin = pinSource(context, pinFd);
  if (watch && pin === undefined)
    throw new CardwrightError('REQUEST_INVALID', onlyInEnglish(`There is no terminal to ask for the PIN: use ${ways}`));
  return pin;
}

/** To the end of the saga with its exit code, or with `--no-watch` only its id. */
export async function follow(
  context: CommandContext,
  { saga }: Started,
  watch: boolean,
  pin?: PinSource,
): Promise<CommandResult> {
  if (watch) return watchSaga(context, saga.requestId, { pin });
  if (context.output.json) return void report(context, saga);
  context.output.line(saga.requestId);
}
