/**
 * For which cards the vault has signed a registration while their lease was open. Such a card's passkeys are deleted without a lease: it may be lost, and
 * compared without one: nothing is written then. For no other card is anything signed without one, and for each only so often.
 */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { Clock } from '../config/clock.js';

/** For one card at one relying party, for each purpose. Whoever asks keeps its access token for an hour. */
const mostAnHour = 12;
const hourMs = 3_600_000;

/** What is signed without a lease, by the column that counts it. */
export type WithoutLease = 'deletions' | 'comparisons';

@Injectable()
export class AssertedCards {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** In the transaction that audits the signature. */
  async noteIn(manager: EntityManager, relyingPartyId: string, deviceId: string): Promise<void> {
    await manager.query(
      `insert into asserted_cards (relying_party, device_id, asserted_at) values ($1, $2, $3)
       on conflict (relying_party, device_id) do update set asserted_at = excluded.asserted_at`,
      [relyingPartyId, deviceId, new Date(this.clock.now())],
    );
  }

  /** Counts one more. Throws VAULT_LEASE_REQUIRED, REQUEST_RATE_LIMITED {retryAfterSeconds}. */
  async count(what: WithoutLease, relyingPartyId: string, deviceId: string): Promise<void> {
    const now = this.clock.now();
    const name = [relyingPartyId, deviceId];
    const [rows]: [unknown[], number] = await this.dataSource.query(
      `update asserted_cards set ${what} = case when ${what}_since > $3 then ${what} + 1 else 1 end,
         ${what}_since = case when ${what}_since > $3 then ${what}_since else $4::timestamptz end
       where relying_party = $1 and device_id = $2 and (${what}_since is null or ${what}_since <= $3 or ${what} < $5)
       returning 1`,
      [...name, new Date(now - hourMs), new Date(now), mostAnHour],
    );
    if (rows.length > 0) return;
    const [known]: [{ since: Date }?] = await this.dataSource.query(
      `select ${what}_since as since from asserted_cards where relying_party = $1 and device_id = $2`,
      name,
    );
    if (known === undefined)
      throw new CardwrightError(
        'VAULT_LEASE_REQUIRED',
        onlyInEnglish('Nothing was registered for this card under a lease'),
      );
    const retryAfterSeconds = Math.max(1, Math.ceil((known.since.getTime() + hourMs - now) / 1000));
    throw new CardwrightError('REQUEST_RATE_LIMITED', undefined, { retryAfterSeconds });
  }
}
