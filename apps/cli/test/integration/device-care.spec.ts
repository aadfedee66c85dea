/** Reprovision, PIN reset, suspend, resume, terminate, reasons and revocations on the command line; issuance-svc is a stand-in. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { reasons } from '@cardwright/contracts/card/reasons';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ReprovisionWarnings, PasskeyDeletionRow, RevocationRow } from '@cardwright/contracts/nats/issuance.api';
import type { PlanSummary } from '@cardwright/contracts/nats/plan-summary';
import { sagaRow, type GatewayFixture } from '../../../gateway/test/gateway-fixture.js';
import { timeLeft } from '../../src/commands/reasons.commands.js';
import { type Cli, type SignedInCli, startSignedInCli } from '../cli-fixture.js';
import { type SagaStandIn, standInSaga } from '../saga-stand-in.js';

let signedIn: SignedInCli;
let gateway: GatewayFixture;
let cli: Cli;
let saga: SagaStandIn;

beforeAll(async () => {
  signedIn = await startSignedInCli('IO');
  ({ gateway, cli } = signedIn);
}, 60_000);
afterAll(() => signedIn?.stop());
beforeEach(async () => {
  gateway.answers.clear();
  gateway.seen.length = 0;
  saga = await standInSaga(gateway);
  gateway.answers.set('issuance devices.plan-reprovision', () => ({ plan, warnings }));
});

const plan: PlanSummary = {
  planHash: 'PLAN-1',
  profileName: 'piv',
  profileVersion: 3,
  steps: [
    { phase: 'own', kind: 'set-pin' },
    { phase: 'keys', kind: 'generate-key', subject: '9C' },
  ],
  certificates: [
    {
      container: 'digital-signature',
      keyReference: '9C',
      algorithm: 'P-256',
      certificateProfile: 'signature',
      notAfter: '2027-01-01T00:00:00Z',
    },
  ],
  drift: ['The certificate of 9C is missing'],
  pointOfNoReturn: 1,
  estimateMs: 12_300,
};
const warnings: ReprovisionWarnings = {
  replaced: [{ keyReference: '9C', serialNumberHex: '0A0B', notAfter: '2026-12-31T00:00:00Z', effect: 'superseded' }],
  operator: 'All keys but the old key management key are made anew.',
  holder: 'Keep the card in the reader.',
};
const bodies = (name: string) =>
  gateway.seen.filter((it) => it.name === `issuance ${name}`).map((it) => it.envelope.body);

describe('devices reprovision', () => {
  const line = 'devices reprovision ykserial:7 --workstation ws-1 --reason CONTENT_DAMAGED';
  const place = { workstationId: 'ws-1', reason: 'CONTENT_DAMAGED' };

  it('[D20, F04] --plan shows the warning, what is replaced, the steps, where there is no way back, and starts nothing', async () => {
    const ran = await cli.run(`${line} --plan`);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    for (const said of [warnings.operator, '0A0B', 'superseded', 'from generate-key 9C on there is only forward'])
      expect(ran.stdout).toContain(said);
    for (const said of ['differs: The certificate of 9C is missing', 'about 12 s', 'plan hash PLAN-1'])
      expect(ran.stdout).toContain(said);
    expect((await cli.run(`${line} --plan --json`)).json()).toEqual({ plan, warnings });
    expect(bodies('devices.reprovision')).toEqual([]);
  });

  it('[D21, D22] asks whoever sits there after the warning, takes the PIN twice, runs the plan that was shown', async () => {
    const ran = await cli.run(line, { confirmed: [true], typed: ['73194862', '73194862'] });
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stdout.indexOf(warnings.operator)).toBeLessThan(ran.stdout.indexOf('COMPLETED'));
    expect(ran.stderr).toContain('Write this card anew?');
    expect(saga.pins).toEqual(['73194862']);
    expect(bodies('devices.reprovision')).toEqual([{ deviceId: saga.deviceId, ...place, planHash: 'PLAN-1' }]);
    expect(JSON.stringify(gateway.seen)).not.toContain('73194862');
  });

  it('[D21] starts nothing when they say no', async () => {
    expect((await cli.run(line, { confirmed: [false], typed: [] })).code).toBe(1);
    expect(bodies('devices.reprovision')).toEqual([]);
  });

  it('a script starts at once, its PIN from a descriptor, words and the accepted loss with it', async () => {
    const options = '--reason-text asked --accept-history-loss --plan-hash H --idempotency-key once --pin-fd {fd}';
    expect(await cli.runWithFd(`${line} ${options}`, '73194862\n')).toMatchObject({ code: 0 });
    expect(bodies('devices.plan-reprovision')).toEqual([]);
    const words = { reasonText: 'asked', acceptHistoryLoss: true, planHash: 'H', idempotencyKey: 'once' };
    expect(bodies('devices.reprovision')).toEqual([{ deviceId: saga.deviceId, ...place, ...words }]);
    expect(saga.pins).toEqual(['73194862']);
  });

  it('does not begin where nobody could give the PIN, nor without a reason', async () => {
    expect((await cli.run(line)).code).toBe(2);
    expect((await cli.run('devices reprovision ykserial:7 --workstation ws-1')).code).toBe(2);
    expect(bodies('devices.reprovision')).toEqual([]);
  });

  it.each([
    ['AUTH_NOT_YOUR_DEVICE', 4],
    ['LIFECYCLE_NOT_ACTIVE', 6],
    ['REQUEST_PLAN_CHANGED', 6],
    ['REASON_TEXT_REQUIRED', 9],
  ] as const)('[D16] %s is exit code %i, with the sentence and what to do', async (code, exit) => {
    const refusal = new CardwrightError(code);
    gateway.answers.set('issuance devices.reprovision', () => {
      throw refusal;
    });
    const ran = await cli.run(`${line} --no-watch`);
    expect(ran.code).toBe(exit);
    expect(ran.stderr).toContain(refusal.message);
    expect(ran.stderr).toContain(refusal.row.fix);
  });
});

describe('devices pin-reset', () => {
  const line = 'devices pin-reset ykserial:7 --workstation ws-1 --reason FORGOTTEN_PIN';

  it('asks again for a PIN that the card refused, and says why', async () => {
    const supply = gateway.answers.get('issuance sagas.supply-pin')!;
    const sentence =
      'The card does not take this PIN. Choose another PIN. Cards have rules of their own: not too short.';
    gateway.answers.set('issuance sagas.supply-pin', async () => {
      const again = await saga.reopen();
      gateway.answers.set('issuance sagas.supply-pin', supply);
      setImmediate(() => {
        saga.happen({ sentence: 'Reading the card' });
        saga.happen({ kind: 'state', state: 'AWAITING_USER', awaiting: 'pin', sentence });
      });
      return again;
    });
    const ran = await cli.run(line, { typed: ['777194', '777194', '73194862', '73194862'] });
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stderr).toContain(sentence);
    expect(saga.pins).toEqual(['73194862']);
  });

  it('sets the PIN that is typed', async () => {
    expect(await cli.run(line, { typed: ['73194862', '73194862'] })).toMatchObject({ code: 0 });
    expect(saga.pins).toEqual(['73194862']);
    expect((await cli.run(line)).code).toBe(2);
  });
});

it('devices activate: says at its end what has become of the card, and not that it was asked for', async () => {
  gateway.answers.set('issuance devices.activate', () => {
    setImmediate(() => {
      saga.happen({ sentence: 'Taking the certificates off hold' });
      const sentence = 'The card is active; its initial PIN must be changed';
      saga.happen({ state: 'COMPLETED', percent: 100, sentence });
    });
    return { saga: { ...saga.now(), sentence: 'The request is accepted' } };
  });
  const ran = await cli.run('devices activate ykserial:7 --reason-text Shown');
  expect(ran).toMatchObject({ code: 0, stdout: 'COMPLETED  The card is active; its initial PIN must be changed\n' });
  expect(bodies('devices.activate')).toEqual([{ deviceId: saga.deviceId, reason: 'Shown' }]);
});

describe('devices suspend, resume, terminate', () => {
  it.each([
    ['suspend', 'ON_LEAVE', 'SUSPENDED'],
    ['resume', 'FOUND', 'ACTIVE'],
    ['terminate', 'STOLEN', 'TERMINATED'],
  ])('%s with its reason answers the state', async (action, reason, deviceState) => {
    gateway.answers.set(`issuance devices.${action}`, () => ({ device: { label: 'L', state: deviceState } }));
    const ran = await cli.run(`devices ${action} ykserial:7 --reason ${reason} --reason-text said`);
    expect(ran).toMatchObject({ code: 0, stdout: `L  ${deviceState}\n` });
    expect(bodies(`devices.${action}`)).toEqual([{ deviceId: saga.deviceId, reason, reasonText: 'said' }]);
    expect((await cli.run(`devices ${action} ykserial:7`)).code).toBe(2);
  });
});

describe('devices request-lock', () => {
  it('[B05] needs no workstation, and says which request waits', async () => {
    const waits = sagaRow(saga.deviceId, { type: 'LOCK', state: 'READY' });
    gateway.answers.set('issuance devices.request-lock', () => ({ saga: waits }));
    const ran = await cli.run('devices request-lock ykserial:7 --reason OTHER --reason-text said');
    expect(ran).toMatchObject({ code: 0, stdout: `${waits.requestId}\n` });
    expect(bodies('devices.request-lock')).toEqual([{ deviceId: saga.deviceId, reason: 'OTHER', reasonText: 'said' }]);
    expect((await cli.run('devices request-lock ykserial:7')).code).toBe(2);
  });
});

describe('devices request-pin-reset', () => {
  it('[B05] needs no workstation, and says which request waits', async () => {
    const waits = sagaRow(saga.deviceId, { type: 'UNLOCK', state: 'READY' });
    gateway.answers.set('issuance devices.request-pin-reset', () => ({ saga: waits }));
    const ran = await cli.run('devices request-pin-reset ykserial:7 --reason FORGOTTEN_PIN');
    expect(ran).toMatchObject({ code: 0, stdout: `${waits.requestId}\n` });
    expect(bodies('devices.request-pin-reset')).toEqual([{ deviceId: saga.deviceId, reason: 'FORGOTTEN_PIN' }]);
  });
});

describe('devices bind, unbind', () => {
  const personId = '00000000-0000-4000-9000-0000000000aa';

  it('[B06] need no workstation, and say what became of the card and which request waits', async () => {
    const waits = sagaRow(saga.deviceId, { type: 'ISSUE', state: 'READY' });
    const reply = { saga: waits, device: { label: 'L', state: 'ASSIGNED' } };
    gateway.answers.set('issuance devices.bind', () => reply);
    gateway.answers.set('issuance devices.unbind', () => ({ device: { label: 'L', state: 'AVAILABLE' } }));
    const bound = await cli.run(`devices bind ykserial:7 --person ${personId} --profile piv --reason-text May`);
    expect(bound).toMatchObject({ code: 0, stdout: `L  ASSIGNED\n${waits.requestId}\n` });
    expect(bodies('devices.bind')).toEqual([{ deviceId: saga.deviceId, personId, profileName: 'piv', reason: 'May' }]);
    await cli.run(`devices bind ykserial:7 --person ${personId} --profile piv --accept-well-known --reason-text lab`);
    expect(bodies('devices.bind')[1]).toMatchObject({ acceptWellKnown: true, reason: 'lab' });
    const unbound = await cli.run('devices unbind ykserial:7 --reason-text gone');
    expect(unbound).toMatchObject({ code: 0, stdout: 'L  AVAILABLE\n' });
    expect(bodies('devices.unbind')).toEqual([{ deviceId: saga.deviceId, reason: 'gone' }]);
    expect((await cli.run('devices bind ykserial:7')).code).toBe(2);
  });
});

describe('a cardholder who asks for a new card', () => {
  const asks = { reason: 'DAMAGED', reasonText: 'bent', askedAt: '2026-11-28T10:00:00Z', decision: null };

  it('[C01] is in the list that is asked for them alone, with their words at the card', async () => {
    gateway.answers.set('issuance devices.list', () => ({ rows: [], nextCursor: null }));
    expect(await cli.run('devices list --replacement-asked')).toMatchObject({ code: 0 });
    expect(bodies('devices.list')).toMatchObject([{ replacementAsked: true }]);
    const device = { credentials: [], certificates: [], replacementAsk: { ...asks, decisionReasonText: null } };
    gateway.answers.set('issuance devices.get', () => ({ device }));
    const ran = await cli.run(`devices show ${saga.deviceId}`);
    expect(ran.stdout).toContain('another card, DAMAGED, 2026-11-28T10:00:00Z; bent; not decided');
  });

  it('[C01] is declined with words', async () => {
    gateway.answers.set('issuance devices.decline-replacement', () => ({ device: { label: 'L', state: 'ACTIVE' } }));
    const line = ['devices', 'decline-replacement', saga.deviceId];
    const ran = await cli.run([...line, '--reason-text', 'Come to the desk']);
    expect(ran).toMatchObject({ code: 0, stdout: 'L  ACTIVE\n' });
    expect(bodies('devices.decline-replacement')).toEqual([{ deviceId: saga.deviceId, reason: 'Come to the desk' }]);
    expect((await cli.run(line)).code).toBe(2);
  });
});

describe('devices replace, and the issue for it', () => {
  it('says what becomes of the card and which request waits', async () => {
    const request = { requestId: 'R-1', personId: 'P-1', profileName: 'piv' };
    gateway.answers.set('issuance devices.replace', () => ({
      saga: request,
      device: { label: 'L', state: 'SUSPENDED' },
    }));
    const ran = await cli.run('devices replace ykserial:7 --reason FORGOTTEN');
    expect(ran).toMatchObject({ code: 0, stdout: 'L  SUSPENDED\nR-1\n' });
    const asked = { deviceId: saga.deviceId, kind: 'temporary', reason: 'FORGOTTEN' };
    expect(bodies('devices.replace')).toEqual([asked]);
  });

  it('takes person and profile from the request', async () => {
    const requestId = '6d6e3c1a-53a3-4b5c-9a0e-2f7c3a1b9d10';
    const personId = '0f6f4f6e-6a58-4b5d-8f63-6c8bd1ad5a11';
    gateway.answers.set('issuance sagas.get', () => ({ saga: { requestId, personId, profileName: 'piv' } }));
    gateway.answers.set('issuance devices.plan', () => ({ plan }));
    const ran = await cli.run(`devices plan ykserial:7 --replacement ${requestId} --workstation ws-1`);
    expect(ran.code).toBe(0);
    expect(bodies('devices.plan')).toMatchObject([{ personId, profileName: 'piv', replacementRequestId: requestId }]);
    expect((await cli.run('devices plan ykserial:7 --workstation ws-1')).code).toBe(2);
  });
});

describe('reasons and revocations', () => {
  it('[D19] lists the reasons for a use', async () => {
    const list = reasons.filter(({ uses }) => uses.includes('reprovision'));
    gateway.answers.set('issuance reasons.list', () => ({ reasons: list }));
    const ran = await cli.run('reasons list --use reprovision');
    for (const { code, title } of list) expect(ran.stdout).toMatch(new RegExp(`${code} .*${title}`));
    expect((await cli.run('reasons list --use reprovision --json')).json()).toEqual(list);
    expect(bodies('reasons.list')[0]).toEqual({ use: 'reprovision' });
  });

  it('[F08] lists what relying parties owe, of whose card and with the time that is left', async () => {
    const row: PasskeyDeletionRow = {
      passkeyId: '5d2c1f0e-0000-4000-8000-00000000000a',
      requestId: '5d2c1f0e-0000-4000-8000-00000000000b',
      deviceId: saga.deviceId,
      deviceLabel: 'Key of Grace',
      personId: '5d2c1f0e-0000-4000-8000-00000000000c',
      personName: 'Grace Holder',
      relyingParty: 'entra',
      displayName: 'Cardwright 5d2c1f0e',
      aaguid: null,
      why: 'recycled',
      state: 'pending',
      attempts: 4,
      lastErrorCode: 'RELYING_PARTY_UNAVAILABLE',
      requestedAt: '2026-01-01T00:00:00Z',
      dueAt: '2026-01-01T18:00:00Z',
      doneAt: null,
    };
    gateway.answers.set('issuance passkey-deletions.list', () => ({ rows: [row], nextCursor: null }));
    const ran = await cli.run('passkey-deletions list --device ykserial:7 --state overdue');
    expect(ran.stdout).toMatch(
      /Cardwright 5d2c1f0e +entra +Grace Holder +Key of Grace +recycled +pending +overdue by .*- +4 +RELYING_PARTY_UNAVAILABLE/,
    );
    expect(bodies('passkey-deletions.list')).toEqual([{ deviceId: saga.deviceId, state: 'overdue', limit: 100 }]);
    expect((await cli.run('passkey-deletions list --state perhaps')).code).toBe(2);
  });

  it('[F08] lists what the CA owes with the time that is left', async () => {
    const row: RevocationRow = {
      serialNumberHex: '0A0B',
      issuerId: 'issuing-1',
      deviceId: saga.deviceId,
      keyReference: '9C',
      reason: 'keyCompromise',
      state: 'pending',
      attempts: 4,
      lastErrorCode: 'PKI_SIGNER_UNAVAILABLE',
      requestedAt: '2026-01-01T00:00:00Z',
      dueAt: '2026-01-01T18:00:00Z',
      doneAt: null,
      workflowId: 'revocation/issuing-1/0A0B',
    };
    gateway.answers.set('issuance revocations.list', () => ({ rows: [row], nextCursor: null }));
    const ran = await cli.run('revocations list --device ykserial:7 --open');
    expect(ran.stdout).toMatch(/0A0B.*keyCompromise.*pending.*overdue by .*4 .*PKI_SIGNER_UNAVAILABLE/);
    expect(bodies('revocations.list')).toEqual([{ deviceId: saga.deviceId, open: true, limit: 100 }]);
    const done = { ...row, state: 'done', doneAt: '2026-01-01T00:00:07Z' } as const;
    gateway.answers.set('issuance revocations.list', () => ({ rows: [done], nextCursor: null }));
    const lines = (await cli.run('revocations list')).stdout.split('\n');
    // What is done is due no more, and when it was done is no due date.
    expect(lines[0]).toMatch(/state +due +done +asked/);
    expect(lines[1]).toMatch(/done +- +2026-01-01T00:00:07Z +4/);
    const due = Date.parse(row.dueAt);
    expect(timeLeft(row.dueAt, due - 17 * 3_600_000 - 40 * 60_000)).toBe('in 17 h 40 min');
    expect(timeLeft(row.dueAt, due - 60_000)).toBe('in 1 min');
    expect(timeLeft(row.dueAt, due + 61 * 60_000)).toBe('overdue by 1 h 1 min');
  });
});

it('devices due: what is due for a card and why it is not offered', async () => {
  const deviceId = '5d2c1f0e-0000-4000-8000-000000000007';
  const row = {
    ...{ kind: 'cert.renew', cause: 'RENEW', keyReferences: ['9A'], urgency: 'normal' },
    ...{ dueAt: '2026-11-01T00:00:00Z', deadline: '2026-12-24T00:00:00Z' },
  };
  const due = [
    { ...row, heldBack: 'PROFILE_WITHDRAWN' },
    { ...row, keyReferences: ['9C'], heldBack: null },
    // An older update-svc does not say.
    { ...row, keyReferences: ['9D'] },
  ];
  gateway.answers.set('issuance devices.update-offers', () => ({ rows: [], nextCursor: null, due }));
  const ran = await cli.run(`devices due ${deviceId}`);
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  expect(ran.stdout.split('\n').slice(0, 4)).toEqual([
    expect.stringMatching(/^ what +why +keys +due +deadline +urgency +held back +$/),
    expect.stringMatching(
      /^ cert\.renew +RENEW +9A +2026-11-01T00:00:00Z +2026-12-24T00:00:00Z +normal +PROFILE_WITHDRAWN: The credential profile was withdrawn $/,
    ),
    expect.stringMatching(/ 9C .* - +$/),
    expect.stringMatching(/ 9D .* - +$/),
  ]);
  expect(JSON.parse((await cli.run(`devices due ${deviceId} --json`)).stdout)).toEqual(due);
});

it('devices offers: what the holder was offered, when, and what they did', async () => {
  const deviceId = '5d2c1f0e-0000-4000-8000-000000000007';
  const cause = { kind: 'cert.renew', cause: 'RENEW', keyReferences: ['9A'], dueAt: '2026-11-01T00:00:00Z' };
  const offer = {
    offerId: 'offer-1',
    deviceId,
    kind: 'cert.renew',
    causes: [{ ...cause, deadline: null, urgency: 'normal' }],
    urgency: 'normal',
    deadline: '2026-12-24T00:00:00Z',
    state: 'postponed',
    offeredAt: '2026-11-27T12:00:00Z',
    until: '2026-11-27T14:30:00Z',
    postponements: [{ at: '2026-11-27T12:01:00Z', cause: 'dismissed', until: '2026-11-27T14:30:00Z' }],
    requestId: null,
  };
  gateway.answers.set('issuance devices.update-offers', () => ({ rows: [offer], nextCursor: null }));
  const ran = await cli.run(`devices offers ${deviceId}`);
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  for (const said of [
    '2026-11-27T12:00:00Z',
    'cert.renew',
    'RENEW',
    'postponed',
    '2026-11-27T14:30:00Z',
    'dismissed',
    'offer-1',
  ])
    expect(ran.stdout).toContain(said);
  expect(bodies('devices.update-offers')).toEqual([{ deviceId, limit: 100 }]);
  const json = await cli.run(`devices offers ${deviceId} --json`);
  expect(JSON.parse(json.stdout)).toEqual([offer]);
});
