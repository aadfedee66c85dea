/**
 * A saga's progress for people: on a terminal one bar that is drawn over and a line per finished stage; elsewhere a line
 * whenever the sentence changes; with --json one JSON object per row.
 */
import type { SagaProgress } from '@cardwright/contracts/nats/issuance.api';
import type { Io } from './io.js';
import { clean } from './output.js';

const width = 24;

export class ProgressView {
  private sentence = '';
  private drawn = false;

  constructor(
    private readonly io: Io,
    private readonly json: boolean,
  ) {}

  show(row: SagaProgress): void {
    if (this.json) return this.io.stdout(`${JSON.stringify(row)}\n`);
    const changed = row.sentence !== this.sentence;
    if (this.io.interactive) {
      if (changed && this.sentence !== '') this.io.stderr(`\r\u001b[2K  ${this.sentence}\n`);
      const done = Math.round((Math.max(0, Math.min(100, row.percent)) / 100) * width);
      const bar = '█'.repeat(done) + '░'.repeat(width - done);
      const step = row.step ? ` · ${row.step.kind}${row.step.subject ? ` ${row.step.subject}` : ''}` : '';
      this.io.stderr(
        `\r\u001b[2K${bar} ${String(Math.round(row.percent)).padStart(3)} %  ${clean(row.sentence)}${step}`,
      );
      this.drawn = true;
    } else if (changed) this.io.stderr(`${String(Math.round(row.percent)).padStart(3)} %  ${clean(row.sentence)}\n`);
    this.sentence = clean(row.sentence);
  }

  /** Leaves the bar as it stands, so that what follows begins on a line of its own. */
  pause(): void {
    if (this.drawn) this.io.stderr('\n');
    this.drawn = false;
    this.sentence = '';
  }
}
