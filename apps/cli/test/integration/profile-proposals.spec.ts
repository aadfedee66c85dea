/** Versions of profiles that another person approves, on the command line; issuance-svc is a stand-in. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { GatewayFixture } from '../../../gateway/test/gateway-fixture.js';
import { makeStateDir, type StateDir } from '@cardwright/testing/state-dir';
import { type Cli, type SignedInCli, startSignedInCli } from '../cli-fixture.js';

let signedIn: SignedInCli;
let gateway: GatewayFixture;
let cli: Cli;
let folder: StateDir;

beforeAll(async () => {
  signedIn = await startSignedInCli('PA');
  ({ gateway, cli } = signedIn);
  folder = await makeStateDir('proposals');
}, 60_000);
afterAll(async () => {
  await signedIn?.stop();
  await folder?.remove();
});

it('[F12] proposes a profile, shows what it changes, and has it approved or declined', async () => {
  const file = join(folder.path, 'proposed.json');
  writeFileSync(file, '{"name":"p"}');
  const proposal = {
    proposalId: 'b1',
    name: 'p',
    basedOnVersion: 1,
    state: 'open',
    reasonText: 'shorter',
    proposedBy: 'person:priya',
  };
  gateway.answers.set('issuance profile-proposals.create', () => ({ proposal }));
  expect((await cli.run(['profiles', 'propose', file, '--reason-text', 'shorter'])).stdout).toBe(
    'Proposed a new version of p: b1.\n',
  );
  gateway.answers.set('issuance profile-proposals.get', () => ({
    proposal,
    changes: [{ path: '/cardLifetimeDays', before: 1095, after: 900 }],
    cards: 12,
  }));
  const id = '5f0c2c52-9f0e-4f8e-9d9b-2f0a4f6f1a11';
  expect((await cli.run(['profiles', 'proposal', id])).stdout).toBe(
    'p, proposed by person:priya: shorter\nState: open. Cards with this profile: 12.\n/cardLifetimeDays: 1095 -> 900\n',
  );
  gateway.answers.set('issuance profile-proposals.approve', () => ({ proposal, profile: { name: 'p', version: 2 } }));
  expect((await cli.run(['profiles', 'approve', id])).stdout).toBe('Published p version 2.\n');
  gateway.answers.set('issuance profile-proposals.decline', () => ({ proposal }));
  expect((await cli.run(['profiles', 'decline', id, '--reason-text', 'no'])).stdout).toBe('Declined.\n');
  const declined = gateway.seen.find(({ name }) => name.endsWith('profile-proposals.decline'));
  expect(declined?.envelope.body).toEqual({ proposalId: id, reason: 'no' });
});
