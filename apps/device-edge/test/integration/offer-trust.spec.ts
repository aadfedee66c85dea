/** [B10] An agent as it runs, enrolled before its credential named a root: what its holder, `status` and `doctor` are shown before and after. */
import { execFile } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runCheck } from '@cardwright/testing/desk-process';
import { eventually } from '@cardwright/testing/eventually';
import { startTestNats, type TestNats } from '@cardwright/testing/nats-server';
import { agentProgram, startAgentProcess, type AgentProcess } from '../support/agent-process.js';
import { Renewals } from '../support/renewals.js';
import { SigningAuthority } from '../support/signing-authority.js';
import { renewalOffer, UpdatePeer } from '../support/update-peer.js';

describe('an agent that was enrolled before there was a root', () => {
  let nats: TestNats;
  let authority: SigningAuthority;
  let server: UpdatePeer;
  let agent: AgentProcess;
  let renewals: Renewals;

  beforeAll(async () => {
    nats = await startTestNats();
    authority = await SigningAuthority.create();
    server = await UpdatePeer.connect(nats.url, await nats.creds('update'), authority);
    renewals = await Renewals.serve(nats, 'ws-1');
    agent = await startAgentProcess({
      natsUrl: nats.url,
      workstationId: 'ws-1',
      creds: await nats.agentCreds('ws-1'),
      caPem: '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n',
      args: ['--simulated', '1', '--cards', '0'],
      settings: { cardAutoUpdate: false },
    });
    server.offer = renewalOffer();
    await agent.insert('Simulated reader 0', 20000001);
  });
  afterAll(async () => {
    await agent?.remove();
    await Promise.all([server?.close(), renewals?.close()]);
    await nats?.stop();
  });

  const { PATH = '' } = process.env;
  const told = async (...args: string[]): Promise<string> =>
    new Promise((resolve) => {
      execFile(process.execPath, [agentProgram, ...args, '--home', agent.home.folder], { env: { PATH } }, (_, out) =>
        resolve(out),
      );
    });
  /** Nobody can be asked: it is found, and nothing changes. */
  const found = async (): Promise<string> => (await runCheck(agent.home.folder, { PATH })).out;
  const line = (text: string, name: string): string | undefined => text.split('\n').find((each) => each.includes(name));

  it('without a root the check works and names no card; status and doctor say so', async () => {
    await eventually(
      found,
      expect.stringMatching(/^Your card needs an update\nWithout it, your card stops working soon/),
    );
    expect(renewals.asked).toBeGreaterThan(0);
    expect(line(await told('status'), 'Root')).toBe(
      'Root          not pinned: updates cannot be accepted here; it comes with the next credential',
    );
    expect(JSON.parse(await told('status', '--json'))).toMatchObject({ rootsSha256Hex: [] });
    expect(line(await told('doctor'), 'root of the CA')).toBe(
      'WARN  root of the CA: not pinned: offers of card updates are shown, and none can be accepted here',
    );
  });

  it('with the credential of now, asked for at the next check, the card is named; it stays so after kill -9', async () => {
    renewals.roots = [authority.rootSha256Hex];
    expect(await found()).toMatch(/^Your card needs an update\nWithout it, your card “Key of Ann” stops working soon/);
    await agent.kill();
    await agent.start();
    const { asked } = renewals;
    await agent.insert('Simulated reader 0', 20000001);
    await eventually(found, expect.stringContaining('Key of Ann'));
    expect(renewals.asked).toBe(asked);
    expect(line(await told('status'), 'Root')).toBe(`Root          pinned, SHA-256 ${authority.rootSha256Hex}`);
    expect(line(await told('doctor'), 'root of the CA')).toBe(
      `ok    root of the CA: pinned, SHA-256 ${authority.rootSha256Hex}`,
    );
  });
});
