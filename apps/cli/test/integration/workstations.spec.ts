/** How a workstation is and what is wrong there, on the command line; issuance-svc is a stand-in. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';
import type { GatewayFixture } from '../../../gateway/test/gateway-fixture.js';
import { type Cli, type SignedInCli, startSignedInCli } from '../cli-fixture.js';

let signedIn: SignedInCli;
let gateway: GatewayFixture;
let cli: Cli;

beforeAll(async () => {
  signedIn = await startSignedInCli('HD');
  ({ gateway, cli } = signedIn);
}, 60_000);
afterAll(() => signedIn?.stop());

it('[F09] shows a workstation, what its doctor found, and what its agent logged', async () => {
  const workstationId = 'ws-0123456789ab';
  const report = {
    reportedAt: '2026-01-01T00:00:00Z',
    ...{ system: 'Debian 12, x64', autoUpdate: true, autoUpdateSource: 'machine-policy', policyProblems: 0 },
    ...{ pcsc: 'ok', pcscCode: null, readerCount: 1, cardCount: 1, readers: [{ readerName: 'R0', card: 'present' }] },
  };
  const workstation = { workstationId, name: 'Desk', agentNkey: 'U', agentVersion: '0.2.0', online: true, report };
  const policies = {
    settings: [{ name: 'cardAutoUpdate', value: true, source: 'machine-policy' }],
    problems: [{ source: 'edge.json', kind: 'value', setting: 'repromptMinutes' }],
  };
  gateway.answers.set('issuance workstations.get', () => ({ workstation: { ...workstation, policies } }));
  const shown = await cli.run(`workstations show ${workstationId}`);
  expect(shown.stdout).toMatch(/asks for updates\s+On, by the machine policy/);
  expect(shown.stdout).toMatch(/readers\s+R0 \(a card\)/);
  expect(shown.stdout).toContain('repromptMinutes in edge.json has a value that cannot be');
  const finding = { check: 'readers', state: 'fail', found: 'none', fix: 'Plug in a reader' };
  gateway.answers.set('issuance workstations.doctor', () => ({ findings: [finding], ranAt: 't' }));
  const doctor = await cli.run(`workstations doctor ${workstationId}`);
  expect([doctor.code, doctor.stdout]).toEqual([1, 'failed readers: none\n       Plug in a reader\n']);
  let asked: unknown;
  gateway.answers.set('issuance workstations.logs', (body) => {
    asked = body;
    return { older: false, lines: [{ at: 'T', level: 'warn', message: 'm', fields: { reason: 'r' } }] };
  });
  const logs = await cli.run(`workstations logs ${workstationId} --level warn --limit 5`);
  expect(logs.stdout).toBe('T warn  m reason=r\n');
  expect(asked).toEqual({ workstationId, level: 'warn', limit: 5 });
  const old = 'Update it, or run `cardwright-agent doctor` there';
  gateway.answers.set('issuance workstations.doctor', () => {
    throw new CardwrightError('EDGE_OUTDATED', onlyInEnglish(old));
  });
  expect((await cli.run(`workstations doctor ${workstationId}`)).stderr).toContain(old);
});
