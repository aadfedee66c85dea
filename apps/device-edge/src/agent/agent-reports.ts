/**
 * Tells the server how the agent is: shortly after something of it has changed, and otherwise every few minutes, each agent at times of its own.
 * Whoever changed and changed back within that time has said nothing.
 */
import { agentReportEveryMs, type AgentReport, type AgentStatus } from '@cardwright/contracts/nats/edge.api';
import type { AgentPolicies } from '@cardwright/contracts/workstation/workstation';
import type { PolicyReport } from '../policies/policy-report.js';
import { settingNames } from '../policies/settings-table.js';

/** Several things change at once: a card in, then read. */
const settleMs = 1_500;
/** A change that many share, such as a policy of theirs, is not told in the same moment. */
const spreadMs = 2_000;

interface AgentReportsOptions {
  status: () => Promise<AgentStatus>;
  publish: (report: AgentReport) => void;
  background: (work: Promise<void>) => void;
  /** From 0 to 1. */
  random?: () => number;
}

export class AgentReports {
  private soon: NodeJS.Timeout | undefined;
  private beat: NodeJS.Timeout | undefined;
  /** undefined: the server was not met yet. */
  private said: string | undefined;
  private stopped = false;
  private readonly random: () => number;

  constructor(private readonly options: AgentReportsOptions) {
    this.random = options.random ?? Math.random;
  }

  /** The server was told all of it just now, by `agent.started`. */
  told(status: AgentStatus): void {
    this.note(reportOf(status));
  }

  /** Something may have changed. */
  changed(): void {
    if (this.stopped || this.said === undefined) return;
    this.soon ??= setTimeout(
      () => {
        this.soon = undefined;
        this.options.background(this.report('if changed'));
      },
      settleMs + spreadMs * this.random(),
    ).unref();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.soon);
    clearTimeout(this.beat);
  }

  private async report(when: 'if changed' | 'always'): Promise<void> {
    const report = reportOf(await this.options.status());
    if (when === 'if changed' && textOf(report) === this.said) return;
    this.note(report);
    this.options.publish(report);
  }

  private note(report: AgentReport): void {
    clearTimeout(this.beat);
    if (this.stopped) return;
    this.said = textOf(report);
    // Never later than the server expects it.
    const afterMs = agentReportEveryMs * (0.8 + 0.2 * this.random());
    this.beat = setTimeout(() => this.options.background(this.report('always')), afterMs).unref();
  }
}

export const policiesIn = ({ decisions, problems }: PolicyReport): AgentPolicies => ({
  settings: settingNames.map((name) => ({ name, value: decisions[name].value, source: decisions[name].source })),
  problems: problems.map(({ source, kind, setting }) => ({ source, kind, ...(setting !== undefined && { setting }) })),
});

const reportOf = (status: AgentStatus): AgentReport => ({
  ...status,
  readers: status.readers.map(({ readerName, cardPresent, unresponsive }) => ({
    readerName,
    cardPresent,
    ...(unresponsive === true && { unresponsive }),
  })),
});

const textOf = ({ clock: _, ...rest }: AgentReport): string => JSON.stringify(rest);
