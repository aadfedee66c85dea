/** What there is to tell a person by mail: written in the transaction of its cause, gathered and sent later (jobs/mail). Without mail, nothing. */
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ISSUANCE_CONFIG, type IssuanceConfig } from '../../config/config.js';
import type { MailFacts, MailKind } from '../../domain/mail-facts.js';

export interface MailNotice {
  tenantId: string;
  personId: string;
  deviceId: string | null;
  kind: MailKind;
  facts: MailFacts;
  /** The same cause is told once. */
  causeKey: string;
  /** After this time nobody has any use for it; default: by its kind. */
  dropAfter?: Date;
}

const hourMs = 3600_000;
/** So late a mail is still of use. */
const usefulMs: Readonly<Record<MailKind, number>> = {
  activity: 72 * hourMs,
  done: 72 * hourMs,
  'due-soon': 48 * hourMs,
  'last-day': 24 * hourMs,
  test: hourMs / 4,
};

@Injectable()
export class MailNotices {
  constructor(@Inject(ISSUANCE_CONFIG) private readonly config: Pick<IssuanceConfig, 'mail'>) {}

  get areOn(): boolean {
    return this.config.mail !== null;
  }

  /** False: told already, or there is no mail. */
  async add(manager: EntityManager, notice: MailNotice): Promise<boolean> {
    const { mail } = this.config;
    if (mail === null) return false;
    const { tenantId, personId, deviceId, kind, facts, causeKey } = notice;
    const now = Date.now();
    const gatherUntil = new Date(kind === 'test' ? now : now + mail.gatherMs);
    const dropAfter = notice.dropAfter ?? new Date(now + usefulMs[kind]);
    const [added]: [unknown?] = await manager.query(
      `INSERT INTO mail_notice (tenant_id, person_id, device_id, kind, facts, cause_key, gather_until, drop_after)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (tenant_id, cause_key) DO NOTHING RETURNING notice_id`,
      [tenantId, personId, deviceId, kind, JSON.stringify(facts), causeKey, gatherUntil, dropAfter],
    );
    return added !== undefined;
  }
}
