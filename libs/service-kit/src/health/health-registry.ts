/** What must work before a service takes requests: named checks that the service's parts register. Injectable. */
import { Injectable } from '@nestjs/common';

export type HealthCheck = () => Promise<void> | void;
export interface HealthReport {
  ready: boolean;
  checks: Record<string, 'ok' | 'failed'>;
}

/** A dependency that does not answer within this time is not ready. */
const checkTimeoutMs = 2_000;

@Injectable()
export class HealthRegistry {
  private readonly checks = new Map<string, HealthCheck>();
  private stopping = false;

  /** `check` throws or rejects when its dependency does not work. The reason is not shown: /readyz has no sign-in. */
  register(name: string, check: HealthCheck): void {
    this.checks.set(name, check);
  }

  /** From now on not ready, so that balancers look elsewhere while the last requests end. */
  markStopping(): void {
    this.stopping = true;
  }

  async report(): Promise<HealthReport> {
    const results = await Promise.all(
      [...this.checks].map(async ([name, check]) => [name, await outcome(check)] as const),
    );
    const checks: HealthReport['checks'] = Object.fromEntries(results);
    return { ready: !this.stopping && results.every(([, result]) => result === 'ok'), checks };
  }
}

async function outcome(check: HealthCheck): Promise<'ok' | 'failed'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new Error('late')), checkTimeoutMs)));
  try {
    await Promise.race([Promise.resolve().then(check), late]);
    return 'ok';
  } catch {
    return 'failed';
  } finally {
    clearTimeout(timer);
  }
}
