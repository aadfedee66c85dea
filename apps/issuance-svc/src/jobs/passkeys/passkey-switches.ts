/** Switches the passkeys of suspended cards off at relying parties that can, and on again; for as long as it takes, as deletions are. */
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { LeaderWork } from '@cardwright/service-kit/leader-work';
import { systemActor } from '../../persistence/change-context.js';
import { PasskeySuspensions, type PasskeySwitch } from '../../records/passkeys/passkey-suspensions.js';
import { SagaRecords } from '../../records/requests/saga-records.js';
import { RelyingParties } from '../../relying-parties/relying-parties.js';
import { SAGA_PACE, type SagaPace } from '../../sagas/run/saga-pace.js';
import { withoutLease } from '../../relying-parties/without-lease.js';

const atOnce = 20;

@Injectable()
export class PasskeySwitches extends LeaderWork {
  constructor(
    private readonly database: DataSource,
    private readonly suspensions: PasskeySuspensions,
    private readonly records: SagaRecords,
    private readonly parties: RelyingParties,
    @Inject(SAGA_PACE) private readonly pace: SagaPace,
  ) {
    super({ dataSource: database, lock: 'cardwright-issuance-passkey-switches', intervalMs: pace.passkeyDeletionsMs });
  }

  async round(): Promise<boolean> {
    for (const row of await this.suspensions.due(atOnce))
      await this.switch(row).catch(async (error: unknown) => {
        const { requestId, relyingParty } = row;
        this.logger.warn({ err: error, requestId, relyingParty }, 'a passkey is not switched yet');
        await this.suspensions.again(row, this.pace.passkeyDeletionAgainMs);
      });
    return false;
  }

  private async switch(row: PasskeySwitch): Promise<void> {
    const { requestId, deviceId, tenantId, correlationId, relyingParty, providerId, wanted } = row;
    const party = this.parties.get(relyingParty);
    if (party.switch === undefined) throw new TypeError(`${relyingParty} switches no passkeys`);
    const { context, holder } = withoutLease(row, await this.records.person(row.personId));
    await party.switch(context, holder, providerId, wanted);
    await inTransaction(this.database, async (manager) => {
      if (!(await this.suspensions.settleIn(manager, row))) return;
      await appendAudit(manager, {
        ...{ tenantId, correlationId, actor: systemActor },
        action: wanted ? 'passkey.disabled' : 'passkey.enabled',
        object: `request:${requestId}`,
        details: { deviceId, relyingParty, providerId },
      });
    });
  }
}
