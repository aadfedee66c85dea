/** Which mail is whose turn, on a real database and with nobody who sends: the limit of a minute and what goes first, over all copies. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Reminder } from '@cardwright/contracts/update/reminder';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { MailNotices, type MailNotice } from '../../src/records/mail/mail-notices.js';
import { MailReminders } from '../../src/records/mail/reminders.js';
import { MailRepository } from '../../src/records/mail/mail.repository.js';
import type { MailKind } from '../../src/domain/mail-facts.js';
import { startRecordsService, type RecordsService } from '../support/records-service.js';

describe('the queue of mails', () => {
  let service: RecordsService;
  const leaseMs = 60_000;
  const enough = 1_000;

  beforeAll(async () => {
    service = await startRecordsService({
      ...{ SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'cards@example.org', PUBLIC_URL: 'https://cards.example' },
      MAIL_GATHER_SECONDS: '0',
    });
  }, 90_000);
  afterAll(async () => service?.stop(), 30_000);

  const mails = (): MailRepository => service.running.app.get(MailRepository);
  const query = <Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> =>
    service.running.dataSource!.query(sql, parameters);

  async function newPerson(): Promise<string> {
    const [row] = await query<{ personId: string }>(
      `INSERT INTO person (person_id, tenant_id, external_id, given_name, surname, display_name, email)
       VALUES (gen_random_uuid(), $1, gen_random_uuid(), 'Ada', 'Lovelace', 'Ada Lovelace', 'ada@example.test') RETURNING person_id AS "personId"`,
      [defaultTenantId],
    );
    return row!.personId;
  }
  const tell = async (kind: MailKind, personId?: string): Promise<void> => {
    const notice: MailNotice = {
      ...{ tenantId: defaultTenantId, personId: personId ?? (await newPerson()), deviceId: null, kind },
      facts: { event: 'locked', by: 'itself', card: '', at: null },
      causeKey: randomUUID(),
    };
    await service.running.app.get(MailNotices).add(service.running.dataSource!.manager, notice);
  };
  const aMinuteLater = () => query(`UPDATE mail SET tried_at = tried_at - interval '61 seconds'`);

  it('a wave of reminders goes at the pace of the setting, and what is urgent overtakes it', async () => {
    for (let count = 0; count < 9; count++) await tell('due-soon');
    await mails().gather(enough);
    // Ten copies ask at the same moment.
    const claimed = (perMinute: number) =>
      Promise.all(Array.from({ length: 10 }, () => mails().claim(perMinute, leaseMs))).then((all) =>
        all.filter((mail) => mail !== null),
      );
    const first = await claimed(4);
    expect(new Set(first.map(({ mailId }) => mailId)).size).toBe(4);
    expect(await claimed(4)).toEqual([]);
    await tell('done');
    await tell('activity');
    await mails().gather(enough);
    await aMinuteLater();
    expect((await mails().claim(enough, leaseMs))!.notices[0]!.kind).toBe('activity');
    expect((await mails().claim(enough, leaseMs))!.notices[0]!.kind).toBe('done');
    expect(await claimed(4)).toHaveLength(2);
    await aMinuteLater();
    expect(await claimed(4)).toHaveLength(3);
    expect(await claimed(4)).toEqual([]);
  });

  it('a test mail is one of its own, and counts against no limit of the day', async () => {
    const personId = await newPerson();
    await tell('activity', personId);
    await mails().gather(1);
    await tell('activity', personId);
    await tell('test', personId);
    await mails().gather(1);
    await mails().gather(1);
    expect(
      await query('SELECT kind, state FROM mail_notice WHERE person_id = $1 ORDER BY notice_id', [personId]),
    ).toEqual([
      { kind: 'activity', state: 'in-mail' },
      { kind: 'activity', state: 'waiting' },
      { kind: 'test', state: 'in-mail' },
    ]);
  });

  describe('reminders that update-svc asks for', () => {
    const deadline = new Date(Date.now() + 5 * 24 * 3600_000).toISOString();
    const remind = (reminders: Reminder[]) =>
      service.running.app.get(MailReminders).remind(defaultTenantId, { reminders });
    const noticesOf = (personId: string) =>
      query(
        `SELECT kind, facts, device_id AS "deviceId", drop_after - at BETWEEN interval '47 hours' AND interval '49 hours' AS "twoDays"
         FROM mail_notice WHERE person_id = $1 ORDER BY notice_id`,
        [personId],
      );
    async function newCard(personId: string | null): Promise<string> {
      const deviceId = randomUUID();
      await query(
        `INSERT INTO device (device_id, tenant_id, identity_text, label, model_id, state, person_id)
         SELECT $1::uuid, $2, $1::text, 'No 7', model_id, 'ACTIVE', $3 FROM card_model WHERE tenant_id = $2 LIMIT 1`,
        [deviceId, defaultTenantId, personId],
      );
      return deviceId;
    }

    it('are told once for each offer, kind and deadline, and are of no use after two days', async () => {
      const personId = await newPerson();
      const deviceId = await newCard(personId);
      const soon = { offerId: randomUUID(), deviceId, kind: 'due-soon', deadline } as const;
      expect(await remind([soon, soon])).toEqual({ on: true });
      expect(await remind([soon, { ...soon, kind: 'last-day' }])).toEqual({ on: true });
      const facts = { by: 'itself', card: 'No 7', at: deadline };
      expect(await noticesOf(personId)).toEqual([
        { kind: 'due-soon', facts: { event: 'due-soon', ...facts }, deviceId, twoDays: true },
        { kind: 'last-day', facts: { event: 'last-day', ...facts }, deviceId, twoDays: true },
      ]);
    });

    it('are not told to who is disabled, nor of a card that is nobody’s', async () => {
      const personId = await newPerson();
      await query('UPDATE person SET enabled = false WHERE person_id = $1', [personId]);
      const row = { offerId: randomUUID(), kind: 'last-day', deadline } as const;
      const cards = [await newCard(personId), await newCard(null), randomUUID()];
      expect(await remind(cards.map((deviceId) => ({ ...row, deviceId })))).toEqual({ on: true });
      expect(await query('SELECT kind FROM mail_notice WHERE device_id = ANY ($1)', [cards])).toEqual([]);
    });

    it('are refused where they are none', async () => {
      const row = { offerId: 'x', deviceId: randomUUID(), kind: 'last-day', deadline } as const;
      await expect(remind([row])).rejects.toMatchObject({ code: 'REQUEST_INVALID', details: { field: 'reminders' } });
    });
  });

  it('ten thousand people who are told at once: gathered by page, none is lost and none gets two', async () => {
    await query(
      `WITH people AS (
         INSERT INTO person (person_id, tenant_id, external_id, given_name, surname, display_name, email)
         SELECT gen_random_uuid(), $1, 'wave' || n, 'Ada', 'Lovelace', 'Ada Lovelace', 'wave' || n || '@example.test'
         FROM generate_series(1, 10000) n RETURNING person_id)
       INSERT INTO mail_notice (tenant_id, person_id, kind, facts, cause_key, gather_until, drop_after)
       SELECT $1, person_id, 'due-soon', '{}', 'wave:' || person_id || ':' || copy, now(), now() + interval '1 hour'
       FROM people, generate_series(1, 2) copy`,
      [defaultTenantId],
    );
    while (await mails().gather(enough));
    const [counted] = await query(
      `SELECT count(*)::int AS notices, count(DISTINCT mail_id)::int AS mails FROM mail_notice WHERE cause_key LIKE 'wave:%' AND state = 'in-mail'`,
    );
    expect(counted).toEqual({ notices: 20_000, mails: 10_000 });
  }, 60_000);
});
