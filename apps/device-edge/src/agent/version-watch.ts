/** What the server says of versions (requirement B12), asked at every connection. It is logged and written down when it is something else than before. */
import type { ServerVersions } from '@cardwright/contracts/workstation/versions';
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { Log } from '../log/log.js';
import { versionReport, versionText, type VersionReport } from '../server/version-report.js';

interface VersionWatchOptions {
  ask: () => Promise<ServerVersions>;
  changed: () => void;
  log: Log;
}

export class VersionWatch {
  private current = versionReport();
  private asking: Promise<void> | undefined;

  constructor(private readonly options: VersionWatchOptions) {}

  get report(): VersionReport {
    return this.current;
  }

  /** Does not reject: a server that does not answer is asked at the next occasion, and what it said before stands. */
  ask(): Promise<void> {
    this.asking ??= this.askOnce().finally(() => (this.asking = undefined));
    return this.asking;
  }

  /** A check was not answered because this agent is too old. */
  refused(said: Partial<ServerVersions>): void {
    this.heard(said);
  }

  /** A check was answered: so this agent is new enough, or will be said to be. */
  served(): void {
    if (this.current.state !== 'supported') void this.ask();
  }

  private async askOnce(): Promise<void> {
    try {
      this.heard(await this.options.ask());
    } catch (error) {
      const code = isCardwrightError(error) ? error.code : 'INTERNAL';
      this.options.log('info', 'the server did not say its version', { code });
    }
  }

  private heard(said: Partial<ServerVersions>): void {
    const { log, changed } = this.options;
    const report = versionReport(said);
    if (versionText(report) === versionText(this.current)) return;
    this.current = report;
    const ok = report.state === 'supported' || report.state === 'unknown';
    log(ok ? 'info' : 'warn', versionText(report), report.state === 'agent-outdated' ? { code: 'EDGE_OUTDATED' } : {});
    changed();
  }
}
