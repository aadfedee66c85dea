/** Mail to cardholders on a real database and a real SMTP server: what is told when, how often, and what follows from each answer of the server. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { RequestType } from '@cardwright/contracts/nats/issuance.api';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { eventually } from '@cardwright/testing/eventually';
import { Refusal, TestMailServer } from '@cardwright/testing/mail-server';
import type { ReceivedMail } from '@cardwright/testing/read-mail';
import type { MailConfig } from '../../src/config/mail-config.js';
import { MailSender } from '../../src/jobs/mail/mail-sender.js';
import { Relay } from '../../src/jobs/mail/relay.js';
import type { ChangeContext } from '../../src/persistence/change-context.js';
import { MailNotices } from '../../src/records/mail/mail-notices.js';
import { MailRepository } from '../../src/records/mail/mail.repository.js';
import { ReplacementService } from '../../src/records/replacements/replacement.service.js';
import { RequestService } from '../../src/records/requests/request.service.js';
import { RecordsModule } from '../../src/records.module.js';
import { SAGA_PACE, sagaPace } from '../../src/sagas/run/saga-pace.js';
import { ISSUANCE_CONFIG, type IssuanceConfig } from '../../src/config/config.js';
import { actorWith, startRecordsService, type RecordsService } from '../support/records-service.js';

const officer = actorWith('sofia', ['security-officer']);
const helpDesk = actorWith('hana', ['helpdesk']);
const pace = { ...sagaPace, mailMs: 100, mailAgainMs: 200 };

class RecordsAndMail {}

interface MailRow {
  state: string;
  tries: number;
  answer: string | null;
}

describe('what cardholders are told by mail', () => {
  let server: TestMailServer;
  let service: RecordsService;
  let people = 0;

  beforeAll(async () => {
    server = await TestMailServer.start();
    service = await startRecordsService(
      {
        SMTP_URL: `smtp://127.0.0.1:${server.port}`,
        MAIL_FROM: 'Card office <cards@example.org>',
        MAIL_GATHER_SECONDS: '0',
        MAIL_PER_MINUTE: '10000',
        MAIL_PER_PERSON_DAY: '3',
        PUBLIC_URL: 'https://cards.example',
        LOG_LEVEL: 'fatal',
      },
      (config) => ({
        module: RecordsAndMail,
        imports: [RecordsModule.register(config)],
        providers: [MailSender, { provide: SAGA_PACE, useValue: pace }],
      }),
    );
    service.vault['certificates.list'] = () => ({ rows: [], nextCursor: null });
  }, 90_000);
  afterAll(async () => {
    await service?.stop();
    await server?.stop();
  }, 30_000);

  beforeEach(() => {
    server.mails.length = 0;
  });
  afterEach(() => {
    server.onRecipient = () => undefined;
    server.onSender = () => undefined;
    server.onMail = () => undefined;
  });

  const app = <Part>(token: abstract new (...args: never[]) => Part): Part => service.running.app.get(token);
  const config = (): IssuanceConfig => service.running.app.get<IssuanceConfig>(ISSUANCE_CONFIG);
  const query = <Row = Record<string, unknown>>(sql: string, parameters: unknown[] = []): Promise<Row[]> =>
    service.running.dataSource!.query(sql, parameters);

  interface Holder {
    personId: string;
    email: string;
  }

  /** email null: none on record. */
  async function newPerson(displayName = 'Ada Lovelace', email?: string | null): Promise<Holder> {
    const address = email === undefined ? `ada${++people}@example.test` : email;
    const [row] = await query<{ personId: string }>(
      `INSERT INTO person (person_id, tenant_id, external_id, given_name, surname, display_name, email)
       VALUES (gen_random_uuid(), $1, gen_random_uuid(), 'Ada', 'Lovelace', $2, $3) RETURNING person_id AS "personId"`,
      [defaultTenantId, displayName, address],
    );
    return { personId: row!.personId, email: address ?? '' };
  }

  async function newCard({ personId }: Holder, label = 'No 7'): Promise<string> {
    const deviceId = randomUUID();
    await query(
      `INSERT INTO device (device_id, tenant_id, identity_text, label, model_id, state, person_id, profile_name, profile_version,
         expires_on, workstation_id)
       SELECT $1, $2, $3, $4, model_id, 'ACTIVE', $5::uuid, 'authentication-only', 1, '2036-01-01', 'ws-spec'
       FROM card_model WHERE tenant_id = $2 LIMIT 1`,
      [deviceId, defaultTenantId, `ykserial:${deviceId.slice(0, 8)}`, label, personId],
    );
    return deviceId;
  }

  /** As a saga ends that was asked for by this actor. */
  async function completed(
    type: RequestType,
    { personId }: Holder,
    deviceId: string,
    actor: ChangeContext['actor'],
    requestedByPersonId: string | null = null,
  ): Promise<string> {
    const context = { tenantId: defaultTenantId, correlationId: 'spec', actor };
    const asked = { type, deviceId, personId, workstationId: 'ws-spec', reason: 'RENEW', requestedByPersonId };
    const { request } = await app(RequestService).create(asked, context);
    await app(RequestService).mark(request.requestId, { state: 'COMPLETED', stage: 'done', percent: 100 });
    return request.requestId;
  }

  const rows = ({ personId }: Holder): Promise<MailRow[]> =>
    query<MailRow>('SELECT state, tries, answer FROM mail WHERE person_id = $1 ORDER BY created_at', [personId]);
  const until = (holder: Holder, expected: Partial<MailRow>[]): Promise<void> =>
    eventually(async () => {
      const found = await rows(holder);
      return found.map((row, index) =>
        Object.fromEntries(Object.keys(expected[index] ?? row).map((name) => [name, row[name as keyof MailRow]])),
      );
    }, expected);
  async function theMailTo(holder: Holder): Promise<ReceivedMail> {
    await eventually(async () => server.to(holder.email).length, 1);
    return server.to(holder.email)[0]!;
  }
  const suspend = (deviceId: string): Promise<unknown> =>
    service.ask('devices.suspend', { deviceId, reason: 'MISPLACED' }, officer);

  it('a card that a security officer suspends: one mail, with who it was and what to do', async () => {
    const holder = await newPerson();
    await suspend(await newCard(holder));
    const mail = await theMailTo(holder);
    const [{ mailId } = { mailId: '' }] = await query<{ mailId: string }>(
      'SELECT mail_id AS "mailId" FROM mail WHERE person_id = $1',
      [holder.personId],
    );
    expect(mail).toMatchObject({
      from: 'cards@example.org',
      to: [holder.email],
      subject: 'Your card is blocked for now',
    });
    expect(mail.headers).toMatchObject({
      from: ['Card office <cards@example.org>'],
      to: [`Ada Lovelace <${holder.email}>`],
      'message-id': [`<${mailId}@example.org>`],
      'auto-submitted': ['auto-generated'],
      'x-auto-response-suppress': ['All'],
      'list-id': ['Card notices <card-notices.example.org>'],
    });
    expect(mail.text).toContain('For now you cannot use your card "No 7": it was blocked (');
    expect(mail.text).toContain('This was done by a security officer.');
    expect(mail.text).toContain('If you did not expect this, tell your card office at once.');
    expect(mail.html).toContain('<a href="https://cards.example/mine">');
    await until(holder, [{ state: 'sent', tries: 1, answer: null }]);
  });

  it.each<[RequestType, string, ChangeContext['actor'] | null, string, string]>([
    ['UPDATE', 'the holder', null, 'Your card is up to date', 'You did this yourself.'],
    ['REPROVISION', 'the holder', null, 'Your card was renewed', 'You did this yourself.'],
    ['REPROVISION', 'an officer', officer, 'Your card was renewed', 'This was done by a security officer.'],
    ['ISSUE', 'the holder', null, 'Your new card is ready', 'You did this yourself.'],
    ['UNLOCK', 'the help desk', helpDesk, 'A new PIN was set on your card', 'This was done by the help desk.'],
    ['UNLOCK', 'the holder', null, 'A new PIN was set on your card', 'You did this yourself.'],
    ['LOCK', 'a service', 'system:update-svc', 'Your card was locked', 'The card takes no PIN until a new one is set.'],
  ])('%s that %s asked for', async (type, _, actor, subject, sentence) => {
    const holder = await newPerson();
    const own = actor === null;
    await completed(type, holder, await newCard(holder), actor ?? actorWith('ada'), own ? holder.personId : null);
    const mail = await theMailTo(holder);
    expect(mail.subject).toBe(subject);
    expect(mail.text).toContain(sentence);
  });

  it('a request that was cancelled, and one for a replacement, are not told', async () => {
    const holder = await newPerson();
    const deviceId = await newCard(holder);
    const context = { tenantId: defaultTenantId, correlationId: 'spec', actor: officer };
    const asked = { deviceId, personId: holder.personId, workstationId: 'ws-spec' };
    const { request } = await app(RequestService).create({ ...asked, type: 'UPDATE' }, context);
    await app(RequestService).mark(request.requestId, { state: 'CANCELLING' });
    await app(RequestService).mark(request.requestId, { state: 'CANCELLED' });
    await completed('REPLACE_PERM', holder, deviceId, officer);
    expect(await query('SELECT kind FROM mail_notice WHERE person_id = $1', [holder.personId])).toEqual([]);
  });

  describe('a new card that its holder asks for', () => {
    const operator = actorWith('omar', ['issuance-operator']);
    async function asked(reason = 'DAMAGED') {
      const holder = await newPerson();
      const deviceId = await newCard(holder);
      const [person] = await query<{ id: string }>('SELECT external_id AS id FROM person WHERE person_id = $1', [
        holder.personId,
      ]);
      const actor = actorWith(`holder-${deviceId}`, [], person!.id);
      await service.ask('devices.ask-replacement', { deviceId, reason }, actor);
      return { ...holder, deviceId, actor, page: `https://cards.example/mine/${deviceId}` };
    }

    it('is approved: one mail that leads to the page of the card', async () => {
      const { deviceId, page, ...holder } = await asked();
      // The old card goes on until the new one is there.
      await service.ask('devices.replace', { deviceId, kind: 'permanent', reason: 'RENEW' }, operator);
      const { subject, text, html } = await theMailTo(holder);
      expect(subject).toBe('You get a new card');
      expect(text).toContain('You asked for a new card in the place of your card "No 7", and you get one (');
      expect(text).toContain('). This was done by the card office. It is being prepared.');
      expect(`${text} ${html}`.match(/https?:[^\s"<]*/g)).toEqual([page, page]);
    });

    it('is approved and withdrawn then: they are told that too; of one that was given unasked nothing is told', async () => {
      const { deviceId, page, actor, ...holder } = await asked();
      const withdrawn = async (): Promise<void> => {
        const asked = { deviceId, kind: 'temporary', reason: 'FORGOTTEN' } as const;
        const { requestId } = (await service.ask('devices.replace', asked, operator)).saga;
        const context = { tenantId: defaultTenantId, correlationId: 'spec', actor: operator };
        await app(ReplacementService).withdraw(requestId, 'Ordered twice', context);
      };
      await withdrawn();
      const told = async (): Promise<string[]> =>
        (
          await query<{ event: string }>(
            `SELECT facts->>'event' AS event FROM mail_notice WHERE person_id = $1 AND facts->>'event' LIKE 'new-card%'
             ORDER BY notice_id`,
            [holder.personId],
          )
        ).map(({ event }) => event);
      expect(await told()).toEqual(['new-card-approved', 'new-card-withdrawn']);
      const text = (): string =>
        server
          .to(holder.email)
          .map((mail) => mail.text)
          .join();
      await eventually(async () => text().includes('That was taken back ('), true);
      expect(text()).toContain('You were to get a new card in the place of your card "No 7". That was taken back (');
      expect(text()).toContain('and none is made. This was done by the card office. If you still need one, ask for it');
      expect(text()).toContain(`Your card: ${page}`);
      expect(text()).not.toContain('Ordered twice');
      await service.ask('devices.ask-replacement', { deviceId, reason: 'DAMAGED' }, actor);
      await service.ask('devices.decline-replacement', { deviceId, reason: 'It works again' }, actor);
      await withdrawn();
      expect(await told()).toEqual(['new-card-approved', 'new-card-withdrawn']);
    });

    it('is declined: with the words of whoever declined it, in one line and as no HTML', async () => {
      const { deviceId, page, ...holder } = await asked();
      const reason = 'It <b>works</b> again:\r\nyou said so & laughed';
      await service.ask('devices.decline-replacement', { deviceId, reason }, helpDesk);
      const { subject, text, html } = await theMailTo(holder);
      expect(subject).toBe('You get no new card');
      expect(text).toContain(
        'This was done by the help desk. The reason: "It <b>works</b> again: you said so & laughed" If you need one',
      );
      expect(html).toContain('It &lt;b&gt;works&lt;/b&gt; again: you said so &amp; laughed');
      expect(`${text} ${html}`.match(/https?:[^\s"<]*/g)).toEqual([page, page]);
    });

    it('is lost: what else became of it is in the same mail', async () => {
      const { deviceId, page, ...holder } = await asked('LOST');
      await eventually(
        async () => server.to(holder.email).map(({ subject }) => subject),
        ['Your card is blocked for now'],
      );
      await service.ask('devices.replace', { deviceId, kind: 'permanent', reason: 'LOST' }, operator);
      await eventually(async () => server.to(holder.email).length, 2);
      const { subject, text } = server.to(holder.email)[1]!;
      expect(subject).toBe('News about your card');
      expect(text).toContain('it was declared invalid for good (');
      expect(text).toContain('and you get one (');
      expect(text).toContain(`Your card: ${page}`);
    });

    it('is taken back by its holder, or is given without being asked for: no mail says so', async () => {
      const { deviceId, actor, personId } = await asked();
      await service.ask('devices.decline-replacement', { deviceId, reason: 'It works again' }, actor);
      await service.ask('devices.replace', { deviceId, kind: 'permanent', reason: 'DAMAGED' }, operator);
      const told = await query<{ event: string }>(
        `SELECT facts->>'event' AS event FROM mail_notice WHERE person_id = $1`,
        [personId],
      );
      expect(told.map(({ event }) => event)).toEqual(['terminated']);
    });
  });

  it('what is written in a transaction that is rolled back is not told', async () => {
    const holder = await newPerson();
    const notice = {
      ...{ tenantId: defaultTenantId, personId: holder.personId, deviceId: null, causeKey: randomUUID() },
      kind: 'activity',
      facts: { event: 'locked', by: 'itself', card: '', at: null },
    } as const;
    const rolledBack = inTransaction(service.running.dataSource!, async (manager) => {
      expect(await app(MailNotices).add(manager, notice)).toBe(true);
      throw new Error('rolled back');
    });
    await expect(rolledBack).rejects.toThrow('rolled back');
    const { manager } = service.running.dataSource!;
    expect(await app(MailNotices).add(manager, notice)).toBe(true);
    expect(await app(MailNotices).add(manager, notice)).toBe(false);
    expect(await new MailNotices({ mail: null }).add(manager, { ...notice, causeKey: randomUUID() })).toBe(false);
    await theMailTo(holder);
  });

  it('what an operator does to one person in one go is one mail', async () => {
    const holder = await newPerson();
    const cards = [await newCard(holder, 'one'), await newCard(holder, 'two'), await newCard(holder, 'three')];
    await inTransaction(service.running.dataSource!, async (manager) => {
      for (const deviceId of cards)
        await app(MailNotices).add(manager, {
          ...{ tenantId: defaultTenantId, personId: holder.personId, deviceId, causeKey: randomUUID() },
          kind: 'activity',
          facts: { event: 'terminated', by: 'card-office', card: deviceId, at: new Date().toISOString() },
        });
    });
    const mail = await theMailTo(holder);
    expect(mail.subject).toBe('News about your card');
    expect(cards.filter((deviceId) => mail.text.includes(deviceId))).toEqual(cards);
  });

  it('one person gets so many mails a day; what is more comes in one when the first is a day old', async () => {
    const holder = await newPerson();
    for (const each of [1, 2, 3]) {
      await completed('UNLOCK', holder, await newCard(holder, `card ${each}`), helpDesk);
      await eventually(async () => server.to(holder.email).length, each);
    }
    for (const each of [4, 5]) await completed('UNLOCK', holder, await newCard(holder, `card ${each}`), helpDesk);
    // Another person's mail goes all the same, after a round that left those two.
    const other = await newPerson();
    await completed('UNLOCK', other, await newCard(other), helpDesk);
    await theMailTo(other);
    expect(server.to(holder.email)).toHaveLength(3);
    await query(
      `UPDATE mail SET created_at = created_at - interval '1 day' WHERE mail_id = (
         SELECT mail_id FROM mail WHERE person_id = $1 ORDER BY created_at LIMIT 1)`,
      [holder.personId],
    );
    await query(`UPDATE mail_notice SET gather_until = gather_until - interval '1 day' WHERE person_id = $1`, [
      holder.personId,
    ]);
    await eventually(async () => server.to(holder.email).length, 4);
    expect(['card 4', 'card 5'].map((card) => server.to(holder.email)[3]!.text.includes(card))).toEqual([true, true]);
  });

  it('a temporary refusal delays, with the same Message-ID', async () => {
    const holder = await newPerson();
    let refusals = 0;
    const ids = new Set<string>();
    server.onMail = ({ to, headers }) => {
      if (!to.includes(holder.email)) return;
      ids.add(headers['message-id']![0]!);
      if (refusals++ < 2) throw new Refusal(451, '4.7.1 greylisted');
    };
    await suspend(await newCard(holder));
    await until(holder, [{ state: 'sent', tries: 3, answer: '451 4.7.1' }]);
    expect([server.to(holder.email).length, ids.size]).toEqual([1, 1]);
  });

  it('a permanent refusal is recorded and not tried again; the next mail goes', async () => {
    const holder = await newPerson();
    server.onRecipient = (address) => {
      if (address === holder.email) throw new Refusal(550, '5.1.1 nobody of this name');
    };
    await suspend(await newCard(holder));
    await until(holder, [{ state: 'refused', tries: 1, answer: '550 5.1.1' }]);
    const other = await newPerson();
    await suspend(await newCard(other));
    await theMailTo(other);
    expect(await rows(holder)).toEqual([{ state: 'refused', tries: 1, answer: '550 5.1.1' }]);
  });

  it('a server that takes nothing from us is asked again: that is not the fault of the address', async () => {
    const holder = await newPerson();
    let refusals = 0;
    server.onSender = () => {
      if (refusals++ < 2) throw new Refusal(550, '5.7.1 not from you');
    };
    await suspend(await newCard(holder));
    await until(holder, [{ state: 'sent', answer: '550 5.7.1' }]);
    expect(server.to(holder.email)).toHaveLength(1);
  });

  it('a line that breaks within a mail: it is sent again, and arrives once', async () => {
    const holder = await newPerson();
    let breaks = 0;
    server.onMail = () => {
      if (breaks++ > 0) return;
      server.cut();
      throw new Refusal(451, 'never heard');
    };
    await suspend(await newCard(holder));
    await until(holder, [{ state: 'sent', tries: 2 }]);
    expect(server.to(holder.email)).toHaveLength(1);
  });

  it('a server that is away delays', async () => {
    const holder = await newPerson();
    const { port } = server;
    await server.stop();
    await suspend(await newCard(holder));
    await until(holder, [{ state: 'queued', answer: 'ESOCKET' }]);
    server = await TestMailServer.start({ port });
    await until(holder, [{ state: 'sent' }]);
    expect(server.to(holder.email)).toHaveLength(1);
  });

  it('a slow server: several copies send each mail once', async () => {
    server.onMail = () => new Promise((resolve) => setTimeout(resolve, 150));
    const holders = await Promise.all(Array.from({ length: 12 }, () => newPerson()));
    for (const holder of holders) await suspend(await newCard(holder));
    const copies = [1, 2, 3].map(() => new MailSender(app(MailRepository), config(), pace));
    await Promise.all(copies.map((copy) => copy.round()));
    for (const holder of holders) await until(holder, [{ state: 'sent', tries: 1 }]);
    expect(holders.map(({ email }) => server.to(email).length)).toEqual(Array<number>(12).fill(1));
  });

  it('a copy that dies within a mail: another sends it after a time, with the same Message-ID, and the first has no say any more', async () => {
    const holder = await newPerson();
    const mails = app(MailRepository);
    // Its claim comes before that of the service: the mail is made here.
    const mailId = randomUUID();
    await query(
      `INSERT INTO mail (mail_id, tenant_id, person_id, urgency, tries, tried_at, claimed_until)
       VALUES ($1, $2, $3, 1, 1, now(), now() + interval '1 second')`,
      [mailId, defaultTenantId, holder.personId],
    );
    await query(
      `INSERT INTO mail_notice (tenant_id, person_id, kind, facts, cause_key, gather_until, drop_after, state, mail_id)
       VALUES ($1, $2, 'activity', $3, $4, now(), now() + interval '1 hour', 'in-mail', $5)`,
      [defaultTenantId, holder.personId, { event: 'locked', by: 'itself', card: 'No 7', at: null }, mailId, mailId],
    );
    const mail = await theMailTo(holder);
    expect(mail.headers['message-id']).toEqual([`<${mailId}@example.org>`]);
    await until(holder, [{ state: 'sent', tries: 2 }]);
    const first = { ...{ mailId, tenantId: defaultTenantId, tries: 1, notices: [] }, ...holder, displayName: '' };
    await mails.settle(first, { state: 'refused', answer: '550' });
    expect(await rows(holder)).toEqual([{ state: 'sent', tries: 2, answer: null }]);
  });

  it('what comes too late is dropped', async () => {
    const holder = await newPerson();
    const { port } = server;
    await server.stop();
    await suspend(await newCard(holder));
    await until(holder, [{ state: 'queued', answer: 'ESOCKET' }]);
    await query(`UPDATE mail_notice SET drop_after = now() WHERE person_id = $1`, [holder.personId]);
    await until(holder, [{ state: 'given-up' }]);
    server = await TestMailServer.start({ port });
    const notices = await query('SELECT state FROM mail_notice WHERE person_id = $1', [holder.personId]);
    expect([server.mails.length, notices]).toEqual([0, [{ state: 'dropped' }]]);
  });

  it('who has no address gets none, and it can be counted', async () => {
    const holder = await newPerson('Grace Hopper', null);
    await suspend(await newCard(holder));
    await eventually(
      () => query('SELECT kind, state FROM mail_notice WHERE person_id = $1', [holder.personId]),
      [{ kind: 'activity', state: 'no-address' }],
    );
    expect(await rows(holder)).toEqual([]);
  });

  it.each([
    ['a line break', 'Mallory\r\nBcc: victim@example.org\r\n\r\nYour PIN'],
    ['quotes, commas and brackets', 'Ada "Countess", <victim@example.org> Lovelace'],
    ['an encoded word', '=?utf-8?b?QmNjOiB2aWN0aW1AZXhhbXBsZS5vcmc=?='],
    ['letters beyond ASCII', 'Žofie Ångström 李'],
  ])('%s in a name changes nothing but the name', async (_, displayName) => {
    const holder = await newPerson(displayName);
    await suspend(await newCard(holder));
    const mail = await theMailTo(holder);
    expect(mail.to).toEqual([holder.email]);
    expect(Object.keys(mail.headers)).not.toContain('bcc');
    expect(mail.headers['to']).toHaveLength(1);
    expect(mail.headers['subject']).toEqual(['Your card is blocked for now']);
  });

  it.each([
    'a\u200b@example.org',
    '"a b"@example.org',
    'a@example.org, victim@example.org',
    'a@example.org\r\nRCPT TO:<victim@example.org>',
    '<a@b>',
  ])('an address that is none on record: %j', async (email) => {
    const holder = await newPerson('Ada', email);
    await suspend(await newCard(holder));
    await until(holder, [{ state: 'refused', answer: 'ADDRESS' }]);
    expect(server.mails.flatMap(({ to }) => to)).toEqual([]);
  });

  describe('TLS and sign-in', () => {
    const pem = (name: string): string => readFileSync(join(service.nats.installation.secretsDir, name), 'utf8');
    const own = (): { key: string; cert: string } => ({ key: pem('gateway.key'), cert: pem('gateway.crt') });
    const letter = { subject: 's', text: 't', html: '<p>t</p>' };
    const to = { name: 'Ada', address: 'ada@example.test' };
    const relayAt = (port: number, change: Partial<MailConfig['relay']>): Relay => {
      const mail = config().mail!;
      return new Relay({ ...mail, relay: { ...mail.relay, port, ...change } });
    };

    it('STARTTLS with the CA of the setting, and the user', async () => {
      const secure = await TestMailServer.start({ tls: own(), users: { cards: 'pass word' } });
      const demanded = { requireTls: true, ca: pem('transport-ca.crt'), user: 'cards', password: 'pass word' };
      const send = (change: object) =>
        relayAt(secure.port, { ...demanded, ...change }).send({ mailId: randomUUID(), to }, letter);
      expect(await send({})).toEqual({ result: 'sent' });
      expect(secure.mails.map(({ encrypted }) => encrypted)).toEqual([true]);
      expect(await send({ password: 'wrong' })).toEqual({ result: 'relay', answer: '535 5.7.8' });
      // A certificate that nobody vouches for.
      expect(await send({ ca: undefined })).toMatchObject({ result: 'relay' });
      expect(secure.mails).toHaveLength(1);
      await secure.stop();
    });

    it('where TLS is demanded and not offered nothing is sent', async () => {
      const plain = await TestMailServer.start();
      const delivery = await relayAt(plain.port, { requireTls: true }).send({ mailId: randomUUID(), to }, letter);
      expect(delivery).toMatchObject({ result: 'relay' });
      expect([plain.mails, plain.begun]).toEqual([[], 0]);
      await plain.stop();
    });
  });
});
