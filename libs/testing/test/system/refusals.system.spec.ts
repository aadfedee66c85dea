/**
 * What a reprovision refuses, each with its code and a sentence that says what to do, in the dry run as in the
 * start, and with nothing but reads reaching the card; on the whole system, with an agent and its simulated cards in this process.
 * Refusals of an issue: bad-input.system.spec.ts; a blocked PUK at a PIN reset: lifecycle.system.spec.ts.
 */
import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { DeviceDetail, SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { ReplyOf } from '@cardwright/contracts/nats/rpc';
import type { CardState, DialectName } from '@cardwright/simulated-card/card/card-state';
import { isRead, type WatchedCard } from '../../src/faults/watched-card.js';
import { startWorkstation, type Workstation } from '../../src/faults/workstation.js';
import { inspect, issueCard, personId, randomPin, supplyPin, untilSaga } from '../../src/issue.js';
import { publishFourKeys } from '../../src/profiles.js';
import { refusal, type Refusal } from '../../src/refusal.js';
import { openRecords, type Records } from '../../src/records.js';
import { startSystem, type TestSystem } from '../../src/system.js';
import { accessToken, callApi } from '../../src/tokens.js';

jest.setTimeout(120_000);
const people = `external_id,given_name,surname,display_name,email,upn
T1,Grace,Hopper,Grace Hopper,grace@example.test,grace@example.test
T2,Alan,Turing,Alan Turing,alan@example.test,alan@example.test
`;
type Reply<Name extends keyof IssuanceApi> = ReplyOf<IssuanceApi, Name>;
const keep = { acceptHistoryLoss: true, reasonText: 'This card cannot move keys' };

let system: TestSystem;
let records: Records;
let agent: Workstation;
let reader: string;
let contactless: string;
let grace: string;
let card: WatchedCard;
let deviceId: string;
let serial = 62_000_000;

beforeAll(async () => {
  system = await startSystem();
  records = await openRecords(system);
  await system.api('POST', '/people/import', { csv: people });
  grace = await personId(system.api, 'T1');
  agent = await startWorkstation(system, { name: 'refusals', readers: 1, contactless: 1 });
  [reader, contactless] = agent.slots.readerNames as [string, string];
  await publishFourKeys(system.api, 'refused', { pivMode: true });
  ({ card, deviceId } = await issued('strict'));
});
afterAll(async () => {
  await agent?.stop();
  await records?.close();
  await system?.stop();
});

async function issued(dialect: DialectName): Promise<{ card: WatchedCard; deviceId: string }> {
  await agent.slots.remove(reader);
  const fresh = agent.card(dialect, ++serial);
  await agent.slots.insert(reader, fresh);
  const asked = { workstationId: agent.workstationId, readerName: reader, personId: grace, profileName: 'refused' };
  return { card: fresh, deviceId: (await issueCard(system.api, { ...asked, pin: randomPin() })).deviceId };
}

const body = (more: object = {}) => ({
  workstationId: agent.workstationId,
  readerName: reader,
  reason: 'PROFILE_CHANGED',
  ...more,
});
const dryRun = (more: object = {}) =>
  system.api<Reply<'devices.plan-reprovision'>>('POST', `/devices/${deviceId}/reprovision/plan`, body(more));
const start = async (more: object = {}): Promise<SagaRow> =>
  (await system.api<Reply<'devices.reprovision'>>('POST', `/devices/${deviceId}/reprovision`, body(more))).saga;
const deviceOf = async (): Promise<DeviceDetail> =>
  (await system.api<{ device: DeviceDetail }>('GET', `/devices/${deviceId}`)).device;

/** Words for a person, not names for a program; and what to do is one sentence. */
function expectSentence({ code, detail, fix }: Refusal, says: RegExp): void {
  expect(`${detail}. ${fix}`).not.toContain(code);
  expect(detail).toMatch(/^[A-Z][^_]{8,}$/);
  expect(fix).toMatch(/^[A-Z][^_]{8,}\.$/);
  expect(`${detail}. ${fix}`).toMatch(says);
}

type Undo = () => Promise<unknown>;
const record = async (table: 'device' | 'person', column: string, value: unknown, before: unknown): Promise<Undo> => {
  const write = (to: unknown) =>
    records.query(`UPDATE issuance.${table} SET ${column} = $2 WHERE ${table}_id = $1`, [
      table === 'device' ? deviceId : grace,
      to,
    ]);
  await write(value);
  return () => write(before);
};
/** The card as somebody else's program left it: taken out, changed, put in again. */
async function planted(plant: (state: CardState) => void): Promise<Undo> {
  const before = await readFile(card.file, 'utf8');
  const putIn = async (text: string): Promise<void> => {
    await agent.slots.remove(reader);
    await writeFile(card.file, text);
    card = agent.card(card.dialectName, card.serial);
    await agent.slots.insert(reader, card);
  };
  const state = JSON.parse(before) as CardState;
  plant(state);
  await putIn(JSON.stringify(state));
  return () => putIn(before);
}
async function movedTo(other: string): Promise<Undo> {
  await agent.slots.remove(reader);
  await agent.slots.insert(other, card);
  return async () => {
    await agent.slots.remove(other);
    await agent.slots.insert(reader, card);
  };
}

interface Refused {
  what: string;
  code: string;
  says: RegExp;
  more: object;
  /** Changes record or card, and undoes the change afterwards. */
  arrange?: () => Promise<Undo>;
  /** The dry run does not know of it. */
  onlyStart?: true;
  /** What inspection says of it: by default, where something is arranged, that a reprovision is not possible for this reason. */
  inspection?: 'refused' | 'another card' | 'possible';
}
const rows: Refused[] = [
  { what: 'no reason', code: 'REQUEST_INVALID', says: /reason/, more: { reason: undefined } },
  {
    what: 'no such reason',
    code: 'REASON_UNKNOWN',
    says: /Choose one of the reasons catalogue\.$/,
    more: { reason: 'BORED' },
  },
  {
    what: 'a reason of another action',
    code: 'REASON_NOT_ALLOWED',
    says: /Choose a reason that the catalogue lists for it\.$/,
    more: { reason: 'LOST' },
  },
  {
    what: 'another reason without words',
    code: 'REASON_TEXT_REQUIRED',
    says: /Say why, in a sentence\.$/,
    more: { reason: 'OTHER' },
  },
  {
    what: 'a loss accepted without words',
    code: 'REASON_TEXT_REQUIRED',
    says: /Say why the old key for encrypted mail may be lost/,
    more: { acceptHistoryLoss: true },
  },
  {
    what: '9D without history',
    code: 'LIFECYCLE_HISTORY_REQUIRED',
    says: /Use a card that can move keys .* or confirm the loss with a reason\.$/,
    more: {},
    onlyStart: true,
  },
  {
    what: 'a plan that has changed',
    code: 'REQUEST_PLAN_CHANGED',
    says: /again/,
    more: { ...keep, planHash: '00'.repeat(32) },
    onlyStart: true,
  },
  {
    what: '[D06] a cancelled card',
    code: 'LIFECYCLE_NOT_ACTIVE',
    says: /take another one\. A recycle, which erases it, makes it blank/,
    more: keep,
    arrange: () => record('device', 'state', 'TERMINATED', 'ACTIVE'),
  },
  {
    what: '[D06] a disabled card',
    code: 'LIFECYCLE_NOT_ACTIVE',
    says: /This card is suspended: resume it first/,
    more: keep,
    arrange: () => record('device', 'state', 'SUSPENDED', 'ACTIVE'),
  },
  {
    what: 'an unassigned card',
    code: 'LIFECYCLE_UNASSIGNED',
    says: /belongs to nobody: issue it to a person first/,
    more: keep,
    arrange: () => record('device', 'person_id', null, grace),
  },
  {
    what: '[D07] a disabled holder',
    code: 'PERSON_DISABLED',
    says: /Enable/,
    more: keep,
    arrange: () => record('person', 'enabled', false, true),
  },
  {
    what: '[D08] a holder who is not approved',
    code: 'PERSON_NOT_APPROVED',
    says: /approve/i,
    more: keep,
    arrange: () => record('person', 'approved', false, true),
  },
  {
    what: 'an expired card',
    code: 'LIFECYCLE_CARD_EXPIRED',
    says: /expired on 2020-01-01: replace it/,
    more: keep,
    arrange: () => record('device', "state = 'ACTIVE', expires_on", '2020-01-01', '2030-01-01'),
  },
  {
    what: 'a withdrawn profile',
    code: 'PROFILE_WITHDRAWN',
    says: /publish it again, or issue the holder another card|Use another profile/,
    more: keep,
    arrange: async () => {
      await system.api('POST', '/profiles/refused/withdraw', { reasonText: 'the spec' });
      return () => publishFourKeys(system.api, 'refused', { pivMode: true });
    },
  },
  {
    what: 'a holder whose e-mail address the CA refuses',
    code: 'PKI_SUBJECT_INVALID',
    says: /^The e-mail address is not .*certificate for 9C.* Correct the field .* where the person comes from/,
    more: keep,
    arrange: () => record('person', 'email', 'grace@corp!.test', 'grace@example.test'),
    inspection: 'possible',
  },
  {
    what: 'a holder whose mailbox somebody else has in another spelling',
    code: 'PERSON_ACCOUNT_SHARED',
    says: /^The e-mail address is also another person's/,
    more: keep,
    arrange: async () => {
      const twin = (to: string) =>
        records.query(`UPDATE issuance.person SET email = $1 WHERE external_id = 'T2'`, [to]);
      await twin('Grace\u200b@example.test');
      return async () => {
        await twin('alan@example.test');
        // The same as the next import does: a person who is the only one with an address gets it back.
        await system.api('POST', '/people/import', { csv: people });
      };
    },
    inspection: 'possible',
  },
  {
    what: '[D12] a card without contacts',
    code: 'CARD_INTERFACE_UNSUPPORTED',
    says: /contactless.*Use the contact interface\.$/,
    get more() {
      return { ...keep, readerName: contactless };
    },
    arrange: () => movedTo(contactless),
    inspection: 'refused',
  },
  {
    what: 'another card in the reader',
    code: 'CARD_WRONG_DEVICE',
    says: /Insert the card this request was started for\.$/,
    more: keep,
    arrange: async () => {
      const right = card;
      await agent.slots.remove(reader);
      card = agent.card('strict', ++serial);
      await agent.slots.insert(reader, card);
      return async () => {
        await agent.slots.remove(reader);
        card = right;
        await agent.slots.insert(reader, card);
      };
    },
    inspection: 'another card',
  },
];

it('the dry run says what has to be accepted before it is run: a 9D without history', async () => {
  const { plan } = await dryRun();
  expect(plan.mustAccept).toMatchObject([{ code: 'LIFECYCLE_HISTORY_REQUIRED', field: 'acceptHistoryLoss' }]);
});

describe('a reprovision is refused for', () => {
  it.each(rows)('$what: $code', async (row) => {
    const { code, says, arrange, onlyStart, inspection } = row;
    const undo = await arrange?.();
    try {
      const before = await card.snapshot();
      void card.watch();
      for (const work of onlyStart ? [start] : [dryRun, start]) {
        const problem = await refusal(work(row.more));
        expect(problem.code).toBe(code);
        expectSentence(problem, says);
      }
      const looked = inspect(system.api, agent.workstationId, inspection === 'refused' ? contactless : reader);
      if (inspection === 'refused') expect((await refusal(looked)).code).toBe(code);
      else if (inspection === undefined) {
        // [D16] Inspection says the same of what does not depend on the request.
        const action = (await looked).actions.find((each) => each.action === 'reprovision');
        expect(action).toMatchObject(arrange === undefined ? { possible: true } : { possible: false, code });
      } else if (inspection === 'possible') {
        // Only the CA knows which certificates a profile has and what they carry: it is asked when the plan is made.
        expect((await looked).device.deviceId).toBe(deviceId);
      } else expect((await looked).device.deviceId).not.toBe(deviceId);
      expect(card.commands.filter((apdu) => !isRead(apdu))).toEqual([]);
      expect(await card.snapshot()).toEqual(before);
    } finally {
      await undo?.();
    }
    expect(await deviceOf()).toMatchObject({ state: 'ACTIVE', operation: 'idle', activeRequestId: null });
  });

  it('[D02] somebody else’s card: AUTH_NOT_YOUR_DEVICE', async () => {
    void card.watch();
    const token = await accessToken(system, { sub: 'alan', external_id: 'T2', roles: [] });
    for (const path of ['reprovision/plan', 'reprovision']) {
      const answer = await callApi(system, token, 'POST', `/devices/${deviceId}/${path}`, body(keep));
      expect(answer).toMatchObject({ status: 403, body: { code: 'AUTH_NOT_YOUR_DEVICE' } });
      expectSentence(answer.body as unknown as Refusal, /Use a card that is assigned to you\.$/);
    }
    expect(card.commands.filter((apdu) => !isRead(apdu))).toEqual([]);
  });

  it('a blocked PUK: CARD_PUK_BLOCKED, where the card reports it', async () => {
    const strict = { card, deviceId };
    ({ card, deviceId } = await issued('vendor'));
    await planted((state) => (state.puk.retriesRemaining = 0));
    const before = await card.snapshot();
    void card.watch();
    for (const work of [dryRun, start]) {
      const problem = await refusal(work());
      expect(problem.code).toBe('CARD_PUK_BLOCKED');
      expectSentence(problem, /Keep the card: it goes on working with its PIN/);
    }
    const { actions } = await inspect(system.api, agent.workstationId, reader);
    const action = actions.find((each) => each.action === 'reprovision');
    expect(action).toMatchObject({ possible: false, code: 'CARD_PUK_BLOCKED' });
    expect(card.commands.filter((apdu) => !isRead(apdu))).toEqual([]);
    expect(await card.snapshot()).toEqual(before);
    await agent.slots.remove(reader);
    ({ card, deviceId } = strict);
    await agent.slots.insert(reader, card);
  });

  it('a withdrawn profile: no new card either, and it may be published again', async () => {
    await system.api('POST', '/profiles/refused/withdraw', { reasonText: 'the spec' });
    await agent.slots.remove(reader);
    const blank = agent.card('strict', ++serial);
    await agent.slots.insert(reader, blank);
    const { device } = await inspect(system.api, agent.workstationId, reader);
    void blank.watch();
    const asked = { ...body({ reason: undefined }), personId: grace, profileName: 'refused', pinChange: 'none' };
    const issue = () => system.api('POST', `/devices/${device.deviceId}/issue`, asked);
    const problem = await refusal(issue());
    expect(problem.code).toBe('PROFILE_WITHDRAWN');
    expectSentence(problem, /Use another profile, or publish this one again\.$/);
    expect(blank.commands).toEqual([]);
    await publishFourKeys(system.api, 'refused', { pivMode: true });
    await agent.slots.remove(reader);
    await agent.slots.insert(reader, card);
  });
});

describe('a person whom the CA would refuse', () => {
  it.each(['issue', 'replacement', 'update', 'request'] as const)(
    'is refused by %s before anything is written, with the field and the credential named',
    async (action) => {
      const ben = randomUUID();
      // Imported before the rule of the CA was the import's too.
      await records.query(
        `INSERT INTO issuance.person (person_id, tenant_id, external_id, given_name, surname, display_name, email, enabled)
         SELECT $1::uuid, tenant_id, 'old-' || $1::text, 'Ben', 'Old', 'Ben Old', $2, true FROM issuance.person LIMIT 1`,
        [ben, `${action}@corp!.test`],
      );
      const undo = [];
      try {
        let attempts: (() => Promise<unknown>)[];
        if (action === 'issue' || action === 'replacement') {
          await agent.slots.remove(reader);
          const blank = agent.card('vendor', ++serial);
          await agent.slots.insert(reader, blank);
          const { device } = await inspect(system.api, agent.workstationId, reader);
          void blank.watch();
          let more: object = {};
          if (action === 'replacement') {
            undo.push(await record('device', 'person_id', ben, grace));
            const replace = { kind: 'permanent', reason: 'RENEW' };
            const { saga } = await system.api<Reply<'devices.replace'>>(
              'POST',
              `/devices/${deviceId}/replace`,
              replace,
            );
            more = { replacementRequestId: saga.requestId };
            undo.push(() => system.api('POST', `/sagas/${saga.requestId}/cancel`, { reasonText: 'the spec' }));
          }
          const { reason: _reason, ...where } = body();
          const asked = { ...where, personId: ben, profileName: 'refused', pinChange: 'holder', ...more };
          attempts = [
            () => system.api('POST', `/devices/${device.deviceId}/plan`, asked),
            () => system.api('POST', `/devices/${device.deviceId}/issue`, asked),
          ];
          undo.push(async () => {
            expect(blank.commands.filter((apdu) => !isRead(apdu))).toEqual([]);
            await agent.slots.remove(reader);
            await agent.slots.insert(reader, card);
          });
        } else {
          undo.push(await record('device', 'person_id', ben, grace));
          const renewed = body({ reason: 'RENEW', keyReferences: ['9C'] });
          attempts =
            action === 'request'
              ? [() => system.api('POST', `/devices/${deviceId}/reprovision-request`, { reason: 'PROFILE_CHANGED' })]
              : ['plan', ''].map(
                  (end) => () => system.api('POST', `/devices/${deviceId}/update/${end}`.replace(/\/$/, ''), renewed),
                );
        }
        for (const attempt of attempts) {
          const problem = await refusal(attempt());
          expect(problem).toMatchObject({
            code: 'PKI_SUBJECT_INVALID',
            details: { personId: ben, field: 'email', credential: '9C' },
          });
          expectSentence(problem, /e-mail address/);
        }
      } finally {
        for (const step of undo.reverse()) await step();
      }
    },
  );
});

describe('what is no reason to refuse', () => {
  it('a blocked PIN: the dry run says that the PUK sets the new one, and it does', async () => {
    await planted((state) => (state.pin.retriesRemaining = 0));
    const { findings } = await inspect(system.api, agent.workstationId, reader);
    expect(findings).toContainEqual(expect.objectContaining({ code: 'CARD_PIN_BLOCKED' }));
    const { plan } = await dryRun(keep);
    expect(plan.drift).toContain('The PIN is blocked; the PUK sets the new one');
    const { requestId } = await start({ ...keep, planHash: plan.planHash });
    const pin = randomPin();
    await untilSaga(system.api, requestId, ['AWAITING_USER'], 20_000);
    await supplyPin(system.api, requestId, pin);
    expect(await untilSaga(system.api, requestId, ['COMPLETED', 'FAILED'], 40_000)).toMatchObject({
      state: 'COMPLETED',
    });
    expect(await card.hasPin(pin)).toBe(true);
  });
});

describe('while it runs', () => {
  it('a blocked PUK of a card that does not tell: it parks with CARD_PUK_BLOCKED before the first key', async () => {
    const undo = await planted((state) => (state.puk.retriesRemaining = 0));
    const before = await card.snapshot();
    const { requestId } = await start(keep);
    await untilSaga(system.api, requestId, ['AWAITING_USER'], 20_000);
    await supplyPin(system.api, requestId, randomPin());
    const parked = await untilSaga(system.api, requestId, ['FAILED'], 20_000);
    expect(parked.errorCode).toBe('CARD_PUK_BLOCKED');
    expect(parked.sentence).toMatch(/PUK/);
    expect(await card.snapshot()).toEqual(before);
    await system.api('POST', `/sagas/${requestId}/cancel`, { reasonText: 'the spec' });
    await untilSaga(system.api, requestId, ['CANCELLED'], 20_000);
    await undo();
  });

  it('[fault 14] another card at resume: it parks with CARD_WRONG_DEVICE, and the right one goes on', async () => {
    const { requestId } = await start(keep);
    await untilSaga(system.api, requestId, ['AWAITING_USER'], 20_000);
    await agent.slots.remove(reader);
    await untilSaga(system.api, requestId, ['FAILED'], 20_000);
    const other = agent.card('strict', ++serial);
    const before = await other.snapshot();
    await agent.slots.insert(reader, other);
    await system.api('POST', `/sagas/${requestId}/retry`, {});
    let parked = await untilSaga(system.api, requestId, ['FAILED'], 20_000);
    for (
      const end = Date.now() + 20_000;
      parked.errorCode !== 'CARD_WRONG_DEVICE' && Date.now() < end;
      await delay(100)
    )
      parked = await untilSaga(system.api, requestId, ['FAILED'], 20_000);
    expect(parked.errorCode).toBe('CARD_WRONG_DEVICE');
    expect(parked.sentence).toMatch(/card/i);
    expect(other.commands.filter((apdu) => !isRead(apdu))).toEqual([]);
    expect(await other.snapshot()).toEqual(before);
    await agent.slots.remove(reader);
    await agent.slots.insert(reader, card);
    // Nobody retries: its insertion wakes the saga.
    await untilSaga(system.api, requestId, ['AWAITING_USER'], 20_000);
    await supplyPin(system.api, requestId, randomPin());
    expect(await untilSaga(system.api, requestId, ['COMPLETED', 'FAILED'], 40_000)).toMatchObject({
      state: 'COMPLETED',
    });
  });
});

// Last: the CA stays as it is made here.
describe('[D04][fault 23] a CA that would be outlived', () => {
  /** The issuers as if they ended in so many days. Certificates never change, so the vault reads them once: it is started again. */
  async function endsIn(days: number): Promise<Date> {
    await system.services['pki-svc'].stop();
    const [row] = await records.query<{ at: Date }>(
      `UPDATE pki.issuers SET not_after = date_trunc('second', now()) + make_interval(days => $1) RETURNING not_after AS at`,
      [days],
    );
    await system.startService('pki-svc');
    return row!.at;
  }

  it('with months left, the new certificates end with it', async () => {
    const end = await endsIn(60);
    const { requestId } = await start(keep);
    await untilSaga(system.api, requestId, ['AWAITING_USER'], 20_000);
    await supplyPin(system.api, requestId, randomPin());
    expect(await untilSaga(system.api, requestId, ['COMPLETED', 'FAILED'], 40_000)).toMatchObject({
      state: 'COMPLETED',
    });
    const made = (await deviceOf()).certificates.filter((row) => row.requestId === requestId);
    expect(made).toHaveLength(4);
    for (const { notAfter } of made) expect(notAfter).toBe(end.toISOString());
  });

  it('with days left, PKI_ISSUER_EXPIRING before anything is written', async () => {
    await endsIn(10);
    const before = await card.snapshot();
    void card.watch();
    // The doctor reuses good answers for some seconds.
    for (const until = Date.now() + 20_000; Date.now() < until; await delay(250)) {
      const { plan } = await dryRun(keep);
      if (plan.doctor!.some(({ check, ok }) => check === 'ca-expiry' && !ok)) break;
    }
    const problem = await refusal(start(keep));
    expect(problem.code).toBe('PKI_ISSUER_EXPIRING');
    expectSentence(problem, /ends too soon.* Renew the issuing CA\.$/);
    expect(card.commands.filter((apdu) => !isRead(apdu))).toEqual([]);
    expect(await card.snapshot()).toEqual(before);
  });
});
