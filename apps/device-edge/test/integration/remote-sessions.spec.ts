/** Who gets an offer where several people are signed in: logind played by dbusmock, desk parts and screens that are real. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { startDesk, type DeskProcess } from '@cardwright/testing/desk-process';
import { Desktop, requireDesktop } from '@cardwright/testing/desktop';
import { eventually } from '@cardwright/testing/eventually';
import { MockLogind, requireLogind } from '@cardwright/testing/mock-logind';
import { agentProgram, type AgentProcess } from '../support/agent-process.js';
import { firstReader as reader, someOffer, startOffered, type Offered } from '../support/offered.js';
import type { UpdatePeer } from '../support/update-peer.js';

const there = [requireDesktop(), requireLogind()].every(({ available }) => available);

(there ? describe : describe.skip)('a computer on which people work over the network too', () => {
  let offered: Offered;
  let server: UpdatePeer;
  let logind: MockLogind;
  let agent: AgentProcess;
  /** By session. */
  const screens = new Map<string, { desktop: Desktop; desk: DeskProcess }>();
  const shown = async (): Promise<Record<string, number>> => {
    const counts = await Promise.all(
      [...screens].map(async ([id, { desktop }]) => [id, await desktop.shown()] as const),
    );
    return Object.fromEntries(counts);
  };
  const openDesk = async (sessionId: string): Promise<void> => {
    const desktop = await Desktop.start();
    const desk = startDesk(agent.home.folder, { ...desktop.env, XDG_SESSION_ID: sessionId });
    screens.set(sessionId, { desktop, desk });
    await eventually(() => Promise.resolve(desk.log().includes('connected to the card service')), true);
  };
  const ask = (command: string, json: boolean): Promise<string> =>
    new Promise((resolve) => {
      const args = [agentProgram, command, '--home', agent.home.folder, ...(json ? ['--json'] : [])];
      const env = { PATH: process.env['PATH'] ?? '', ...logind.environment };
      execFile(process.execPath, args, { env }, (_, out) => resolve(out));
    });

  beforeAll(async () => {
    logind = await MockLogind.start();
    // All of them are this spec's user to the agent: which session it is tells them apart.
    const userId = process.getuid!();
    await logind.signInRemotely('5', { host: '192.0.2.7' }, userId);
    await logind.signInRemotely('7', { service: 'xrdp-sesman' }, userId);
    offered = await startOffered({ env: logind.environment });
    ({ server, agent } = offered);
    server.offer = someOffer({ postponedUntil: new Date(Date.now() + 4 * 3_600_000).toISOString() });
    await openDesk('7');
  });
  afterAll(async () => {
    for (const { desk, desktop } of screens.values()) {
      await desk.stop();
      await desktop.stop();
    }
    await offered?.stop();
    await logind?.stop();
  });

  it('[A07] nobody in front of it: an offer is shown to nobody, and status and doctor say why', async () => {
    await agent.insert(reader, 40000001);
    const waits = async () => (JSON.parse(await ask('status', true)) as { offers: object }).offers;
    await eventually(waits, { folder: expect.any(String), desks: 1, waiting: 1 });
    expect(await shown()).toEqual({ 7: 0 });
    const { sessions } = JSON.parse(await ask('status', true)) as { sessions: { sessionId: string }[] };
    expect([...sessions].sort((one, other) => one.sessionId.localeCompare(other.sessionId))).toEqual([
      { sessionId: '5', userName: expect.any(String), seat: '', offers: 'remote', from: '192.0.2.7' },
      { sessionId: '7', userName: expect.any(String), seat: '', offers: 'no-seat', from: 'xrdp-sesman' },
    ]);
    const findings = JSON.parse(await ask('doctor', true)) as { check: string; state: string; fix?: string }[];
    expect(findings.find(({ check }) => check === 'sessions')).toMatchObject({
      state: 'warn',
      fix: 'Offers are for whoever is in front of the computer with the reader: install the agent there.',
    });
  });

  it('[A07] somebody signs in at the seat: the offer that waits is shown there, and only there', async () => {
    await logind.signIn('2', process.getuid!());
    await openDesk('2');
    await eventually(shown, { 7: 0, 2: 1 });
    expect(await ask('status', false)).toMatch(/^Sessions +2 \S+ at seat0: gets the offers$/m);
    expect(await ask('status', false)).toMatch(/^ +7 \S+: none: it is at no seat of this computer \(xrdp-sesman\)$/m);
    expect(await ask('status', false)).toMatch(/^ +5 \S+: none: it comes over the network \(192\.0\.2\.7\)$/m);
  });

  it('[B19] who sat there signs out: taken away, and nobody over the network gets it', async () => {
    await logind.signOut('2');
    await eventually(shown, { 7: 0, 2: 0 });
    expect(server.of('update.postpone')).toEqual([]);
  });
});
