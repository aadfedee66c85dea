/** Roll-outs of profile versions on the command line; issuance-svc is a stand-in. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
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

it('[F12] shows how far a roll-out is and why it stopped, and passes on what is decided', async () => {
  const stop = { cause: 'FAILURES', ring: 2, failed: 3, attempted: 4, codes: ['CARD_PROOF_FAILED'] };
  const row = {
    ...{ rolloutId: 'r-1', profileName: 'p', version: 2, state: 'stopped', ring: 2, spreadDays: 5, stop },
    ...{ startedAt: '2026-11-01T00:00:00Z', endedAt: null },
  };
  const closed = { openedAt: null, completed: 0, failed: 0 };
  const rings = [
    { ring: 1, upToPercent: 5, openedAt: '2026-11-01T00:00:00Z', cards: 10, completed: 9, failed: 0 },
    { ring: 2, upToPercent: 25, openedAt: '2026-11-04T00:00:00Z', cards: 40, completed: 1, failed: 3 },
    { ring: 3, upToPercent: 100, cards: 150, ...closed },
  ];
  const rollout = { ...row, rings, history: [] };
  gateway.answers.set('issuance rollouts.list', () => ({ rows: [row], nextCursor: null }));
  expect((await cli.run('rollouts list')).stdout).toContain('3 of 4 cards failed in ring 2 (CARD_PROOF_FAILED)');
  gateway.answers.set('issuance rollouts.get', () => ({ rollout }));
  const rolloutId = '5d2c1f0e-0000-4000-8000-000000000007';
  expect((await cli.run(`rollouts show ${rolloutId}`)).stdout.split('\n')).toEqual([
    'p version 2: stopped, 3 of 4 cards failed in ring 2 (CARD_PROOF_FAILED)',
    'started 2026-11-01T00:00:00Z, due over 5 days',
    'ring 1, up to 5 %: 9 of 10 cards done, 0 failed, open since 2026-11-01T00:00:00Z',
    'ring 2, up to 25 %: 1 of 40 cards done, 3 failed, open since 2026-11-04T00:00:00Z',
    'ring 3, up to 100 %: 0 of 150 cards done, 0 failed, closed',
    'id r-1',
    '',
  ]);
  gateway.seen.length = 0;
  for (const [decision, options, body] of [
    ['advance', ' --spread-days 0', { spreadDays: 0 }],
    ['pause', '', {}],
    ['resume', '', {}],
    ['stop', ' --reason-text wrong', { reason: 'wrong' }],
  ] as const) {
    gateway.answers.set(`issuance rollouts.${decision}`, () => ({ rollout }));
    expect((await cli.run(`rollouts ${decision} ${rolloutId}${options}`)).code).toBe(0);
    const asked = gateway.seen.find(({ name }) => name === `issuance rollouts.${decision}`);
    expect(asked?.envelope.body).toEqual({ rolloutId, ...body });
  }
  expect((await cli.run(`rollouts stop ${rolloutId}`)).code).toBe(2);
});
