/**
 * Traces of the latest batches, for an answer that has to be given again (F05): the journal on the disk answers what happened to the
 * card, this memory how. Bounded, and gone with the process. Redacted before it gets here. Governing document: docs/apdu-trace.md.
 */
import type { BatchTrace } from '@cardwright/contracts/card/apdu-trace';
import type { BatchResult } from '@cardwright/contracts/nats/edge.api';

/** APDUs of all of them, about 80 bytes each: every batch that a busy workstation may be asked for again. */
const apdusMax = 5_000;

export class KeptTraces {
  /** By batch id, oldest first. */
  private readonly traces = new Map<string, BatchTrace>();
  private apdus = 0;

  keep(batchId: string, trace: BatchTrace): void {
    this.forget(batchId);
    this.traces.set(batchId, trace);
    this.apdus += trace.apdus.length;
    for (const oldest of this.traces.keys()) {
      if (this.apdus <= apdusMax || oldest === batchId) break;
      this.forget(oldest);
    }
  }

  /** The answer with the trace of its batch, where it is still known. */
  addTo(result: BatchResult): BatchResult {
    const trace = this.traces.get(result.batchId);
    return trace === undefined ? result : { ...result, trace };
  }

  private forget(batchId: string): void {
    this.apdus -= this.traces.get(batchId)?.apdus.length ?? 0;
    this.traces.delete(batchId);
  }
}
