/** "Usually 38 s; 211 of 212 succeeded": of the sagas of a kind of update. Counted anew every ten minutes, not for each offer. */
import { Injectable } from '@nestjs/common';
import { updateKinds, type UpdateKind } from '@cardwright/contracts/update/update-kinds';
import { Clock } from '../config/clock.js';
import { SagaRunRepository } from '../persistence/saga-run.repository.js';
import type { SagaRecord } from './offer-view.js';

const countedAgainMs = 10 * 60_000;
/** Fewer are no experience. */
const fewest = 5;

@Injectable()
export class SagaFiguresCache {
  private readonly counted = new Map<string, { at: number; record: SagaRecord }>();

  constructor(
    private readonly runs: SagaRunRepository,
    private readonly clock: Clock,
  ) {}

  async of(tenantId: string, kind: UpdateKind): Promise<SagaRecord> {
    const type = updateKinds[kind].saga;
    const key = `${tenantId} ${type}`;
    const now = this.clock.now();
    const known = this.counted.get(key);
    // Clocks jump back, too.
    if (known !== undefined && Math.abs(now - known.at) < countedAgainMs) return known.record;
    const { medianSeconds, succeeded, of } = await this.runs.figures(tenantId, type, new Date(now));
    const record =
      medianSeconds === null || of < fewest ? null : { medianSeconds: Math.round(medianSeconds), succeeded, of };
    this.counted.set(key, { at: now, record });
    return record;
  }
}
