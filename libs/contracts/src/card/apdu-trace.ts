/**
 * The trace of what went over the link to a card (F05), redacted by the agent before it leaves the workstation: command header,
 * lengths, status word, time, and the data of the few commands whose data is never a secret. One text per APDU on the wire, because
 * there are thousands. Governing document: docs/apdu-trace.md.
 */
import type { CardStepKind } from './card-step.js';

/**
 * `00CB3FFF 5x 61 9000 2.3 5C035FC102`: header, bytes sent (`x`: extended length), bytes received, status word (`----`: no answer
 * came), milliseconds, data where it may be shown.
 */
export type ApduLine = string;

export interface TracedApdu {
  headerHex: string;
  /** Bytes of data in the command and in the answer. */
  sent: number;
  received: number;
  extended: boolean;
  /** null: the link was lost. */
  statusHex: string | null;
  durationMs: number;
  /** Upper-case hex; a beginning only, where the rest is redacted. null: nothing may be shown, or there was none. */
  dataHex: string | null;
}

export function formatApdu(apdu: TracedApdu): ApduLine {
  const { headerHex, sent, received, extended, statusHex, durationMs, dataHex } = apdu;
  const line = `${headerHex} ${sent}${extended ? 'x' : ''} ${received} ${statusHex ?? '----'} ${durationMs.toFixed(1)}`;
  return dataHex === null ? line : `${line} ${dataHex}`;
}

const shape = /^([0-9A-F]{8}) (\d{1,5})(x?) (\d{1,5}) ([0-9A-F]{4}|----) (\d+\.\d)(?: ([0-9A-F]+))?$/;

/** null for a line that is none. */
export function parseApdu(line: ApduLine): TracedApdu | null {
  const match = shape.exec(line);
  if (match === null) return null;
  const [, headerHex, sent, extended, received, status, durationMs, dataHex] = match;
  return {
    headerHex: headerHex!,
    sent: Number(sent),
    received: Number(received),
    extended: extended === 'x',
    statusHex: status === '----' ? null : status!,
    durationMs: Number(durationMs),
    dataHex: dataHex ?? null,
  };
}

/** What the agent answers with a batch. */
export interface BatchTrace {
  apdus: ApduLine[];
  /** APDUs beyond the limit of one batch, which are not recorded. */
  dropped: number;
}

/** One batch of a saga's trace, as it is shown. */
export interface TraceBatch {
  batchId: string;
  workstationId: string;
  at: string;
  dropped: number;
  apdus: (TracedApdu & {
    /** What the agent was at: a step, or reading the card when the batch opened it. */
    step: CardStepKind | 'open' | 'failed-step';
    /** The command in words: `GET DATA 5FC102`. */
    command: string;
    /** The status word in words. */
    status: string;
  })[];
}
export interface SagaTrace {
  requestId: string;
  deviceId: string;
  identityText: string;
  modelId: string;
  apdus: number;
  durationMs: number;
  batches: TraceBatch[];
}
