/**
 * What the policies of this computer say, looked at again while the agent runs: administrators change them, and nobody starts a service again
 * for it. A look reads a few small files, or asks the registry.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { Log } from '../log/log.js';
import type { Policies } from '../policies/policies.js';
import { policyReport, type PolicyReport } from '../policies/policy-report.js';
import { problemWords } from '../policies/policy-source.js';
import { trafficHold, type TrafficHold } from '../policies/traffic-hold.js';
import type { ServerRules, UpdateRules } from '../updates/rules.js';
import { narrowed } from './server-narrowing.js';

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
  /** Of its last answer. */
  private server: ServerRules = { off: false, leastMinutes: null };

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
    return policyReport(narrowed(this.now, this.server), this.options.enrolledUrl);
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

  /** Answers whether it is something new. */
  serverSaid(rules: ServerRules): boolean {
    const isNew = rules.off !== this.server.off || rules.leastMinutes !== this.server.leastMinutes;
    this.server = rules;
    return isNew;
  }

  /** A server that has switched updates off is asked all the same: nothing else says when it is over. */
  rules(): UpdateRules {
    const { cardAutoUpdate, repromptMinutes } = this.now.settings;
    const { updateCheckMinutes } = narrowed(this.now, this.server).settings;
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
    for (const problem of this.now.problems) log('warn', problemWords(problem).text, { code: problem.code });
    const { hold } = this;
    if (hold !== undefined) log('warn', `nothing is sent: ${hold.error.message}`, { code: hold.error.code });
    const { settings } = this.now;
    log('info', 'policies', { ...settings });
  }
}
