/**
 * No effect before every check has passed: an action that is refused, for whatever reason, leaves the saga that is parked for the card, its
 * decisions, its certificates and the device as they were. Real servers; the agent and the vault say what a case asks.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { CardImage } from '@cardwright/contracts/card/card-image';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import { imageOf, letChecksPass, type Said } from '../support/passing-checks.js';
import { actorWith } from '../support/records-service.js';
import { SagasService, workstationId, type CardSaga, type Planted } from '../support/sagas-service.js';

jest.setTimeout(60_000);
const operator = actorWith('ada', ['issuance-operator']);
const place = { workstationId, readerName: 'Reader 0' };

let service: SagasService;
let said: Said;

beforeAll(async () => {
  // A card that is suspended for a question loses its saga a moment later: not in this spec, which looks at the question alone.
  service = await SagasService.start({ pace: { overtakenMs: 3_600_000 } });
  said = letChecksPass(service);
}, 120_000);
afterAll(async () => service?.stop(), 60_000);
beforeEach(() => void Object.assign(said, { inspected: imageOf, usable: true }));

/** Everything that an action may change about a card. */
async function recordOf({ deviceId }: Planted): Promise<unknown> {
  const rows = (table: string, by: string) =>
    service.query(`SELECT row_to_json(row) AS row FROM ${table} row WHERE ${by} ORDER BY 1::text`, [deviceId]);
  return {
    device: await rows('device', 'device_id = $1'),
    requests: await rows('request', 'device_id = $1'),
    credentials: await rows('credential', 'device_id = $1'),
    revocations: await rows('revocation', 'device_id = $1'),
    decisions: await rows('decision', 'request_id IN (SELECT request_id FROM request WHERE device_id = $1)'),
  };
}

type Action = 'reprovision' | 'update' | 'reset-pin' | 'lock' | 'recycle' | 'activate' | 'issue';
async function act(action: Action, { deviceId }: Planted, more: object = {}): Promise<unknown> {
  const ask = service.records.askUnchecked.bind(service.records);
  const base = { deviceId, ...place };
  switch (action) {
    case 'reprovision':
      return ask('devices.reprovision', { ...base, reason: 'CONTENT_DAMAGED', ...more }, operator);
    case 'update':
      return ask('devices.update', { ...base, reason: 'RENEW', keyReferences: ['9A'], ...more }, operator);
    case 'reset-pin':
      return ask('devices.reset-pin', { ...base, reason: 'FORGOTTEN_PIN', ...more }, operator);
    case 'lock':
      return ask('devices.lock', { ...base, reason: 'PIN_EXPOSED', ...more }, operator);
    case 'recycle':
      return ask('devices.recycle', { ...base, reason: 'OTHER', ...more }, operator);
    case 'activate':
      return ask('devices.activate', { deviceId }, operator);
    case 'issue': {
      const [device] = await service.query<{ person_id: string }>('SELECT person_id FROM device WHERE device_id = $1', [
        deviceId,
      ]);
      const asked = { personId: device!.person_id, profileName: 'authentication-only', pinChange: 'none' };
      return ask('devices.issue', { ...base, ...asked, ...more }, operator);
    }
  }
}

const absent = (): never => {
  throw new CardwrightError('CARD_ABSENT');
};
const other = (): CardImage => imageOf('ykserial:99999999');
const pukBlocked = (identity: string): CardImage => ({
  ...imageOf(identity),
  puk: { retriesRemaining: 0, retriesTotal: 3, factory: false, blocked: true },
});
const contactless = (identity: string): CardImage => ({ ...imageOf(identity), interface: 'contactless' });

interface Case {
  action: Action;
  parked: CardSaga;
  why: string;
  code: ErrorCode;
  card?: Said['inspected'];
  more?: object;
  caAway?: true;
  deviceState?: string;
}
const cases: Case[] = [
  // This case is first, because good answers are reused for some seconds.
  {
    action: 'reprovision',
    parked: 'REPROVISION',
    why: 'the CA cannot sign',
    code: 'PKI_SIGNER_UNAVAILABLE',
    caAway: true,
  },
  { action: 'reprovision', parked: 'ISSUE', why: 'the card is being issued', code: 'LIFECYCLE_NOT_ACTIVE' },
  { action: 'reprovision', parked: 'RECYCLE', why: 'the card is being recycled', code: 'LIFECYCLE_NOT_ACTIVE' },
  { action: 'reprovision', parked: 'REPROVISION', why: 'no card is there', code: 'CARD_ABSENT', card: absent },
  {
    action: 'reprovision',
    parked: 'REPROVISION',
    why: 'another card is there',
    code: 'CARD_WRONG_DEVICE',
    card: other,
  },
  {
    action: 'reprovision',
    parked: 'UPDATE',
    why: 'it has no contacts',
    code: 'CARD_INTERFACE_UNSUPPORTED',
    card: contactless,
  },
  { action: 'reprovision', parked: 'UNLOCK', why: 'its PUK is blocked', code: 'CARD_PUK_BLOCKED', card: pukBlocked },
  {
    action: 'reprovision',
    parked: 'REPROVISION',
    why: 'the plan is another one',
    code: 'REQUEST_PLAN_CHANGED',
    more: { planHash: '00'.repeat(32) },
  },
  {
    action: 'reprovision',
    parked: 'REPROVISION',
    why: 'the reason is unknown',
    code: 'REASON_UNKNOWN',
    more: { reason: 'NONSENSE' },
  },
  {
    action: 'reprovision',
    parked: 'LOCK',
    why: 'the card is suspended',
    code: 'LIFECYCLE_NOT_ACTIVE',
    deviceState: 'SUSPENDED',
  },
  { action: 'update', parked: 'ISSUE', why: 'an issue does not give way', code: 'REQUEST_DEVICE_BUSY' },
  { action: 'update', parked: 'UPDATE', why: 'no card is there', code: 'CARD_ABSENT', card: absent },
  {
    action: 'update',
    parked: 'UPDATE',
    why: 'the plan is another one',
    code: 'REQUEST_PLAN_CHANGED',
    more: { planHash: '00'.repeat(32) },
  },
  { action: 'update', parked: 'REPROVISION', why: 'it does not give way', code: 'REQUEST_DEVICE_BUSY' },
  { action: 'reset-pin', parked: 'UNLOCK', why: 'no card is there', code: 'CARD_ABSENT', card: absent },
  { action: 'reset-pin', parked: 'LOCK', why: 'its PUK is blocked', code: 'CARD_PUK_BLOCKED', card: pukBlocked },
  {
    action: 'reset-pin',
    parked: 'UNLOCK',
    why: 'the card is suspended',
    code: 'LIFECYCLE_NOT_ACTIVE',
    deviceState: 'SUSPENDED',
  },
  { action: 'reset-pin', parked: 'REPROVISION', why: 'it does not give way', code: 'REQUEST_DEVICE_BUSY' },
  { action: 'lock', parked: 'LOCK', why: 'another card is there', code: 'CARD_WRONG_DEVICE', card: other },
  { action: 'lock', parked: 'ISSUE', why: 'the card is being issued', code: 'LIFECYCLE_NOT_ACTIVE' },
  {
    action: 'recycle',
    parked: 'ISSUE',
    why: 'a disposed card is not recycled',
    code: 'LIFECYCLE_TRANSITION',
    deviceState: 'DISPOSED',
  },
  // The kind of the request decides what is asked for, and not the members of its body.
  {
    action: 'update',
    parked: 'UPDATE',
    why: 'no keys are named',
    code: 'REQUEST_INVALID',
    more: { keyReferences: undefined },
  },
  {
    action: 'update',
    parked: 'UPDATE',
    why: 'the list of keys is empty',
    code: 'REQUEST_INVALID',
    more: { keyReferences: [] },
  },
  {
    action: 'reprovision',
    parked: 'UPDATE',
    why: 'keys are named',
    code: 'REQUEST_INVALID',
    more: { keyReferences: ['9A'] },
  },
  { action: 'activate', parked: 'ISSUE', why: 'the card does not wait for it', code: 'LIFECYCLE_TRANSITION' },
  { action: 'activate', parked: 'REPROVISION', why: 'the card does not wait for it', code: 'LIFECYCLE_TRANSITION' },
  { action: 'issue', parked: 'ISSUE', why: 'it is being issued', code: 'REQUEST_DEVICE_BUSY' },
  { action: 'issue', parked: 'REPROVISION', why: 'it is issued', code: 'LIFECYCLE_ALREADY_ISSUED' },
];

describe('what is refused has no effect', () => {
  const parked = new Map<CardSaga, Planted[]>();

  beforeAll(async () => {
    const all = await service.parkedOfEach(cases.map((each) => each.parked));
    for (const [type, planted] of all) parked.set(type, [...(parked.get(type) ?? []), planted]);
  }, 60_000);

  it.each(cases)('$action while $parked is parked, and $why: $code', async ({ action, parked: type, ...given }) => {
    const planted = parked.get(type)!.pop()!;
    if (given.deviceState !== undefined)
      await service.query(`UPDATE device SET state = $2 WHERE device_id = $1`, [planted.deviceId, given.deviceState]);
    said.inspected = given.card ?? imageOf;
    said.usable = given.caAway !== true;
    const before = await recordOf(planted);
    await expect(act(action, planted, given.more)).rejects.toMatchObject({ code: given.code });
    const after = await recordOf(planted);
    expect(after).toEqual(before);
    expect((await service.handle(planted).describe()).status.name).toBe('RUNNING');
  });
});

describe('the dry run of an update', () => {
  it.each([
    ['devices.plan-update', 'RENEW', undefined],
    ['devices.plan-update', 'RENEW', []],
    ['devices.plan-reprovision', 'CONTENT_DAMAGED', ['9A']],
  ] as const)('%s for %s with keys %j is refused, and plans nothing else', async (endpoint, reason, keyReferences) => {
    const { deviceId } = await service.plantDevice('ACTIVE');
    const asked = { deviceId, ...place, reason, ...(keyReferences && { keyReferences }) };
    await expect(service.records.askUnchecked(endpoint, asked, operator)).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      details: { field: 'keyReferences' },
    });
  });
});

describe('what passes every check ends the parked saga, and begins', () => {
  it.each<[Action, CardSaga]>([
    ['reprovision', 'UPDATE'],
    ['reprovision', 'REPROVISION'],
    ['reprovision', 'LOCK'],
    ['update', 'UPDATE'],
    ['reset-pin', 'LOCK'],
    ['lock', 'UNLOCK'],
    ['recycle', 'ISSUE'],
    ['recycle', 'REPROVISION'],
  ])('%s over a parked %s', async (action, type) => {
    const planted = await service.parked(type);
    const { saga } = (await act(action, planted)) as { saga: { requestId: string } };
    expect(await service.now(planted)).toMatchObject({ state: 'CANCELLED' });
    await service.until({ ...planted, requestId: saga.requestId }, { state: 'FAILED', stuckReason: 'CARD_ABSENT' });
  });
});

describe('inspection and the action itself go by one rule', () => {
  type Row = [state: string, refused: Partial<Record<Action, ErrorCode>>];
  const issued = 'LIFECYCLE_ALREADY_ISSUED';
  const wrong = 'LIFECYCLE_TRANSITION';
  it.each<Row>([
    ['AVAILABLE', { recycle: wrong, activate: wrong, 'reset-pin': 'LIFECYCLE_NOT_ACTIVE' }],
    ['ISSUING', { issue: 'REQUEST_DEVICE_BUSY', activate: wrong, 'reset-pin': 'LIFECYCLE_NOT_ACTIVE' }],
    ['ISSUE_FAILED', { issue: wrong, activate: wrong, 'reset-pin': 'LIFECYCLE_NOT_ACTIVE' }],
    ['PENDING_ACTIVATION', { issue: issued, 'reset-pin': 'LIFECYCLE_NOT_ACTIVE' }],
    ['ACTIVE', { issue: issued, activate: wrong }],
    ['SUSPENDED', { issue: issued, activate: wrong, 'reset-pin': 'LIFECYCLE_NOT_ACTIVE' }],
    ['REPLACED', { issue: wrong, activate: wrong, 'reset-pin': 'LIFECYCLE_NOT_ACTIVE' }],
    ['TERMINATED', { issue: wrong, activate: wrong, 'reset-pin': 'LIFECYCLE_NOT_ACTIVE' }],
    ['EXPIRED', { issue: wrong, activate: wrong, 'reset-pin': 'LIFECYCLE_NOT_ACTIVE' }],
    ['RECYCLING', { issue: wrong, activate: wrong, 'reset-pin': 'LIFECYCLE_NOT_ACTIVE' }],
    ['DISPOSED', { issue: wrong, recycle: wrong, activate: wrong, 'reset-pin': 'LIFECYCLE_NOT_ACTIVE' }],
  ])('a card that is %s: what is refused is not offered, with the same code', async (state, refused) => {
    const planted = await service.plantDevice(state);
    const { actions } = await service.records.ask('devices.inspect', { workstationId, ...planted }, operator);
    const asked: Action[] = ['issue', 'recycle', 'activate', 'reset-pin'];
    const offered = actions.filter(({ action }) => asked.includes(action as Action));
    expect(Object.fromEntries(offered.flatMap(({ action, code }) => (code ? [[action, code]] : [])))).toEqual(refused);
    for (const [action, code] of Object.entries(refused))
      await expect(act(action as Action, { ...planted, requestId: '' })).rejects.toMatchObject({ code });
  });
});

describe('[Issue 13] whoever issues a card in a browser says how they identified the holder', () => {
  const inBrowser = { ...operator, browser: true as const };
  const blank = async () => {
    const planted = await service.plantDevice('AVAILABLE');
    const [row] = await service.query<{ person_id: string }>('SELECT person_id FROM device WHERE device_id = $1', [
      planted.deviceId,
    ]);
    const asked = {
      deviceId: planted.deviceId,
      personId: row!.person_id,
      profileName: 'authentication-only',
      ...place,
    };
    const issue = (more: object, actor = inBrowser) =>
      service.records.ask('devices.issue', { ...asked, pinChange: 'holder', ...more }, actor);
    return { planted: { ...planted, requestId: '' }, personId: row!.person_id, issue };
  };

  it('and nothing is read or written before it is said', async () => {
    const { planted, personId, issue } = await blank();
    const before = await recordOf(planted);
    said.inspected = absent;
    await expect(issue({})).rejects.toMatchObject({ code: 'PERSON_NOT_IDENTIFIED' });
    await expect(issue({ identifiedBy: 'photo' })).rejects.toMatchObject({
      ...{ code: 'PERSON_NOT_IDENTIFIED', message: 'There is no photo of this person to be identified by' },
    });
    expect(await recordOf(planted)).toEqual(before);
    said.inspected = imageOf;
    await service.query(
      `INSERT INTO person_photo (person_id, tenant_id, media_type, width, height, version, data, updated_at)
       SELECT person_id, tenant_id, 'image/png', 64, 64, 'v', '\\x00', now() FROM person WHERE person_id = $1`,
      [personId],
    );
    const { saga } = await issue({ identifiedBy: 'photo' });
    expect(saga.identifiedBy).toBe('photo');
    const auditor = actorWith('ines', ['auditor']);
    const { rows } = await service.records.ask('audit.list', { object: `request:${saga.requestId}` }, auditor);
    expect(rows.filter(({ action }) => action === 'request.started')).toMatchObject([
      { actor: 'person:ada@https://issuer.example', details: { type: 'ISSUE', personId, identifiedBy: 'photo' } },
    ]);
  });

  it('of a holder who is not there, and by a program of an earlier release, nothing is said', async () => {
    const later = await (await blank()).issue({ pinChange: 'none' });
    const program = await (await blank()).issue({}, operator as typeof inBrowser);
    expect([later, program].map(({ saga }) => saga.identifiedBy)).toEqual([null, null]);
  });
});
