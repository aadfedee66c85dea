/**
 * Where the card is, on the whole system: pulled in the middle of a saga and put into another reader of its workstation, in the place of
 * another card, reset by other programs while it is read. Nobody retries anything.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { SagaProgress, SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { CardState } from '@cardwright/simulated-card/card/card-state';
import type { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import type { CutMoment } from '@cardwright/simulated-card/power-cut';
import { FileStore } from '@cardwright/simulated-card/state-store';
import { eventually } from '../../src/eventually.js';
import type { WatchedCard } from '../../src/faults/watched-card.js';
import { startWorkstation, type Workstation } from '../../src/faults/workstation.js';
import { brokenInvariants } from '../../src/invariants.js';
import { inspect, issueCard, personId, randomPin, startIssue, supplyPin, untilSaga } from '../../src/issue.js';
import { openRecords, type Records } from '../../src/records.js';
import { refusal } from '../../src/refusal.js';
import { startSystem, type TestSystem } from '../../src/system.js';

jest.setTimeout(240_000);
const here = 'Faulty reader 0';
const there = 'Faulty reader 1';
const profileName = 'piv-four';
const people = `external_id,given_name,surname,email,upn
M1,Grace,Hopper,grace@example.test,grace@example.test
`;

let system: TestSystem;
let records: Records;
let agent: Workstation;
let grace: string;
let serial = 65_000_000;

beforeAll(async () => {
  system = await startSystem();
  records = await openRecords(system);
  await system.api('POST', '/people/import', { csv: people });
  grace = await personId(system.api, 'M1');
  agent = await startWorkstation(system, { name: 'moved', readers: 2 });
});
afterEach(async () => {
  await agent.slots.remove(here);
  await agent.slots.remove(there);
});
afterAll(async () => {
  await agent?.stop();
  await records?.close();
  await system?.stop();
});

const place = () => ({ workstationId: agent.workstationId, readerName: here });
const newCard = async (): Promise<WatchedCard> => {
  const card = agent.card('vendor', ++serial);
  await agent.slots.insert(here, card);
  return card;
};
const until = (requestId: string, ...states: SagaRow['state'][]): Promise<SagaRow> =>
  untilSaga(system.api, requestId, states, 60_000);
const issue = async (): Promise<SagaRow> => {
  const { device } = await inspect(system.api, agent.workstationId, here);
  return startIssue(system.api, {
    ...place(),
    deviceId: device.deviceId,
    personId: grace,
    profileName,
    pinChange: 'holder',
  });
};
const errorOf = async ({ requestId }: SagaRow): Promise<{ code: string | null; message: string | null }> => {
  const { saga } = await system.api<{ saga: SagaRow }>('GET', `/sagas/${requestId}`);
  return { code: saga.errorCode, message: saga.errorMessage };
};
const sentences = async (requestId: string): Promise<string[]> =>
  (await system.api<{ rows: SagaProgress[] }>('GET', `/sagas/${requestId}/timeline`)).rows.map(
    ({ sentence }) => sentence,
  );

/** The card is pulled in the moment in which this key reference is generated; resolves when it is out. */
async function pulledAt(card: SimulatedCard, keyReference: number): Promise<void> {
  let pulled = false;
  card.armCut(({ ins, p2 }) => {
    if (pulled || ins !== 0x47 || p2 !== keyReference) return undefined;
    pulled = true;
    return 'after';
  });
  await agent.slots.untilOut(here);
  card.armCut(undefined);
}

async function finish({ requestId, deviceId }: SagaRow, card: SimulatedCard): Promise<void> {
  const pin = randomPin();
  await until(requestId, 'AWAITING_USER');
  await supplyPin(system.api, requestId, pin);
  expect(await until(requestId, 'COMPLETED', 'FAILED')).toMatchObject({ state: 'COMPLETED', errorCode: null });
  expect(await card.hasPin(pin)).toBe(true);
  // What a reprovision replaced is revoked by jobs that follow the record.
  const broken = async () => brokenInvariants({ api: system.api, records }, deviceId, await card.snapshot());
  await eventually(broken, []);
}

describe('a card that is pulled in the middle of its saga and put into another reader', () => {
  it('issue: goes on there by itself, and says so', async () => {
    const card = await newCard();
    const saga = await issue();
    await pulledAt(card, 0x9c);
    await agent.slots.insert(there, card);
    await finish(saga, card);
    expect(await sentences(saga.requestId)).toContain(
      'The card is in "Faulty reader 1"; it was expected in "Faulty reader 0"',
    );
  });

  it('reprovision: the same', async () => {
    const card = await newCard();
    const { deviceId } = await issueCard(system.api, { ...place(), personId: grace, profileName, pin: randomPin() });
    const { saga } = await system.api<{ saga: SagaRow }>('POST', `/devices/${deviceId}/reprovision`, {
      ...place(),
      reason: 'PROFILE_CHANGED',
    });
    const pulled = pulledAt(card, 0x9d);
    await until(saga.requestId, 'AWAITING_USER');
    await supplyPin(system.api, saga.requestId, randomPin());
    await pulled;
    await agent.slots.insert(there, card);
    await finish(saga, card);
  });

  it('recycle of a card that is not where it was said to be', async () => {
    const card = await newCard();
    const { deviceId } = await issueCard(system.api, { ...place(), personId: grace, profileName, pin: randomPin() });
    await agent.slots.remove(here);
    await agent.slots.insert(there, card);
    const { saga } = await system.api<{ saga: SagaRow }>('POST', `/devices/${deviceId}/recycle`, {
      ...place(),
      reasonText: 'the spec',
    });
    expect(await until(saga.requestId, 'COMPLETED', 'FAILED')).toMatchObject({ state: 'COMPLETED', errorCode: null });
  });
});

describe('another card in the place of the one that is expected', () => {
  it('in the middle of a saga: it is named, nothing is written to it, and the right one goes on beside it', async () => {
    const card = await newCard();
    const saga = await issue();
    const other = agent.card('vendor', ++serial);
    const before = await other.snapshot();
    await pulledAt(card, 0x9a);
    await until(saga.requestId, 'FAILED');
    await agent.slots.insert(here, other);
    await system.api('POST', `/sagas/${saga.requestId}/retry`, {});
    await eventually(() => errorOf(saga), {
      code: 'CARD_WRONG_DEVICE',
      message: `The card ykserial:${serial - 1} is expected; "Faulty reader 0" holds ykserial:${serial}`,
    });
    await agent.slots.insert(there, card);
    await finish(saga, card);
    expect(await other.snapshot()).toEqual(before);
  });

  it('looked at in a reader that is named: what is there is said, wherever the right one is', async () => {
    await newCard();
    const { device } = await inspect(system.api, agent.workstationId, here);
    await agent.slots.insert(there, agent.card('vendor', ++serial));
    const look = (readerName: string) =>
      refusal(
        system.api('POST', '/inspections', {
          workstationId: agent.workstationId,
          readerName,
          deviceId: device.deviceId,
        }),
      );
    await expect(look(there)).resolves.toMatchObject({
      code: 'CARD_WRONG_DEVICE',
      detail: `The card ykserial:${serial - 1} is expected; "Faulty reader 1" holds ykserial:${serial}`,
    });
    await agent.slots.remove(there);
    await expect(look(there)).resolves.toMatchObject({ code: 'CARD_ABSENT' });
  });

  it('asked for: which card is where is said', async () => {
    await newCard();
    const { device } = await inspect(system.api, agent.workstationId, here);
    await agent.slots.remove(here);
    await newCard();
    const refused = refusal(
      system.api('POST', `/devices/${device.deviceId}/issue`, {
        ...place(),
        personId: grace,
        profileName,
        pinChange: 'holder',
      }),
    );
    await expect(refused).resolves.toMatchObject({
      code: 'CARD_WRONG_DEVICE',
      detail: `The card ykserial:${serial - 1} is expected; "Faulty reader 0" holds ykserial:${serial}`,
    });
  });
});

/** The same card, after somebody had it elsewhere. */
async function returned(
  { file, serial: number }: WatchedCard,
  change: (state: CardState) => void,
): Promise<WatchedCard> {
  const store = new FileStore(file);
  const state = (await store.load())!;
  change(state);
  await store.save(state);
  const card = agent.card('vendor', number);
  await agent.slots.insert(here, card);
  return card;
}

const writes = [0x24, 0x2c, 0x47, 0xdb, 0xff];
/** A new card's issue; the power goes at this proof by the management key. proofs: how many came before the first write. */
async function pulledAtProof(
  dialect: 'vendor' | 'strict',
  nth: number,
  when: CutMoment,
): Promise<{ saga: SagaRow; card: WatchedCard; proofs: number }> {
  const card = agent.card(dialect, ++serial);
  await agent.slots.insert(here, card);
  let [proofs, written] = [0, false];
  card.armCut(({ ins, p2 }) => {
    written ||= writes.includes(ins);
    if (written || ins !== 0x87 || p2 !== 0x9b) return undefined;
    return ++proofs === nth ? when : undefined;
  });
  const saga = await issue();
  if (nth === Infinity) await until(saga.requestId, 'AWAITING_USER');
  return { saga, card, proofs };
}

describe('a card that changed while it was out', () => {
  // The vault has stored new keys for the card by then, and the card was given none of them.
  it.each(
    (['vendor', 'strict'] as const).flatMap((dialect) =>
      (['before', 'after'] as const).map((when) => [dialect, when] as const),
    ),
  )('not a bit, a %s card pulled %s the proof of its first write: goes on by itself', async (dialect, when) => {
    const whole = await pulledAtProof(dialect, Infinity, when);
    await finish(whole.saga, whole.card);
    await agent.slots.remove(here);
    const { saga, card } = await pulledAtProof(dialect, whole.proofs, when);
    await agent.slots.untilOut(here);
    card.armCut(undefined);
    await agent.slots.insert(here, card);
    await finish(saga, card);
  });

  it('before the first write: the plan that was confirmed is not carried out on it, in whichever attempt', async () => {
    const card = await newCard();
    const { deviceId } = await issueCard(system.api, { ...place(), personId: grace, profileName, pin: randomPin() });
    const { saga } = await system.api<{ saga: SagaRow }>('POST', `/devices/${deviceId}/reprovision`, {
      ...place(),
      reason: 'PROFILE_CHANGED',
    });
    await until(saga.requestId, 'AWAITING_USER');
    await agent.slots.remove(here);
    await until(saga.requestId, 'FAILED');
    // The certificate that was to be kept with the old 9D key is gone.
    let kept: string | undefined;
    const changed = await returned(card, ({ objects }) => {
      kept = objects['5FC10B'];
      delete objects['5FC10B'];
    });
    const before = await changed.snapshot();
    await eventually(async () => (await errorOf(saga)).code, 'REQUEST_PLAN_CHANGED');
    expect(await changed.snapshot()).toEqual(before);
    await agent.slots.remove(here);
    const restored = await returned(changed, ({ objects }) => void (objects['5FC10B'] = kept!));
    await system.api('POST', `/sagas/${saga.requestId}/retry`, {});
    await finish(saga, restored);
  });
});

describe('a card that another program resets, or that the reader switches off, while it is only read', () => {
  it.each(['CARD_WAS_RESET', 'CARD_UNPOWERED'] as const)('%s: it never left, and the saga goes on', async (code) => {
    const card = await newCard();
    const { device } = await inspect(system.api, agent.workstationId, here);
    const isRead = (command: Uint8Array): boolean => command[1] === 0xcb;
    agent.disturb!(here, { code, before: isRead });
    const saga = await startIssue(system.api, {
      ...place(),
      deviceId: device.deviceId,
      personId: grace,
      profileName,
      pinChange: 'holder',
    });
    await finish(saga, card);
    expect((await until(saga.requestId, 'COMPLETED')).attempt).toBe(1);
  });
});
