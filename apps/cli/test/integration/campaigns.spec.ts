/** Campaigns on the command line; issuance-svc is a stand-in. */
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { GatewayFixture } from '../../../gateway/test/gateway-fixture.js';
import { type Cli, type SignedInCli, startSignedInCli } from '../cli-fixture.js';

let signedIn: SignedInCli;
let gateway: GatewayFixture;
let cli: Cli;

beforeAll(async () => {
  signedIn = await startSignedInCli('PA');
  ({ gateway, cli } = signedIn);
}, 60_000);
afterAll(() => signedIn?.stop());
beforeEach(() => {
  gateway.seen.length = 0;
});

const asked = (name: string) => gateway.seen.find((each) => each.name === `issuance campaigns.${name}`)?.envelope.body;
const lines = (text: string): string[] => text.split('\n');

const campaignId = '5d2c1f0e-0000-4000-8000-000000000008';
const campaign = {
  ...{ campaignId, name: 'New CA', state: 'stopped', filter: { profileName: 'piv', issuerId: 'ca-1' }, cards: 300 },
  ...{ reason: 'KEYSET_ROTATION', reasonText: null, cardsPerHour: 50, deadline: '2027-07-01T00:00:00.000Z' },
  ...{ createdAt: '2027-03-10T08:00:00.000Z', endedAt: null, lastTurnAt: null, history: [] },
  stop: { cause: 'FAILURES', failed: 3, attempted: 5, codes: ['CARD_KEY_REJECTED'] },
  counts: { waiting: 249, open: 46, updated: 2, 'renewed-otherwise': 0, failed: 3, left: 0 },
};

it('[F12] a campaign is counted, and created with that number', async () => {
  gateway.answers.set('issuance campaigns.count', () => ({
    count: {
      ...{ cards: 300, certificates: 600, hindered: [{ code: 'PERSON_DISABLED', cards: 2 }] },
      keyReferences: [{ keyReference: '9A', certificates: 300 }],
      issuers: [{ issuerId: 'ca-1', certificates: 600 }],
    },
  }));
  const counted = await cli.run('campaigns count --profile piv --issuer ca-1 --model m --expires-before 2027-06-30');
  expect(lines(counted.stdout)).toEqual([
    '300 cards match; 600 certificates would be made anew',
    '2 cards cannot be updated now: PERSON_DISABLED',
    'key reference 9A: 300 certificates',
    'issuer ca-1: 600 certificates',
    '',
  ]);
  expect(asked('count')).toEqual({
    filter: { profileName: 'piv', modelId: 'm', issuerId: 'ca-1', expiresBefore: '2027-06-30' },
  });
  gateway.answers.set('issuance campaigns.create', () => ({ campaign }));
  const created = 'campaigns create New --profile piv --reason OTHER --reason-text words --per-hour 50 --cards 300';
  expect((await cli.run(created)).code).toBe(0);
  expect(asked('create')).toEqual({
    ...{ name: 'New', filter: { profileName: 'piv' }, reason: 'OTHER', reasonText: 'words' },
    ...{ cardsPerHour: 50, cards: 300 },
  });
  expect((await cli.run('campaigns create New --profile piv --reason OTHER --per-hour 0 --cards 300')).code).toBe(2);
  expect((await cli.run('campaigns create New --profile piv --reason OTHER --per-hour 5')).code).toBe(2);
});

it('[F12] shows how far a campaign is and why it stopped, and passes on what is decided', async () => {
  gateway.answers.set('issuance campaigns.list', () => ({ rows: [campaign], nextCursor: null }));
  expect((await cli.run('campaigns list')).stdout).toContain('3 of 5 cards failed (CARD_KEY_REJECTED)');
  gateway.answers.set('issuance campaigns.get', () => ({ campaign }));
  expect(lines((await cli.run(`campaigns show ${campaignId}`)).stdout)).toEqual([
    'New CA: stopped, 3 of 5 cards failed (CARD_KEY_REJECTED)',
    'created 2027-03-10T08:00:00.000Z, reason KEYSET_ROTATION',
    'filter profileName piv, issuerId ca-1',
    '50 cards an hour, deadline 2027-07-01T00:00:00.000Z',
    '300 cards: 249 waiting, 46 open, 2 updated, 0 renewed-otherwise, 3 failed, 0 left',
    `id ${campaignId}`,
    '',
  ]);
  const row = {
    ...{ deviceId: 'd-1', label: 'Key of Ann', state: 'failed', keyReferences: ['9A', '9C'], hindered: null },
    ...{ code: 'CARD_KEY_REJECTED', requestId: null, turnAt: null, endedAt: '2027-03-10T09:00:00.000Z' },
  };
  gateway.answers.set('issuance campaigns.cards', () => ({ rows: [row], nextCursor: null }));
  const { stdout } = await cli.run(`campaigns cards ${campaignId} --state failed`);
  expect(stdout).toMatch(/Key of Ann +failed +9A 9C +CARD_KEY_REJECTED/);
  expect(asked('cards')).toMatchObject({ campaignId, state: 'failed' });
  for (const [decision, options, body] of [
    ['pause', '', {}],
    ['resume', '', {}],
    ['stop', ' --reason-text wrong', { reason: 'wrong' }],
  ] as const) {
    gateway.answers.set(`issuance campaigns.${decision}`, () => ({ campaign }));
    expect((await cli.run(`campaigns ${decision} ${campaignId}${options}`)).code).toBe(0);
    expect(asked(decision)).toEqual({ campaignId, ...body });
  }
  expect((await cli.run(`campaigns stop ${campaignId}`)).code).toBe(2);
});
