/** Stored traces as they are shown: each APDU with the step it belongs to, command and status word in words. Pure. */
import { parseApdu, type SagaTrace, type TraceBatch, type TracedApdu } from '@cardwright/contracts/card/apdu-trace';
import { fromHex } from '@cardwright/card-protocol/bytes';
import { describeCommand } from '@cardwright/card-protocol/piv/describe-command';
import { describeStatus } from '@cardwright/card-protocol/iso7816/status-word';
import type { StoredTrace, TraceRow } from './trace-store.js';

export function sagaTraceOf(
  saga: Pick<SagaTrace, 'requestId' | 'deviceId' | 'identityText' | 'modelId'>,
  rows: readonly TraceRow[],
): SagaTrace {
  const batches = rows.map(batchOf);
  const all = batches.flatMap(({ apdus }) => apdus);
  return {
    ...saga,
    apdus: all.length + batches.reduce((sum, { dropped }) => sum + dropped, 0),
    durationMs: Math.round(all.reduce((sum, { durationMs }) => sum + durationMs, 0)),
    batches,
  };
}

function batchOf({ batch_id: batchId, workstation_id: workstationId, at, trace }: TraceRow): TraceBatch {
  const apdus = trace.apdus.flatMap((line) => parseApdu(line) ?? []);
  return {
    batchId,
    workstationId,
    at: at.toISOString(),
    dropped: trace.dropped,
    apdus: apdus.map((apdu, index) => ({ ...apdu, step: stepAt(trace, index), ...wordsOf(apdu) })),
  };
}

/** APDUs are assigned by the steps' own counts. The rest belongs to the step that failed, which reports no count. */
function stepAt({ steps, opening }: StoredTrace, index: number): TraceBatch['apdus'][number]['step'] {
  if (index < opening) return 'open';
  let at = opening;
  for (const { kind, apdus } of steps) {
    if (index < at + apdus) return kind;
    at += apdus;
  }
  return 'failed-step';
}

function wordsOf({ headerHex, dataHex, statusHex }: TracedApdu): { command: string; status: string } {
  return {
    command: describeCommand(fromHex(headerHex), fromHex(dataHex ?? '')),
    status:
      statusHex === null ? 'no answer: the link was lost' : describeStatus(Number.parseInt(statusHex, 16)).slice(5),
  };
}
