/**
 * Keeps the trace of one card session until a batch takes it: bounded, redacted as apdu-trace.ts says, one text per APDU. It costs a
 * microsecond per APDU, so it always runs. The batch decides whether the trace leaves the workstation.
 */
import { formatApdu, type BatchTrace } from '@cardwright/contracts/card/apdu-trace';
import { numberToHex, toHex } from '@cardwright/card-protocol/bytes';
import type { ApduObserver } from './apdu/apdu-trace.js';

/** An issue has about 45, a card with 24 keys some hundreds. */
const apdusMax = 1_000;

export class ApduRecorder {
  private lines: string[] = [];
  private dropped = 0;

  readonly observe: ApduObserver = ({ cla, ins, p1, p2, lc, lr, extended, sw, durationMs, data }) => {
    if (this.lines.length >= apdusMax) {
      this.dropped++;
      return;
    }
    this.lines.push(
      formatApdu({
        headerHex: [cla, ins, p1, p2].map((byte) => numberToHex(byte, 2)).join(''),
        sent: lc,
        received: lr,
        extended,
        statusHex: sw === undefined ? null : numberToHex(sw, 4),
        durationMs,
        dataHex: data === undefined || data.length === 0 ? null : toHex(data).toUpperCase(),
      }),
    );
  };

  /** What was kept since the last time. */
  take(): BatchTrace {
    const taken = { apdus: this.lines, dropped: this.dropped };
    this.lines = [];
    this.dropped = 0;
    return taken;
  }
}
