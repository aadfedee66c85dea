/**
 * Follows a saga to its end, or to where only a person can go on: shows its progress, asks for the PIN when it is waited
 * for and a source is given, and returns the exit code. Decides nothing else.
 */
import type { Answer } from '@cardwright/api-client/client';
import type { SagaProgress } from '@cardwright/contracts/nats/issuance.api';
import { isFinalState } from '@cardwright/contracts/workflow/final-states';
import type { ApiClient } from '../api/api-client.js';
import type { CommandContext } from './context.js';
import { type ExitCode, exitCode } from './exit-codes.js';
import { ProgressView } from '../terminal/progress-view.js';
import type { PinSource } from '../pin/pin-source.js';
import { supplyPin } from '../pin/supply-pin.js';
import { sagaEvents } from '../api/saga-events.js';

export interface WatchOptions {
  /** undefined: the PIN is somebody else's to give, and is waited for. */
  pin?: PinSource | undefined;
  /** Stays while the saga is parked: somebody else removes the reason. */
  patient?: boolean | undefined;
}

export async function watchSaga(
  context: CommandContext,
  requestId: string,
  options: WatchOptions = {},
): Promise<ExitCode> {
  const view = new ProgressView(context.io, context.output.json);
  try {
    return await follow(context, requestId, options, view);
  } catch (error) {
    view.pause();
    if (context.io.signal.aborted) context.output.note(`The saga goes on: cardwright sagas watch ${requestId}`);
    throw error;
  }
}

async function follow(
  context: CommandContext,
  requestId: string,
  options: WatchOptions,
  view: ProgressView,
): Promise<ExitCode> {
  const { api, io } = context;
  const answered = new Set<string>();
  for await (const row of sagaEvents(api, requestId, io.signal)) {
    view.show(row);
    if (!mayNeedPerson(row)) continue;
    // The row may be history: what counts is how the saga stands now.
    const { saga } = await sagaOf(api, requestId);
    if (row.state === 'AWAITING_USER' && saga.awaiting === 'pin' && options.pin !== undefined) {
      view.pause();
      await supplyPin(context, requestId, options.pin, answered);
    } else if (!options.patient && isParked(saga.state, io.interactive)) {
      view.pause();
      return report(context, saga);
    }
  }
  view.pause();
  return report(context, (await sagaOf(api, requestId)).saga);
}

const sagaOf = (api: ApiClient, requestId: string) =>
  api.get('/api/v1/sagas/{requestId}', { params: { path: { requestId } } });
const mayNeedPerson = (row: SagaProgress): boolean => ['AWAITING_USER', 'FAILED', 'INTERRUPTED'].includes(row.state);
/** Whoever sits here may put the card back in; a script cannot. */
const isParked = (state: string, interactive: boolean): boolean =>
  state === 'FAILED' || (state === 'INTERRUPTED' && !interactive);

export function report(
  { output }: Pick<CommandContext, 'output'>,
  saga: Answer<'/api/v1/sagas/{requestId}', 'get'>['saga'],
): ExitCode {
  const text = [saga.sentence, saga.errorMessage].filter(Boolean).join(' ');
  if (output.json) output.line(JSON.stringify({ saga }));
  else output.line(`${saga.state}  ${text}`);
  if (saga.state === 'COMPLETED') return exitCode.ok;
  if (saga.finishedAt !== null || isFinalState(saga.state)) return exitCode.failed;
  output.note(`Parked. When the reason is gone: cardwright sagas retry ${saga.requestId}`);
  return exitCode.waitingForPerson;
}
