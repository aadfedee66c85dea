/** How often the vault signs for the policy of a relying party to be read: for no card, so that nothing else limits it. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { Clock } from '../config/clock.js';

/** For one relying party. Each copy of issuance-svc keeps its access token for an hour. */
const mostAnHour = 12;
const hourMs = 3_600_000;

@Injectable()
export class PolicyReads {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Counts one more. Throws REQUEST_RATE_LIMITED {retryAfterSeconds}. */
  async count(relyingPartyId: string): Promise<void> {
    const now = this.clock.now();
    const rows: unknown[] = await this.dataSource.query(
      `insert into policy_assertions as it (relying_party, signed, since) values ($1, 1, $2)
       on conflict (relying_party) do update set
         signed = case when it.since > $3 then it.signed + 1 else 1 end,
         since = case when it.since > $3 then it.since else excluded.since end
       where it.since <= $3 or it.signed < $4
       returning 1`,
      [relyingPartyId, new Date(now), new Date(now - hourMs), mostAnHour],
    );
    if (rows.length > 0) return;
    const [{ since }]: [{ since: Date }] = await this.dataSource.query(
      'select since from policy_assertions where relying_party = $1',
      [relyingPartyId],
    );
    const retryAfterSeconds = Math.max(1, Math.ceil((since.getTime() + hourMs - now) / 1000));
    throw new CardwrightError('REQUEST_RATE_LIMITED', undefined, { retryAfterSeconds });
  }
}
