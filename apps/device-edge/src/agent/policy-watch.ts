/**
 * What the policies of this computer say, looked at again while the agent runs: administrators change them, and nobody starts a service again
 * for it. A look reads a few small files, or asks the registry.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { Log } from '../log/log.js';
import type { Policies } from '../policies/policies.js';
import { policyReport, type PolicyReport } from '../policies/policy-report.js';
import { problemText } from '../policies/policy-source.js';
import { trafficHold, type TrafficHold } from '../policies/traffic-hold.js';
import type { UpdateRules } from '../updates/rules.js';

const lookEveryMs = 60_000;

interface PolicyWatchOptions {
  read: () => Promise<Policies>;
  enrolledUrl: string;
  log: Log;
}

export class PolicyWatch {
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();
  private changed: () => Promise<void> = () => Promise.resolve();

  private constructor(
    private readonly options: PolicyWatchOptions,
    private now: Policies,
  ) {
    this.tell();
  }

  static async open(options: PolicyWatchOptions): Promise<PolicyWatch> {
    return new PolicyWatch(options, await options.read());
  }

  get report(): PolicyReport {
    return policyReport(this.now, this.options.enrolledUrl);
  }

  get jitterMs(): number {
    return this.now.settings.updateCheckJitterSeconds * 1_000;
  }

  /** Throws EDGE_POLICY_INVALID, EDGE_ENROLLED_ELSEWHERE or EDGE_SERVER_MISSING where nothing is sent. */
  requireOpen(): void {
    if (this.hold !== undefined) throw CardwrightError.fromWire(this.hold.error);
  }

  /** Why nothing is sent; undefined: nothing is in the way. */
  get hold(): TrafficHold | undefined {
    return trafficHold(this.now, this.options.enrolledUrl);
  }

  rules(): UpdateRules {
    const { cardAutoUpdate, updateCheckMinutes, repromptMinutes } = this.now.settings;
    return {
      automatic: cardAutoUpdate && this.hold === undefined,
      intervalMs: updateCheckMinutes * 60_000,
      repromptMs: repromptMinutes === null ? null : repromptMinutes * 60_000,
    };
  }

  /** changed: other policies hold now. */
  start(changed: () => Promise<void>): void {
    this.changed = changed;
    // Keeps the process alive too: without a connection nothing else does.
    this.timer = setInterval(() => void this.look(), lookEveryMs);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Resolves when what was found is in force. One look at a time. */
  look(): Promise<void> {
    this.looking = this.looking
      .then(async () => {
        const next = await this.options.read();
        if (JSON.stringify(next) === JSON.stringify(this.now)) return;
        this.now = next;
        this.tell();
        await this.changed();
      })
      .catch((error: Error) => this.options.log('warn', 'policies not read', { reason: error.message }));
    return this.looking;
  }

  private tell(): void {
    const { log } = this.options;
    for (const problem of this.now.problems) log('warn', problemText(problem), { code: problem.code });
    const { hold } = this;
    if (hold !== undefined) log('warn', `nothing is sent: ${hold.error.message}`, { code: hold.error.code });
    const { settings } = this.now;
    log('info', 'policies', { ...settings });
  }
}
