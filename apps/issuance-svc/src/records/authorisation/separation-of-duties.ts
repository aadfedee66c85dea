/**
 * Whether separation of duties holds in this installation (SEPARATION_OF_DUTIES), and the trail of it: a change of the setting and each
 * act that only `single-operator` allows are in the audit. A profile of PIV mode never has the rule waived (FIPS 201-3 section 2.7).
 */
import type { Role } from '@cardwright/contracts/access/role';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { appendRepeatable } from '@cardwright/service-kit/audit/repeated-entries';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { separatingRole, type ActorContext, type Target } from '../../domain/authorisation.js';
import type { Endpoint } from '../../domain/endpoints.js';
import type { Duties } from '../../domain/separation.js';
import { systemActor, type ChangeContext } from '../../persistence/change-context.js';

export const DUTIES = Symbol('DUTIES');
const settingObject = 'system:separation-of-duties';

@Injectable()
export class SeparationOfDuties implements OnModuleInit {
  private readonly logger = new Logger(SeparationOfDuties.name);

  constructor(
    private readonly database: DataSource,
    @Inject(DUTIES) readonly setting: Duties,
  ) {}

  /** Several copies start at once: one of them writes the row. */
  async onModuleInit(): Promise<void> {
    if (this.setting !== 'enforced')
      this.logger.warn('SEPARATION_OF_DUTIES=single-operator: one person may hold every duty. Not for production.');
    await inTransaction(this.database, async (manager) => {
      await manager.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [settingObject]);
      const [last]: { duties: string }[] = await manager.query(
        `SELECT details->>'duties' AS duties FROM audit_log WHERE object = $1 ORDER BY id DESC LIMIT 1`,
        [settingObject],
      );
      const before = last?.duties ?? 'enforced';
      if (before === this.setting) return;
      await appendAudit(manager, {
        tenantId: defaultTenantId,
        correlationId: 'start',
        actor: systemActor,
        action: 'separation-of-duties.set',
        object: settingObject,
        details: { duties: this.setting, before },
      });
    });
  }

  /** Whether the rule holds for this act. A waived rule is audited. */
  async forAct(actor: ActorContext, context: ChangeContext, endpoint: Endpoint, target: Target): Promise<Duties> {
    const role = await this.waived(actor, context.tenantId, endpoint, target);
    if (role === null) return 'enforced';
    await appendRepeatable(this.database.manager, {
      ...context,
      action: 'separation-of-duties.waived',
      object: target.personId ? `person:${target.personId}` : `endpoint:${endpoint}`,
      details: { role, endpoint },
    });
    return 'single-operator';
  }

  /** The role that would forbid it, if the rule were not waived here; null: nothing is waived. */
  async waived(actor: ActorContext, tenantId: string, endpoint: Endpoint, target: Target): Promise<Role | null> {
    if (this.setting === 'enforced' || !actor.signedIn) return null;
    const role = separatingRole(actor, endpoint, target);
    return role === null || (await this.isPivMode(tenantId, target.profileName)) ? null : role;
  }

  /** Every version counts: a newer version does not take a profile out of PIV mode while cards of an older version exist. */
  private async isPivMode(tenantId: string, profileName: string | null | undefined): Promise<boolean> {
    const [row]: { piv: boolean | null }[] = await this.database.query(
      `SELECT bool_or((definition->>'pivMode')::boolean) AS piv FROM credential_profile_version
       WHERE tenant_id = $1 AND name = $2`,
      [tenantId, profileName ?? null],
    );
    return row?.piv === true;
  }
}
