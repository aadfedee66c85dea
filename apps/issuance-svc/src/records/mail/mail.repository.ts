/**
 * The mails of all copies of this service: news is gathered into mails, a mail is claimed by one copy for a time and settled by it. Gathering and
 * claiming happen one after the other over all copies, behind one lock of the database, because both count what the others did.
 */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import type { MailFacts, MailKind } from '../../domain/mail-facts.js';

/** A mail that this copy alone sends now. */
export interface ClaimedMail {
  mailId: string;
  tenantId: string;
  personId: string;
  /** With this one. */
  tries: number;
  displayName: string;
  email: string | null;
  /** The oldest first; what came too late to be of use is left out. */
  notices: { kind: MailKind; facts: MailFacts }[];
}

/** answer: of the relay, without its words. again: not before this time. */
export type MailOutcome =
  { state: 'sent' } | { state: 'refused'; answer: string } | { state: 'queued'; answer: string; again: Date };

/** Any number that nobody else uses for such a lock in this schema. */
const lock = 'SELECT pg_advisory_xact_lock(715001)';
const gatheredAtOnce = 1_000;

@Injectable()
export class MailRepository {
  constructor(private readonly database: DataSource) {}

  /**
   * Puts what waits into one mail for each person, page by page. Who has had as many mails as a day allows waits until the first of them is a day
   * old. A person without an address gets none. False: nothing was left.
   */
  gather(perPersonAndDay: number): Promise<boolean> {
    return inTransaction(this.database, async (manager) => {
      await manager.query(lock);
      const page: { personId: string }[] = await manager.query(
        `SELECT person_id AS "personId" FROM mail_notice WHERE state = 'waiting' AND gather_until <= now()
         ORDER BY gather_until LIMIT $1`,
        [gatheredAtOnce],
      );
      const people = [...new Set(page.map(({ personId }) => personId))];
      await this.leaveOut(manager, people, perPersonAndDay);
      await manager.query(
        `WITH ready AS (
           SELECT gen_random_uuid() AS mail_id, tenant_id, person_id, kind = 'test' AS test,
             min(CASE kind WHEN 'activity' THEN 1 WHEN 'test' THEN 1 WHEN 'due-soon' THEN 3 ELSE 2 END) AS urgency
           FROM mail_notice WHERE person_id = ANY ($1) AND state = 'waiting'
           GROUP BY tenant_id, person_id, kind = 'test' HAVING min(gather_until) <= now()
         ), mails AS (
           INSERT INTO mail (mail_id, tenant_id, person_id, urgency) SELECT mail_id, tenant_id, person_id, urgency FROM ready
         )
         UPDATE mail_notice SET state = 'in-mail', mail_id = ready.mail_id FROM ready
         WHERE mail_notice.person_id = ready.person_id AND mail_notice.tenant_id = ready.tenant_id
           AND mail_notice.state = 'waiting' AND (mail_notice.kind = 'test') = ready.test`,
        [people],
      );
      return page.length === gatheredAtOnce;
    });
  }

  /** What is of no use any more, what has no address, and what has to wait for another day. */
  private async leaveOut(manager: EntityManager, people: readonly string[], perPersonAndDay: number): Promise<void> {
    await manager.query(
      `UPDATE mail_notice SET state = CASE WHEN email IS NULL THEN 'no-address' ELSE 'dropped' END FROM person
       WHERE mail_notice.person_id = ANY ($1) AND mail_notice.state = 'waiting' AND person.person_id = mail_notice.person_id
         AND (email IS NULL OR drop_after <= now())`,
      [people],
    );
    await manager.query(
      `UPDATE mail_notice SET gather_until = full_day.ends FROM (
         SELECT person_id, (array_agg(created_at ORDER BY created_at DESC))[$2] + interval '1 day' AS ends
         FROM mail WHERE person_id = ANY ($1) AND created_at > now() - interval '1 day'
         GROUP BY person_id HAVING count(*) >= $2
       ) full_day
       WHERE mail_notice.person_id = full_day.person_id AND mail_notice.state = 'waiting' AND mail_notice.kind <> 'test'`,
      [people, perPersonAndDay],
    );
  }

  /** The next mail whose time has come; null: there is none, or as many as a minute allows were tried within the last. */
  claim(perMinute: number, leaseMs: number): Promise<ClaimedMail | null> {
    return inTransaction(this.database, async (manager) => {
      await manager.query(lock);
      const [claimed]: [Omit<ClaimedMail, 'notices'>[], number] = await manager.query(
        `UPDATE mail SET tries = tries + 1, tried_at = now(), claimed_until = now() + $2 * interval '1 millisecond'
         FROM person WHERE person.person_id = mail.person_id AND mail_id = (
           SELECT mail_id FROM mail WHERE state = 'queued' AND not_before <= now()
             AND (claimed_until IS NULL OR claimed_until <= now())
             AND $1 > (SELECT count(*) FROM mail WHERE tried_at > now() - interval '1 minute')
           ORDER BY urgency, not_before LIMIT 1)
         RETURNING mail_id AS "mailId", mail.tenant_id AS "tenantId", mail.person_id AS "personId", tries, display_name AS "displayName", email`,
        [perMinute, leaseMs],
      );
      const [mail] = claimed;
      return mail === undefined ? null : { ...mail, notices: await this.notices(manager, mail.mailId) };
    });
  }

  private async notices(manager: EntityManager, mailId: string): Promise<ClaimedMail['notices']> {
    await manager.query(
      `UPDATE mail_notice SET state = 'dropped' WHERE mail_id = $1 AND state = 'in-mail' AND drop_after <= now()`,
      [mailId],
    );
    return manager.query(
      `SELECT kind, facts FROM mail_notice WHERE mail_id = $1 AND state = 'in-mail' ORDER BY notice_id`,
      [mailId],
    );
  }

  /** Does nothing once the claim is over: another copy may have the mail. */
  async settle({ mailId, tries }: ClaimedMail, outcome: MailOutcome | { state: 'given-up' }): Promise<void> {
    await this.database.query(
      `UPDATE mail SET state = $3, answer = coalesce($4, answer), not_before = coalesce($5, not_before), claimed_until = NULL,
         sent_at = CASE WHEN $3 = 'sent' THEN now() END
       WHERE mail_id = $1 AND tries = $2 AND state = 'queued'`,
      [
        ...[mailId, tries, outcome.state],
        'answer' in outcome ? outcome.answer : null,
        'again' in outcome ? outcome.again : null,
      ],
    );
  }
}
