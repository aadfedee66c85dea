/** What the agent's commands say of policies and settings, each as its own process beside an agent that runs. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@cardwright/testing/eventually';
import { startTestNats, type TestNats } from '@cardwright/testing/nats-server';
import { agentProgram, startAgentProcess, type AgentProcess } from '../support/agent-process.js';
import { SigningAuthority } from '../support/signing-authority.js';
import { UpdatePeer } from '../support/update-peer.js';

let nats: TestNats;
let server: UpdatePeer;
let agent: AgentProcess;

const start = async (env: Record<string, string>): Promise<void> => {
  agent = await startAgentProcess({
    natsUrl: nats.url,
    workstationId: 'ws-1',
    creds: await nats.agentCreds('ws-1'),
    caPem: '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n',
    args: ['--simulated', '1', '--cards', '0'],
    settings: { cardAutoUpdate: true, updateCheckMinutes: 30 },
    env,
  });
};
/** env: of whoever asks; that of the agent counts. */
const run = (args: string[], env: Record<string, string> = {}): Promise<{ code: number; text: string }> =>
  new Promise((resolve) => {
    const all = [agentProgram, ...args, '--home', agent.home.folder];
    execFile(process.execPath, all, { env: { PATH: process.env['PATH'] ?? '', ...env } }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), text: stdout + stderr }),
    );
  });
const line = (text: string, start: string): string | undefined =>
  text.split('\n').find((each) => each.trimStart().startsWith(start));

beforeAll(async () => {
  nats = await startTestNats();
  server = await UpdatePeer.connect(nats.url, await nats.creds('update'), await SigningAuthority.create());
});
afterEach(() => agent.remove());
afterAll(async () => {
  await server.close();
  await nats.stop();
});

describe('an agent with settings of its own', () => {
  it('explain says which source won, and what will happen for the card in the reader', async () => {
    await start({ CARDWRIGHT_AGENT_UPDATE_CHECK_MINUTES: '60' });
    await agent.insert('Simulated reader 0', 31000001);
    await eventually(() => Promise.resolve(server.of('update.check').length), 1);
    // Of the agent: the asker's own environment says something else.
    const { code, text } = await run(['explain'], { CARDWRIGHT_AGENT_UPDATE_CHECK_MINUTES: '15' });
    expect(code).toBe(0);
    expect(line(text, 'cardAutoUpdate')).toBe(
      '  cardAutoUpdate = true, by settings.json (enabled); machine-policy: not configured; user-policy: not configured; edge.json: not configured; environment: not configured',
    );
    expect(line(text, 'updateCheckMinutes')).toBe(
      '  updateCheckMinutes = 60, by environment (enabled); machine-policy: not configured; user-policy: not configured; edge.json: not configured; settings.json: enabled, 30',
    );
    expect(line(text, 'Simulated reader 0')).toMatch(
      /^Simulated reader 0: asked at \S+ \S+ UTC, nothing is due; asked again at \S+ \S+ UTC$/,
    );
    expect(line((await run(['status'])).text, 'Update checks')).toBe(
      `Update checks on: cardAutoUpdate is enabled by settings.json (${agent.home.settingsFile})`,
    );
    await agent.stop();
    const alone = await run(['explain'], { CARDWRIGHT_AGENT_UPDATE_CHECK_MINUTES: '15' });
    expect(alone.text.split('\n')[0]).toBe(
      'No agent answers here. Settings that one would have that is started now by this user:',
    );
    expect(line(alone.text, 'updateCheckMinutes')).toContain('updateCheckMinutes = 15, by environment (enabled)');
    expect(line(alone.text, 'Cards')).toBe('Cards: only an agent that runs knows them: `cardwright-agent run`');
  }, 60_000);

  it('a settings file that is broken is named with line and column, and passed over', async () => {
    await start({});
    await writeFile(agent.home.settingsFile, '{\n  "cardAutoUpdate": maybe\n}\n');
    await agent.stop();
    await agent.start();
    const where = `${agent.home.settingsFile}, line 2, column 21: not JSON (InvalidSymbol)`;
    const { text } = await run(['status']);
    expect(line(text, 'Settings')).toBe(`Settings      EDGE_POLICY_INVALID: ${where}`);
    expect(line(text, 'Update checks')).toBe('Update checks off: cardAutoUpdate is not configured anywhere');
    expect(line((await run(['explain'])).text, 'BROKEN')).toBe(`BROKEN  EDGE_POLICY_INVALID: ${where}`);
    expect(line((await run(['doctor'])).text, 'WARN  settings')).toBe(`WARN  settings: EDGE_POLICY_INVALID: ${where}`);
  }, 60_000);
});

describe('[A20] an agent whose policy names another server', () => {
  const elsewhere = { CARDWRIGHT_AGENT_SERVER_URL: 'https://new.example.org' };
  const why = 'This workstation is for https://new.example.org by environment, and not for http://127.0.0.1:1';

  it('runs, sends nothing, and says so to everybody who asks', async () => {
    server.asked.length = 0;
    await start(elsewhere);
    await agent.insert('Simulated reader 0', 31000002);
    const explained = async () => line((await run(['explain'])).text, 'Simulated reader 0');
    await eventually(
      explained,
      'Simulated reader 0: the server was not asked about it yet; nothing is sent: enrolled-elsewhere',
    );
    const { code, text } = await run(['explain']);
    expect([code, line(text, 'STOP'), line(text, 'fix:')]).toEqual([
      1,
      `STOP  enrolled-elsewhere: ${why}. Nothing is sent.`,
      '      fix: Enrol it with the server of the policy (`cardwright-agent enrol --force`), or correct the policy.',
    ]);
    const status = await run(['status']);
    expect([status.code, line(status.text, 'Policy'), line(status.text, 'Update checks')]).toEqual([
      1,
      `Policy        enrolled-elsewhere: ${why}; nothing is sent`,
      'Update checks none: enrolled-elsewhere',
    ]);
    const check = await run(['check']);
    expect([check.code, check.text.split('\n')[0]]).toEqual([1, `EDGE_ENROLLED_ELSEWHERE: ${why}`]);
    const doctor = await run(['doctor'], elsewhere);
    expect(line(doctor.text, 'FAIL  policy')).toBe(
      `FAIL  policy: enrolled-elsewhere: ${why}; nothing is sent, and the server was not asked anything now`,
    );
    for (const name of ['server', 'NATS']) expect(line(doctor.text, `FAIL  ${name}`)).toBeUndefined();
    expect(server.asked).toEqual([]);
    expect(agent.log()).toContain('"code":"EDGE_ENROLLED_ELSEWHERE"');
  }, 60_000);

  it('is enrolled with no other server than that, and with that one without being told', async () => {
    await start({});
    const enrol = ['enrol', '--force', '--code', 'cw1.a.b'];
    expect((await run([...enrol, '--server', 'http://127.0.0.1:1'], elsewhere)).text).toContain(
      `EDGE_ENROLLED_ELSEWHERE: ${why}`,
    );
    // The code is looked at before anything is sent.
    expect((await run(enrol, elsewhere)).text).toContain('ENROLMENT_CODE_INVALID');
    expect((await run(enrol)).text).toBe('Name the server: --server <url>. No policy names one\n');
    expect((await run(enrol, { CARDWRIGHT_AGENT_SERVER_URL: 'false' })).text).toContain('EDGE_SERVER_MISSING');
  }, 60_000);
});
