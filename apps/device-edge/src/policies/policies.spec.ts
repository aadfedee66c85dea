import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPolicies, type Policies } from './policies.js';
import { settingLines } from './policy-report.js';
import { problemWords } from './policy-source.js';
import { systemSources } from './system-sources.js';
import { trafficHold } from './traffic-hold.js';

let folder: string;
let environment: NodeJS.ProcessEnv;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cardwright-policies-'));
  await mkdir(join(folder, 'users'));
  environment = {};
});
afterEach(() => rm(folder, { recursive: true }));

const write = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text);
const read = (): Promise<Policies> =>
  readPolicies(
    systemSources(join(folder, 'settings.json'), {
      platform: 'linux',
      configFolder: folder,
      userName: 'ann',
      environment,
      run: () => Promise.reject(new Error('no program is needed on Linux')),
    }),
  );
const problems = async (): Promise<string[]> => (await read()).problems.map((each) => problemWords(each).text);

describe('policies on Linux', () => {
  it('[A19] without any of them checks are off, and every setting says that nobody configured it', async () => {
    const policies = await read();
    expect(policies.settings).toEqual({
      cardAutoUpdate: false,
      serverUrl: null,
      updateCheckMinutes: 480,
      updateCheckJitterSeconds: 120,
      repromptMinutes: null,
    });
    const nobody =
      'machine-policy: not configured; user-policy: not configured; edge.json: not configured; environment: not configured; settings.json: not configured';
    expect(settingLines(policies)).toEqual([
      `cardAutoUpdate = false, by default; ${nobody}`,
      `serverUrl = the server that it is enrolled with, by default; ${nobody}`,
      `updateCheckMinutes = 480, by default; ${nobody}`,
      `updateCheckJitterSeconds = 120, by default; ${nobody}`,
      `repromptMinutes = as the server says, by default; ${nobody}`,
    ]);
  });

  it('the stronger source decides, and disabled is a decision', async () => {
    const lines = async (): Promise<string> => settingLines(await read())[0]!;
    await write('settings.json', '{ "cardAutoUpdate": true }');
    expect(await lines()).toBe(
      'cardAutoUpdate = true, by settings.json (enabled); machine-policy: not configured; user-policy: not configured; edge.json: not configured; environment: not configured',
    );
    environment = { CARDWRIGHT_AGENT_CARD_AUTO_UPDATE: 'false' };
    expect(await lines()).toBe(
      'cardAutoUpdate = false, by environment (disabled); machine-policy: not configured; user-policy: not configured; edge.json: not configured; settings.json: enabled, true',
    );
    await write('edge.json', '{ "cardAutoUpdate": true }');
    expect(await lines()).toBe(
      'cardAutoUpdate = true, by edge.json (enabled); machine-policy: not configured; user-policy: not configured; environment: disabled; settings.json: enabled, true',
    );
    await write('users/ann.json', '{ "cardAutoUpdate": false }');
    await write('users/ben.json', '{ "cardAutoUpdate": true }');
    expect(await lines()).toBe(
      'cardAutoUpdate = false, by user-policy (disabled); machine-policy: not configured; edge.json: enabled, true; environment: disabled; settings.json: enabled, true',
    );
    await write('policy.json', '{ "cardAutoUpdate": true }');
    expect(await lines()).toBe(
      'cardAutoUpdate = true, by machine-policy (enabled); user-policy: disabled; edge.json: enabled, true; environment: disabled; settings.json: enabled, true',
    );
  });

  it('each setting is decided by itself', async () => {
    await write('policy.json', '{ "serverUrl": "https://cards.example.org/", "updateCheckMinutes": false }');
    await write('edge.json', '{ "updateCheckMinutes": 60, "repromptMinutes": 30, "cardAutoUpdate": true }');
    environment = { CARDWRIGHT_AGENT_UPDATE_CHECK_JITTER_SECONDS: '0', CARDWRIGHT_AGENT_SERVER_URL: '' };
    expect((await read()).settings).toEqual({
      cardAutoUpdate: true,
      serverUrl: 'https://cards.example.org',
      updateCheckMinutes: 480,
      updateCheckJitterSeconds: 0,
      repromptMinutes: 30,
    });
  });
});

describe('a broken source', () => {
  it('is passed over, and said with line and column', async () => {
    await write('edge.json', '{\n  "cardAutoUpdate": true,\n}\n');
    await write('settings.json', '{ "updateCheckMinutes": 60 }');
    const policies = await read();
    expect(policies.problems).toMatchObject([{ code: 'EDGE_POLICY_INVALID', kind: 'unreadable', line: 3, column: 1 }]);
    expect(await problems()).toEqual([
      `${join(folder, 'edge.json')}, line 3, column 1: not JSON (PropertyNameExpected)`,
    ]);
    expect(policies.settings).toMatchObject({ cardAutoUpdate: false, updateCheckMinutes: 60 });
    expect(settingLines(policies)[2]).toBe(
      'updateCheckMinutes = 60, by settings.json (enabled); machine-policy: not configured; user-policy: not configured; edge.json: broken; environment: not configured',
    );
    expect(trafficHold(policies, 'https://cards.example.org')).toBeUndefined();
  });

  it.each([
    ['{ "updateCheckMinutes": 0 }', 25, 'updateCheckMinutes is neither false nor a whole number from 1 to 43200'],
    ['{ "updateCheckMinutes": "10" }', 25, 'updateCheckMinutes is neither false nor a whole number from 1 to 43200'],
    ['{ "updateCheckMinutes": 43201 }', 25, 'updateCheckMinutes is neither false nor a whole number from 1 to 43200'],
    ['{ "updateCheckMinutes": null }', 25, 'updateCheckMinutes is neither false nor a whole number from 1 to 43200'],
    ['{ "cardAutoUpdate": "yes" }', 21, 'cardAutoUpdate is neither true nor false'],
    ['{ "cardAutoUpdate": true, "cardAutoUpdate": false }', 45, 'cardAutoUpdate is there twice'],
    ['{ "updateCheckMinute": 10 }', 3, 'there is no setting updateCheckMinute'],
    ['{ "constructor": 10 }', 3, 'there is no setting constructor'],
    ['{ "cardAutoUpdate": true // really\n }', 26, 'not JSON (InvalidCommentToken)'],
    ['[]', 1, 'not a JSON object with settings'],
    ['', 1, 'not JSON (ValueExpected)'],
  ])('%s', async (text, column, reason) => {
    await write('edge.json', text);
    expect(await problems()).toEqual([`${join(folder, 'edge.json')}, line 1, column ${column}: ${reason}`]);
    expect((await read()).settings).toMatchObject({ cardAutoUpdate: false, updateCheckMinutes: 480 });
  });

  it.each([
    'http://cards.example.org',
    'cards.example.org',
    'https://cards.example.org/portal',
    'https://a:b@c',
    'true',
  ])('[A20] %s is no address of a server', async (address) => {
    environment = { CARDWRIGHT_AGENT_SERVER_URL: address };
    expect(await problems()).toEqual([
      'CARDWRIGHT_AGENT_SERVER_URL: serverUrl is neither false nor the address of a server (https://host; http only for this computer)',
    ]);
    expect((await read()).settings.serverUrl).toBeNull();
  });

  it('[A19] of the machine: nothing is sent until it can be read, whatever is wrong with it', async () => {
    const held = async () => trafficHold(await read(), 'https://cards.example.org');
    for (const text of ['{ "cardAutoUpdate": tru }', '{ "updateCheckMinutes": -1 }']) {
      await write('policy.json', text);
      expect(await held()).toMatchObject({ state: 'policy-broken', error: { code: 'EDGE_POLICY_INVALID' } });
    }
    await rm(join(folder, 'policy.json'));
    await mkdir(join(folder, 'policy.json'));
    expect((await held())?.error.message).toBe(`${join(folder, 'policy.json')}: cannot be read (EISDIR)`);
  });

  it('of the machine: a name that only a newer agent knows stops nothing', async () => {
    await write('policy.json', '{ "cardAutoUpdate": true, "newerSetting": 1 }');
    const policies = await read();
    expect(trafficHold(policies, 'https://cards.example.org')).toBeUndefined();
    expect([policies.settings.cardAutoUpdate, policies.problems.length]).toEqual([true, 1]);
  });
});

describe('[A20] the server', () => {
  const heldFor = async (text: string, enrolledUrl: string | undefined) => {
    await write('policy.json', text);
    const hold = trafficHold(await read(), enrolledUrl);
    return hold && [hold.state, hold.error.code, hold.error.message];
  };

  it('is the one that the workstation is enrolled with, or nothing is sent', async () => {
    const text = '{ "serverUrl": "https://cards.example.org:443" }';
    expect(await heldFor(text, 'https://cards.example.org')).toBeUndefined();
    expect(await heldFor(text, undefined)).toBeUndefined();
    expect(await heldFor(text, 'https://old.example.org')).toEqual([
      'enrolled-elsewhere',
      'EDGE_ENROLLED_ELSEWHERE',
      'This workstation is for https://cards.example.org by machine-policy, and not for https://old.example.org',
    ]);
  });

  it('none: nothing is sent', async () => {
    expect(await heldFor('{ "serverUrl": false }', 'https://cards.example.org')).toEqual([
      'server-missing',
      'EDGE_SERVER_MISSING',
      'The server is disabled by machine-policy',
    ]);
  });
});
