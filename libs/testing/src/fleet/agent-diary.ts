/** What an agent of a fleet says in its log, with times: when it was cut off and back, what its checks were answered. */
import type { Log } from '@cardwright/device-edge/log/log';
import type { AgentReport } from './words.js';

/** So that a run of hours does not keep every line. */
const warningsKept = 20;

export class AgentDiary {
  private readonly lostAt: number[] = [];
  private readonly backAt: number[] = [];
  private readonly checks: AgentReport['checks'] = [];
  private readonly warnings: string[] = [];
  private insertedAt: number | undefined;

  readonly log: Log = (level, message, fields = {}) => {
    const at = Date.now();
    if (message === 'connection to the server lost, trying again') this.lostAt.push(at);
    else if (message === 'connected to the server again') this.backAt.push(at);
    else if (message === 'update check') this.checked(String(fields['answer']));
    else if (message === 'update check failed') this.checked(`failed ${String(fields['code'])}`);
    else if (level !== 'info' && this.warnings.length < warningsKept)
      this.warnings.push(`${message} ${JSON.stringify(fields)}`);
  };

  checked(answer: string): void {
    const at = Date.now();
    this.checks.push({ at, answer, afterMs: this.insertedAt === undefined ? null : at - this.insertedAt });
    this.insertedAt = undefined;
  }

  inserted(): void {
    this.insertedAt = Date.now();
  }

  report(): Pick<AgentReport, 'lostAt' | 'backAt' | 'checks' | 'warnings'> {
    const { lostAt, backAt, checks, warnings } = this;
    return { lostAt, backAt, checks, warnings };
  }
}
