/**
 * The Debian package of the agent, in a Debian in which systemd runs: installed, enrolled at the whole system, upgraded while a card is
 * written, removed, purged.
 */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { SagaProgress, SagaRow } from '@cardwright/contracts/nats/issuance.api';
import { freePort } from '@cardwright/embedded-servers/ports';
import { eventually } from '../../src/eventually.js';
import { inspect, issueCard, personId, randomPin, startIssue, supplyPin, untilSaga } from '../../src/issue.js';
import { watchProgress, type ProgressWatch } from '../../src/progress.js';
import { startSystem, type TestSystem } from '../../src/system.js';
import { requireSystemdRoom, SystemdRoom } from '../../src/systemd-room.js';

jest.setTimeout(240_000);
const builder = fileURLToPath(new URL('../../../../tools/package-agent/build-deb.mjs', import.meta.url));
const unit = 'cardwright-agent.service';
const ownUnit = 'own-agent.service';
const home = '/var/lib/cardwright';
const people = `external_id,given_name,surname,display_name,email,upn
P1,Grace,Hopper,Grace Hopper,grace@example.test,grace@example.test
P2,Ada,Lovelace,Ada Lovelace,ada@example.test,ada@example.test
`;
/** Keys that take seconds each, so that an upgrade comes in the middle. */
const slow = {
  name: 'slow',
  title: 'Slow',
  application: 'PIV',
  cardLifetimeDays: 365,
  pin: { minLength: 6, maxLength: 8, alphabet: 'numeric', pinTries: 3 },
  initialPin: 'none',
  credentials: [
    ['9A', 'authentication'],
    ['9C', 'digital-signature'],
    ['9D', 'key-management'],
    ['9E', 'card-authentication'],
  ].map(([keyReference, container]) => ({
    ...{ container, keyReference, algorithm: 'RSA4096', keyOrigin: 'card', certificateProfile: `piv-${container}` },
  })),
  dataObjects: { printedInformation: true, securityObject: true },
};

interface JournalRow {
  row: 'batch' | 'begin' | 'end' | 'answer';
  batchId: string;
  index?: number;
  error?: { code: string };
  result?: { failure?: { error: { code: string } } };
}

(requireSystemdRoom().available ? describe : describe.skip)('the Debian package of the agent', () => {
  let system: TestSystem;
  let room: SystemdRoom;
  let progress: ProgressWatch;
  let workstationId: string;
  let doorPort: number;
  const packageOf = (version: string): string => `/media/cardwright-agent_${version}_${debArchitecture}.deb`;
  const build = async (version: string): Promise<void> => {
    await promisify(execFile)(process.execPath, [
      builder,
      '--version',
      version,
      '--compression',
      'none',
      '--out',
      room.share,
    ]);
  };
  const activeState = async (): Promise<string> => (await room.run(['systemctl', 'is-active', unit])).stdout.trim();
  interface WorkstationRow {
    workstationId: string;
    name: string;
    online: boolean;
  }
  const workstations = async (): Promise<WorkstationRow[]> =>
    (await system.api<{ rows: WorkstationRow[] }>('GET', '/workstations')).rows;
  const status = async (): Promise<{ workstationId: string }> =>
    JSON.parse((await room.run(['cardwright-agent', 'status', '--json'])).stdout) as { workstationId: string };
  /** Which program this unit runs. */
  const programOf = async (name: string): Promise<string> => {
    const pid = (await room.output(['systemctl', 'show', '--property=MainPID', '--value', name])).trim();
    return pid === '0' ? 'none' : (await room.run(['readlink', `/proc/${pid}/exe`])).stdout.trim();
  };

  beforeAll(async () => {
    room = await SystemdRoom.start();
    [system] = await Promise.all([startSystem(), build('9.0.0-1').then(() => build('9.0.1-1'))]);
    progress = await watchProgress(system);
    await system.api('POST', '/people/import', { csv: people });
    await system.api('POST', '/profiles', { definition: slow });
  });
  afterAll(async () => {
    await progress?.close();
    await system?.stop();
    await room?.stop();
  });

  it('[B08][B11] is installed: a user of its own, units that systemd accepts, and nothing is enrolled', async () => {
    // The room begins as this machine is, on which `npm start` keeps its things there.
    await room.output(['rm', '-rf', home]);
    // A port of its own: the room shares the loopback of this machine.
    doorPort = await freePort();
    const run = `/usr/bin/cardwright-agent run --simulated 1 --bridge-port ${doorPort}`;
    const simulated = `[Service]\nExecStart=\nExecStart=${run}\n`;
    await room.output(['mkdir', '-p', `/etc/systemd/system/${unit}.d`]);
    await room.output(['sh', '-c', `printf %s "$1" > /etc/systemd/system/${unit}.d/simulated.conf`, 'sh', simulated]);
    const said = await room.output(['dpkg', '--install', packageOf('9.0.0-1')]);
    expect(said).toContain('not enrolled yet: sudo cardwright-agent enrol');
    expect(await room.output(['stat', '-c', '%U %G %a', home])).toBe('cardwright cardwright 700\n');
    expect(await room.output(['systemctl', 'is-enabled', unit])).toBe('enabled\n');
    expect(await room.output(['systemctl', '--global', 'is-enabled', 'cardwright-agent-desk.service'])).toBe(
      'enabled\n',
    );
    expect(await room.output(['grep', '^ExecStart', `/usr/lib/systemd/system/${unit}`])).toBe(
      'ExecStart=/usr/bin/cardwright-agent run --bridge-port\n',
    );
    const units = ['system/cardwright-agent.service', 'user/cardwright-agent-desk.service'];
    for (const path of units) {
      const mode = path.startsWith('user') ? ['--user'] : [];
      const verify = ['systemd-analyze', 'verify', '--man=no', ...mode, `/usr/lib/systemd/${path}`];
      const verified = await room.run(verify, { env: { XDG_RUNTIME_DIR: '/tmp' } });
      expect(verified).toEqual({ code: 0, stdout: '', stderr: '' });
    }
    const exposure = await room.output(['systemd-analyze', 'security', '--no-pager', unit]);
    expect(Number(/Overall exposure level[^:]*: ([\d.]+)/.exec(exposure)?.[1])).toBeLessThan(3);
    expect(await room.run(['ls', '-A', '/etc/cardwright', '/etc/cardwright/users'])).toMatchObject({
      stdout: '/etc/cardwright:\nusers\n\n/etc/cardwright/users:\n',
    });
  });

  it('[A21] waits to be enrolled with its door open: a browser that the portal sends there is told so', async () => {
    expect(await activeState()).toBe('active');
    const door = `http://127.0.0.1:${doorPort}/pair?challenge=any`;
    const shown = async (): Promise<string> => {
      const [answer] = (await once(get(door, { agent: false }), 'response')) as [IncomingMessage];
      return text(answer);
    };
    await eventually(
      () => shown().catch(() => ''),
      expect.stringContaining('<h1>This computer is not set up yet</h1>'),
    );
    const said = await room.run(['cardwright-agent', 'status', '--json']);
    expect(JSON.parse(said.stdout)).toMatchObject({ enrolled: false, running: true, bridge: { open: true } });
    const doctor = await room.run(['cardwright-agent', 'doctor']);
    expect(doctor.code).toBe(1);
    expect(doctor.stdout).toContain('is told that this computer is not set up yet');
    expect(doctor.stdout).toContain('an agent that runs already takes it up by itself');
    // Of a computer that never gets a code: little, for as long as it is on.
    const memory = await room.output(['sh', '-c', `grep RssAnon /proc/$(systemctl show -P MainPID ${unit})/status`]);
    expect(Number(/(\d+) kB/.exec(memory)![1])).toBeLessThan(35_000);
  });

  it('[B11] says to a person without rights what to do, and answers what anybody may know', async () => {
    for (const command of ['status', 'doctor', 'logs'])
      expect(await room.run(['cardwright-agent', command], { as: 'nobody' })).toMatchObject({
        code: 1,
        stderr: expect.stringContaining(`sudo cardwright-agent ${command}`),
      });
    const explained = await room.run(['cardwright-agent', 'explain', '--json'], { as: 'nobody' });
    expect(JSON.parse(explained.stdout)).toMatchObject({ running: false });
    const inWords = (await room.run(['cardwright-agent', 'explain'], { as: 'nobody' })).stdout;
    expect(inWords).toContain('cardAutoUpdate = false, by default');
    expect(inWords).toContain('settings.json: closed to you');
    expect(inWords).not.toContain('BROKEN');
    expect(await room.output(['cardwright-agent', '--help'], { as: 'nobody' })).toContain('enrol');
  });

  it('[A21] is enrolled by root: its files are the service user’s, and the service that waits goes on, not started again', async () => {
    const started = ['systemctl', 'show', '--property=MainPID,NRestarts', unit];
    const before = await room.output(started);
    expect(before).toMatch(/^MainPID=[1-9]\d*\nNRestarts=0\n$/);
    const { code } = await system.api<{ code: string }>('POST', '/workstations/enrolment-codes', { name: 'packaged' });
    await room.output(['cardwright-agent', 'enrol', '--server', system.url], {
      env: { CARDWRIGHT_ENROLMENT_CODE: code },
    });
    expect(await room.output(['find', home, '!', '-user', 'cardwright'])).toBe('');
    await eventually(workstations, [expect.objectContaining({ name: 'packaged', online: true })]);
    expect(await room.output(started)).toBe(before);
    const known = await status();
    expect(known).toMatchObject({ home, enrolled: true, running: true, connected: true });
    ({ workstationId } = known);
    const rules = await room.output(['cardwright-agent', 'explain', '--json'], { as: 'nobody' });
    expect(JSON.parse(rules)).toMatchObject({ running: true, connected: true });
    const findings = JSON.parse((await room.run(['cardwright-agent', 'doctor', '--json'])).stdout) as {
      check: string;
    }[];
    expect(findings.length).toBeGreaterThan(5);
    expect(findings).toContainEqual(expect.objectContaining({ check: 'portal', state: 'ok' }));
  });

  it('runs for somebody who has a folder of their own too', async () => {
    const { code } = await system.api<{ code: string }>('POST', '/workstations/enrolment-codes', { name: 'own' });
    const own = ['--home', '/srv/own-agent'];
    await room.output(['cardwright-agent', 'enrol', '--server', system.url, ...own], {
      env: { CARDWRIGHT_ENROLMENT_CODE: code },
    });
    const run = ['cardwright-agent', 'run', ...own, '--simulated', '1', '--serial', '50000001'];
    await room.output(['systemd-run', '--quiet', `--unit=${ownUnit}`, '--remain-after-exit', ...run]);
    await eventually(workstations, expect.arrayContaining([expect.objectContaining({ name: 'own', online: true })]));
  });

  it('is upgraded while a card is written: the step under way is finished, no other begins, and the issue goes on', async () => {
    const { device } = await inspect(system.api, workstationId, 'Simulated reader 0');
    const generating = progress.next(
      (row: SagaProgress) => row.step?.kind === 'generate-key' && row.step.phase === 'started',
    );
    const { requestId } = await startIssue(system.api, {
      ...{ deviceId: device.deviceId, personId: await personId(system.api, 'P1'), workstationId },
      ...{ readerName: 'Simulated reader 0', profileName: 'slow', pinChange: 'holder' },
    });
    await generating;
    const said = await room.output(['dpkg', '--install', packageOf('9.0.1-1')]);
    expect(said).toContain('a card at work is brought to its next safe point first');
    // Of the attempt that was stopped: the next one may be at work by now.
    const rows = (await journalOf(requestId)).filter(({ batchId }) => batchId.startsWith(`${requestId}/1/`));
    const stepsOf = (row: 'begin' | 'end'): string[] =>
      rows.filter((each) => each.row === row).map(({ batchId, index }) => `${batchId} ${index}`);
    // What was begun is ended, and then the stop is the reason why the rest was not begun.
    expect(stepsOf('begin').length).toBeGreaterThan(1);
    expect(stepsOf('end')).toEqual(expect.arrayContaining(stepsOf('begin')));
    expect(rows.map(({ result }) => result?.failure?.error.code)).toContain('EDGE_RESTARTED');
    expect(await programOf(unit)).toMatch(/\/usr\/lib\/cardwright-agent\/9\.0\.1-1\/node$/);
    expect(await room.output(['ls', '/usr/lib/cardwright-agent'])).toBe('9.0.1-1\n');
    const ended = await seeThrough(requestId);
    expect(ended.state).toBe('COMPLETED');
    const stopped = await room.output(['journalctl', '--unit', unit, '--output=cat', '--no-pager']);
    expect(stopped).not.toMatch(/SIGKILL|timed out|Failed with result/);
    expect(stopped).toContain('agent stopped');
  });

  it('an agent that was not stopped goes on with the code that it began with, of which no file is left', async () => {
    const own = (await workstations()).find(({ name }) => name === 'own')!;
    expect(await programOf(ownUnit)).toMatch(/9\.0\.0-1\/node \(deleted\)$/);
    const { saga } = await issueCard(system.api, {
      ...{ personId: await personId(system.api, 'P2'), workstationId: own.workstationId },
      ...{ profileName: 'authentication-only', pin: randomPin() },
    });
    expect(saga.state).toBe('COMPLETED');
    await room.output(['systemctl', 'stop', ownUnit]);
    expect(await room.output(['systemctl', 'show', '--property=Result', ownUnit])).toBe('Result=success\n');
    expect(await room.output(['journalctl', '--unit', ownUnit, '--output=cat'])).not.toContain('ERR_MODULE_NOT_FOUND');
  });

  it('shows its log: systemd’s lines and its own, to root', async () => {
    const lines = (await room.output(['cardwright-agent', 'logs', '--since', '1h', '--json']))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { message: string });
    const messages = lines.map(({ message }) => message);
    expect(messages).toEqual(
      expect.arrayContaining([
        expect.stringContaining(`Started ${unit}`),
        'agent ready',
        'agent stopped',
        'card session ended',
      ]),
    );
    expect(await room.output(['find', `${home}/log`, '-name', 'agent.log', '-size', '+0'])).toBe(
      `${home}/log/agent.log\n`,
    );
  });

  it('is removed and installed again as the same workstation; purged, it says who has to be told', async () => {
    await room.output(['dpkg', '--remove', 'cardwright-agent']);
    expect(await activeState()).toBe('inactive');
    expect(await room.output(['find', home, '-name', 'agent.jwt'])).toBe(`${home}/agent.jwt\n`);
    await room.output(['dpkg', '--install', packageOf('9.0.1-1')]);
    await eventually(status, expect.objectContaining({ workstationId, running: true, connected: true }));
    const said = await room.output(['dpkg', '--purge', 'cardwright-agent']);
    expect(said).toContain(system.url);
    expect(said).toContain(`cardwright workstations revoke ${workstationId}`);
    const left = `find /usr /etc /var/lib -path '*cardwright*' -not -path '*/systemd/system/${unit}.d*' -not -path '/var/lib/dpkg/*'`;
    expect(await room.run(['sh', '-c', `${left} -newer /media`])).toMatchObject({ stdout: '' });
    expect(await room.run(['id', '-un', 'cardwright'])).toMatchObject({ stdout: 'cardwright\n' });
  });

  async function journalOf(requestId: string): Promise<JournalRow[]> {
    const files = (await room.output(['find', `${home}/journal`, '-type', 'f'])).trim().split('\n');
    const text = await room.output(['cat', ...files.filter((file) => file.includes(requestId))]);
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as JournalRow);
  }

  /** As its holder and an operator would. */
  async function seeThrough(requestId: string): Promise<SagaRow> {
    for (;;) {
      const saga = await untilSaga(system.api, requestId, ['AWAITING_USER', 'FAILED', 'COMPLETED']);
      if (saga.state !== 'AWAITING_USER') return saga;
      await supplyPin(system.api, requestId, randomPin());
      await untilSaga(system.api, requestId, ['COMPLETED', 'FAILED']);
    }
  }
});

const debArchitecture = process.arch === 'x64' ? 'amd64' : process.arch;
