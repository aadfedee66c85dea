/**
 * The journal of one operation (one request): which batches came, which steps were begun and ended, and the answers, so
 * that a repeated batch is answered and not executed. Holds no secret: what a step makes is public or sealed to the vault.
 * Not the truth about the card: that is read from the card. Governing documents: design.md 2, faults.md 5, 11, 17, 18.
 */
import { canonicalJson } from '@cardwright/contracts/canonical-json';
import type { StepResult } from '@cardwright/contracts/card/card-step';
import { CardwrightError, type WireError } from '@cardwright/contracts/errors/cardwright-error';
import type { BatchRequest, BatchResult } from '@cardwright/contracts/nats/edge.api';
import { createHash } from 'node:crypto';
import { JsonLinesFile, type OpenAppendFile } from './json-lines-file.js';

export type JournalRow =
  | { row: 'batch'; at: string; batchId: string; payloadSha256: string; deviceId: string; fencingToken: number }
  | { row: 'begin'; batchId: string; index: number; kind: string; sealedOperationPin?: string }
  | { row: 'end'; batchId: string; index: number; result?: StepResult; error?: WireError }
  | { row: 'answer'; batchId: string; result: BatchResult };

export type BatchHistory =
  { state: 'unknown' } | { state: 'done'; result: BatchResult } | { state: 'interrupted'; result: BatchResult };

interface BatchRecord {
  payloadSha256: string;
  deviceId: string;
  steps: StepResult[];
  failure?: { index: number; error: WireError };
  sealedOperationPin?: string;
  answer?: BatchResult;
}

/**
 * What makes two batches the same. Left out: the sealed secrets (sealing is randomised, and they are bound to the batch
 * id by their header), the time to live, the fencing token (a renewed lease of the same request may ask again), and the
 * vault's signature over all of it.
 */
export function batchPayloadSha256(batch: BatchRequest): string {
  const { sealedSecrets, ttlMs, leaseMs, sentAt, lease, trace, signedBatch, ...payload } = batch;
  void [sealedSecrets, ttlMs, leaseMs, sentAt, trace, signedBatch];
  const identity = { ...payload, requestId: lease.requestId, deviceId: lease.deviceId };
  return createHash('sha256').update(canonicalJson(identity)).digest('hex');
}

export class OperationJournal {
  private readonly batches = new Map<string, BatchRecord>();

  private constructor(private readonly file: JsonLinesFile<JournalRow>) {
    for (const row of file.rows) this.apply(row);
    // Only the records are kept: with parsed answers as well, a long operation would hold every answer twice.
    file.rows.length = 0;
  }

  /** Throws EDGE_JOURNAL_UNAVAILABLE. */
  static async open(path: string, openFile?: OpenAppendFile): Promise<OperationJournal> {
    return new OperationJournal(await JsonLinesFile.open<JournalRow>(path, openFile));
  }

  /** No batch of this operation was ever begun here. */
  get isEmpty(): boolean {
    return this.batches.size === 0;
  }

  /** EDGE_BATCH_CONFLICT when this id was used for another payload or device. */
  history(batchId: string, expected?: { payloadSha256: string; deviceId: string }): BatchHistory {
    const record = this.batches.get(batchId);
    if (record === undefined) return { state: 'unknown' };
    if (expected && (record.payloadSha256 !== expected.payloadSha256 || record.deviceId !== expected.deviceId))
      throw new CardwrightError('EDGE_BATCH_CONFLICT', undefined, { batchId });
    if (record.answer !== undefined) return { state: 'done', result: { ...record.answer, replayed: true } };
    return { state: 'interrupted', result: partialAnswer(batchId, record) };
  }

  /** On the disk before it returns: no APDU of a batch goes out that a restart would not know of. */
  beginBatch(batch: BatchRequest, payloadSha256: string, at: string): Promise<void> {
    const { deviceId, fencingToken } = batch.lease;
    return this.write({ row: 'batch', at, batchId: batch.batchId, payloadSha256, deviceId, fencingToken });
  }

  /**
   * On the disk before it returns, and with it the end of the step before: nothing is done to the card of which a power cut
   * could leave no trace. sealedOperationPin: there before the PIN is on the card, so that a cut between the two loses nothing.
   */
  beginStep(batchId: string, index: number, kind: string, sealedOperationPin?: string): Promise<void> {
    return this.write({ row: 'begin', batchId, index, kind, ...(sealedOperationPin && { sealedOperationPin }) });
  }

  /**
   * The record counts even if the disk refuses it now: the step did happen, and this process can still say so. It reaches
   * the disk with the next row, before anything else happens to the card: half the syncs of an issue, nothing less known.
   */
  async endStep(batchId: string, index: number, outcome: { result?: StepResult; error?: WireError }): Promise<void> {
    const row: JournalRow = { row: 'end', batchId, index, ...outcome };
    this.apply(row);
    await this.file.note(row);
    this.file.rows.length = 0;
  }

  async answer(result: BatchResult): Promise<void> {
    const row: JournalRow = { row: 'answer', batchId: result.batchId, result };
    this.apply(row);
    await this.file.append(row);
    this.file.rows.length = 0;
  }

  close = (): Promise<void> => this.file.close();

  private async write(row: JournalRow): Promise<void> {
    await this.file.append(row);
    this.file.rows.length = 0;
    this.apply(row);
  }

  private apply(row: JournalRow): void {
    if (row.row === 'batch') {
      const { payloadSha256, deviceId } = row;
      this.batches.set(row.batchId, { payloadSha256, deviceId, steps: [] });
      return;
    }
    const record = this.batches.get(row.batchId);
    if (record === undefined) return;
    if (row.row === 'begin' && row.sealedOperationPin !== undefined) record.sealedOperationPin = row.sealedOperationPin;
    if (row.row === 'end' && row.result !== undefined) record.steps.push(row.result);
    if (row.row === 'end' && row.error !== undefined) record.failure = { index: row.index, error: row.error };
    if (row.row === 'answer') record.answer = row.result;
  }
}

function partialAnswer(batchId: string, { steps, failure, sealedOperationPin }: BatchRecord): BatchResult {
  const sum = (pick: (step: StepResult) => number): number => steps.reduce((total, step) => total + pick(step), 0);
  return {
    batchId,
    results: steps,
    ...(failure && { failure }),
    ...(sealedOperationPin !== undefined && { sealedOperationPin }),
    apdus: sum((step) => step.apdus),
    durationMs: sum((step) => step.durationMs),
    replayed: true,
  };
}
