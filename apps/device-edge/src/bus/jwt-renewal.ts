/**
 * Renews the agent's JWT at half of its life. A failure is no alarm: there are two weeks left, and it is tried again at
 * the next look. Governing document: design.md 3.
 */
import type { Log } from '../log/log.js';
import { assertSuccessor, isRenewalDue, jwtTimes } from './credentials.js';

/** Short against two weeks, long against the cost: a comparison of two numbers. */
const lookEveryMs = 30 * 60_000;

export interface JwtRenewalOptions {
  jwt: string;
  renew: () => Promise<{ jwt: string }>;
  save: (jwt: string) => Promise<void>;
  /** Takes the new one into use on the live connection. */
  use: () => Promise<void>;
  log: Log;
  now: () => Date;
}

export class JwtRenewal {
  private current: string;
  private timer: NodeJS.Timeout | undefined;
  private renewing: Promise<boolean> | undefined;
  /** By a clock that never jumps. */
  private renewedAtMs = -Infinity;

  constructor(private readonly options: JwtRenewalOptions) {
    this.current = options.jwt;
  }

  get jwt(): string {
    return this.current;
  }

  start(): void {
    this.timer = setInterval(() => void this.check(), lookEveryMs).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /**
   * True when it was renewed now. One that is due again at once only looks so, by a clock that is weeks ahead (fault 19): each
   * renewal reconnects, and each connection checks.
   */
  async check(): Promise<boolean> {
    if (performance.now() - this.renewedAtMs < lookEveryMs) return false;
    return isRenewalDue(jwtTimes(this.current), this.options.now().getTime()) && this.renew();
  }

  /** Without looking whether it is due; joins one under way. True when it was renewed. */
  renew(): Promise<boolean> {
    return (this.renewing ??= this.renewOnce().finally(() => (this.renewing = undefined)));
  }

  private async renewOnce(): Promise<boolean> {
    const { options } = this;
    try {
      const { jwt } = await options.renew();
      assertSuccessor(this.current, jwt);
      await options.save(jwt);
      this.current = jwt;
      this.renewedAtMs = performance.now();
      options.log('info', 'NATS credential renewed');
      await options.use();
      return true;
    } catch (error) {
      options.log('warn', 'NATS credential not renewed yet', {
        reason: error instanceof Error ? error.message : 'unknown',
      });
      return false;
    }
  }
}
