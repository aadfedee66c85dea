/**
 * What the package installs for a person, in a Debian in which systemd runs: it enrols by the code that lies there, may use cards by its polkit rule,
 * begins with the desktop, shows an offer, goes on showing it through an upgrade, and opens the browser. `npm run test:package -- --full`.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { ReplyOf } from '@cardwright/contracts/nats/rpc';
import { eventually } from '../../src/eventually.js';
import { inspect, personId } from '../../src/issue.js';
import { SeatedPerson } from '../../src/seated-person.js';
import { startSystem, type TestSystem } from '../../src/system.js';
import { requireSystemdRoom, SystemdRoom } from '../../src/systemd-room.js';

jest.setTimeout(240_000);
const builder = fileURLToPath(new URL('../../../../tools/package-agent/build-deb.mjs', import.meta.url));
const unit = 'cardwright-agent.service';
const deskUnit = 'cardwright-agent-desk.service';
const reader = 'Simulated reader 0';
const codeFile = '/etc/cardwright/deployment-code';
const people = `external_id,given_name,surname,display_name,email,upn
P1,Grace,Hopper,Grace Hopper,grace@example.test,grace@example.test
`;
const debArchitecture = process.arch === 'x64' ? 'amd64' : process.arch;
const pcscPolicyFile = '/usr/share/polkit-1/actions/org.debian.pcsc-lite.policy';
/** As pcsc-lite ships them: for who sits at the computer. */
const pcscPolicy = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE policyconfig PUBLIC "-//freedesktop//DTD PolicyKit Policy Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/PolicyKit/1.0/policyconfig.dtd">
<policyconfig>${['access_pcsc', 'access_card']
  .map(
    (action) => `<action id="org.debian.pcsc-lite.${action}"><description>PC/SC</description><message>PC/SC</message>
  <defaults><allow_any>no</allow_any><allow_inactive>no</allow_inactive><allow_active>yes</allow_active></defaults></action>`,
  )
  .join('\n')}</policyconfig>
`;
type Offers = ReplyOf<IssuanceApi, 'devices.update-offers'>;

(requireSystemdRoom().available ? describe : describe.skip)('what the package installs for a person', () => {
  let system: TestSystem;
  let room: SystemdRoom;
  let person: SeatedPerson;
  let deviceId: string;
  const install = (version: string): Promise<string> =>
    room.output(['dpkg', '--install', `/media/cardwright-agent_${version}_${debArchitecture}.deb`]);
  const build = async (version: string): Promise<void> => {
    const args = ['--version', version, '--compression', 'none', '--out', room.share];
    await promisify(execFile)(process.execPath, [builder, ...args]);
  };
  const write = (path: string, text: string): Promise<string> =>
    room.output(['sh', '-c', 'mkdir -p "$(dirname "$1")" && printf %s "$2" > "$1"', 'sh', path, text]);
  interface WorkstationRow {
    workstationId: string;
    name: string;
    online: boolean;
  }
  const inGroup = async (): Promise<WorkstationRow[]> =>
    (await system.api<{ rows: WorkstationRow[] }>('GET', '/workstations?group=Library')).rows;
  const newCode = async (): Promise<string> => {
    const ask = { places: 1, days: 1, group: 'Library', namePattern: 'lib {host}' };
    return (await system.api<{ code: string }>('POST', '/deployment-codes', ask)).code;
  };
  const hostName = async (): Promise<string> => (await room.output(['hostname'])).trim().toLowerCase();
  const offers = (): Promise<Offers> => system.api<Offers>('GET', `/devices/${deviceId}/update-offers`);
  /** Which program the desk part is; undefined: it does not run. */
  const deskProgram = async (): Promise<string | undefined> => {
    const pid = (await person.units('show', '--property=MainPID', '--value', deskUnit)).trim();
    return pid === '0' ? undefined : (await room.run(['readlink', `/proc/${pid}/exe`])).stdout.trim();
  };
  const program = (version: string): string => `/usr/lib/cardwright-agent/${version}/node`;

  beforeAll(async () => {
    room = await SystemdRoom.start();
    [system] = await Promise.all([startSystem(), build('9.0.0-1').then(() => build('9.0.1-1'))]);
    await system.api('POST', '/people/import', { csv: people });
    person = await SeatedPerson.sit(room);
    const settings = { cardAutoUpdate: true, updateCheckJitterSeconds: 0, serverUrl: system.url };
    await write('/etc/cardwright/edge.json', JSON.stringify(settings));
    const simulated = `[Service]\nExecStart=\nExecStart=/usr/bin/cardwright-agent run --simulated 1\n`;
    await write(`/etc/systemd/system/${unit}.d/simulated.conf`, simulated);
  });
  afterAll(async () => {
    await system?.stop();
    await room?.stop();
  });

  it('[B08] installed beside a deployment code, it enrols without anybody, and the code is gone', async () => {
    const code = await newCode();
    await write(codeFile, `${code}\n`);
    expect(await install('9.0.0-1')).toContain('enrols itself by its deployment code');
    const name = `lib ${await hostName()}`;
    await eventually(inGroup, [expect.objectContaining({ name, online: true })], 60_000);
    // Its folder is root's, so that the file is emptied and stays.
    await eventually(() => room.output(['stat', '-c', '%U %a %s', codeFile]), 'cardwright 600 0\n');
    const log = await room.output(['journalctl', '--unit', unit, '--output=cat', '--no-pager']);
    expect(log).toContain('enrolled by the deployment code');
    expect(log).not.toContain(code.split('.')[1]);
  });

  it('[B08] the service may use cards by the polkit rule that is installed, without a session; a person without one may not', async () => {
    // A reader of its own would listen at a port of this machine.
    await room.output(['rm', '-f', '/etc/reader.conf.d/vpcd']);
    // pcscd of Debian 12 is built without polkit; others bring these actions along, and ask it about whoever connects.
    if ((await room.run(['test', '-e', pcscPolicyFile])).code !== 0) await write(pcscPolicyFile, pcscPolicy);
    await room.output(['systemctl', 'start', 'polkit.service', 'pcscd.socket']);
    const allowed = async (user: string): Promise<boolean> => {
      await room.output(['systemd-run', '--quiet', `--unit=asks-${user}`, `--uid=${user}`, 'sleep', 'infinity']);
      const pid = (await room.output(['systemctl', 'show', '--property=MainPID', '--value', `asks-${user}`])).trim();
      const answers = [];
      for (const action of ['access_pcsc', 'access_card'])
        answers.push(await room.run(['pkcheck', '--action-id', `org.debian.pcsc-lite.${action}`, '--process', pid]));
      await room.output(['systemctl', 'stop', `asks-${user}`]);
      return answers.every(({ code }) => code === 0);
    };
    expect([await allowed('cardwright'), await allowed('nobody')]).toEqual([true, false]);
    const findings = JSON.parse((await room.run(['cardwright-agent', 'doctor', '--json'])).stdout) as {
      check: string;
    }[];
    expect(findings).toContainEqual(expect.objectContaining({ check: 'PC/SC service', state: 'ok', found: 'answers' }));
  });

  it('[B08] the desk part begins with the desktop, once: by the unit, and not by the autostart entry beside it', async () => {
    await person.units('daemon-reload');
    expect(await deskProgram()).toBeUndefined();
    await person.login();
    await eventually(deskProgram, program('9.0.0-1'));
    const units = await person.units('list-units', '--all', '--plain', '--no-legend');
    expect(units.split('\n').filter((line) => line.includes('cardwright'))).toHaveLength(1);
    // What the entry starts where systemd starts no sessions.
    const entry = await room.output(['cat', '/etc/xdg/autostart/cardwright-agent-desk.desktop']);
    const [, command] = /^Exec=(.+)$/m.exec(entry)!;
    await person.units('stop', deskUnit);
    await person.start('autostarted', ...command!.split(' '));
    const connected = async (name: string): Promise<boolean> =>
      (await room.output(['journalctl', `_SYSTEMD_USER_UNIT=${name}`, '--output=cat', '--no-pager'])).includes(
        'connected to the card service',
      );
    await eventually(() => connected('autostarted.service'), true);
    await person.units('stop', 'autostarted');
    await person.units('start', deskUnit);
    await eventually(() => connected(deskUnit), true);
  });

  it('[A10] an offer is shown by the installed agent and desk part', async () => {
    const [{ workstationId }] = (await inGroup()) as [WorkstationRow];
    const { device } = await inspect(system.api, workstationId, reader);
    ({ deviceId } = device);
    await system.api('POST', `/devices/${deviceId}/bind`, {
      ...{
        personId: await personId(system.api, 'P1'),
        profileName: 'authentication-only',
        reasonText: 'starts in May',
      },
    });
    await eventually(person.shown, 1, 60_000);
    expect((await offers()).rows).toMatchObject([{ state: 'offered' }]);
  });

  it('[B08] an upgrade gives the open session the new desk part, which shows the offer again, once', async () => {
    await install('9.0.1-1');
    await eventually(deskProgram, program('9.0.1-1'));
    expect(await room.output(['ls', '/usr/lib/cardwright-agent'])).toBe('9.0.1-1\n');
    await eventually(person.shown, 1, 60_000);
    expect((await offers()).rows).toHaveLength(1);
  });

  it('[A10] a click accepts it, and the person’s browser opens at its page', async () => {
    const [offer] = (await offers()).rows;
    await person.click();
    await eventually(person.browserStarts, [`${system.url}/update/${offer!.offerId}`]);
    await eventually(person.shown, 0);
  });

  it('[B08] purged and installed again with another code: refused until that is allowed, then the same workstation', async () => {
    const [before] = (await inGroup()) as [WorkstationRow];
    const said = await room.output(['dpkg', '--purge', 'cardwright-agent']);
    expect(said).toContain(`cardwright workstations revoke ${before.workstationId}`);
    await eventually(deskProgram, undefined);
    await write(codeFile, `${await newCode()}\n`);
    await install('9.0.1-1');
    const refused = async (): Promise<boolean> =>
      (await room.output(['journalctl', '--unit', unit, '--output=cat', '--no-pager'])).includes(
        'ENROLMENT_NAME_TAKEN',
      );
    await eventually(refused, true, 60_000);
    const allow = { reasonText: 'new disk' };
    await system.api('POST', `/workstations/${before.workstationId}/allow-enrolment`, allow);
    // It tries again by itself within a quarter of an hour.
    await room.output(['systemctl', 'restart', unit]);
    await eventually(inGroup, [expect.objectContaining({ workstationId: before.workstationId, online: true })], 60_000);
  });
});
