/**
 * [F10] An API fuzzer with a token of each role, and with none, against the whole system: whatever it sends, the server is not at fault.
 * A sample in `npm test`; `npm run test:api-fuzz` sends much more (CARDWRIGHT_API_FUZZ: requests of each kind for each operation).
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { onFreePorts } from '@cardwright/embedded-servers/ports';
import { startProcess } from '@cardwright/embedded-servers/process';
import { ensureSchemathesis, fuzz } from '../../src/api-fuzzer.js';
import { issueCard, personId, randomPin } from '../../src/issue.js';
import { startSystem, type TestSystem } from '../../src/system.js';
import { accessToken } from '../../src/tokens.js';

const openApi = fileURLToPath(new URL('../../../../apps/gateway/openapi.json', import.meta.url));
interface Document {
  paths: Record<
    string,
    { get?: { parameters?: { name: string; required?: boolean; schema: { maximum?: number } }[] } }
  >;
}
const full = process.env['CARDWRIGHT_API_FUZZ'] !== undefined;
const examples = Number(process.env['CARDWRIGHT_API_FUZZ'] ?? 1);
const seed = Number(process.env['CARDWRIGHT_API_FUZZ_SEED'] ?? 20_261_126);
jest.setTimeout(Math.max(300_000, examples * 120_000));

type Case = [title: string, roles: string[], phases: string];
const everything = 'coverage,fuzzing';
/** Each role by its code, and nobody. */
const eachRole = ['CH', 'HD', 'IO', 'AP', 'SO', 'KR', 'PA', 'IC', 'AU', 'SA', 'SV', 'nobody'].map((role): Case => [
  role,
  [role],
  everything,
]);
/** The sample: whoever issues, quickly, and one token of all who administer, who reach most of the rest. */
const sample: Case[] = [
  ['IO', ['IO'], 'fuzzing'],
  ['SO, PA, AU and SA', ['SO', 'PA', 'AU', 'SA'], everything],
];

let system: TestSystem;
let program: string;
let known: Record<string, string>;
let gateway: { url: string; stop: () => Promise<void> };

beforeAll(async () => {
  [program, system] = await Promise.all([ensureSchemathesis(), startSystem()]);
  gateway = await startGateway();
  await system.api('POST', '/people/import', {
    csv: 'external_id,given_name,surname,email\nT2,Sofia,K,sofia@example.test\n',
  });
  const { workstationId } = await system.startAgent({ name: 'fuzzed', args: ['--simulated'] });
  const person = await personId(system.api, 'T2');
  const asked = { personId: person, workstationId, profileName: 'piv-four', pin: randomPin() };
  const { deviceId, saga } = await issueCard(system.api, asked);
  known = { deviceId, requestId: saga.requestId, personId: person, workstationId, name: asked.profileName };
});
afterAll(async () => {
  await gateway?.stop();
  await system?.stop();
});

/** One more copy of the gateway, without limits: a fuzzer sends more in a minute than a person may. */
async function startGateway(): Promise<typeof gateway> {
  const { serviceEnvironment } = (await import('../../../../tools/start/service-environment.mjs')) as {
    serviceEnvironment(service: string, at: object): Record<string, string>;
  };
  return onFreePorts({ httpPort: undefined }, async ({ httpPort }) => {
    const url = `http://127.0.0.1:${httpPort}`;
    const { stop } = await startProcess({
      name: 'gateway',
      command: process.execPath,
      args: [fileURLToPath(new URL('../../../../apps/gateway/dist/main.js', import.meta.url))],
      env: {
        PATH: process.env['PATH'],
        ...serviceEnvironment('gateway', { ...system.at, httpPort, temporalUiUpstream: undefined }),
        HTTP_RATE_PER_IDENTITY: '0',
        HTTP_RATE_PER_ADDRESS: '0',
      },
      logFile: join(system.home, 'logs', 'gateway-fuzzed.log'),
      listensOn: [httpPort],
      ready: async () => (await fetch(`${url}/readyz`)).ok,
    });
    return { url, stop };
  });
}

describe('[F10] whatever a client sends, the server is not at fault', () => {
  it.each(full ? eachRole : sample)('with the role %s', async (_, roles, phases) => {
    const token = await accessToken(system, {
      sub: `fuzzed-${roles.join('-')}`,
      // The cardholder is the one whose card it is.
      external_id: roles[0] === 'CH' ? 'T2' : `fuzzed-${roles.join('-')}`,
      roles,
      exp: Math.floor(Date.now() / 1000) + 3 * 3600,
    });
    // Or the fuzzer would only ever see that somebody must sign in.
    const me = await fetch(`${gateway.url}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } });
    expect(me.status).not.toBe(401);
    expect(await fuzz(program, { url: gateway.url, token, known, examples, seed, phases })).toBe('');
  });

  it('without a token', async () => {
    const phases = full ? everything : 'fuzzing';
    expect(await fuzz(program, { url: gateway.url, token: 'none', known, examples, seed, phases })).toBe('');
  });

  it('a page as long as the document allows is given, by every list', async () => {
    const document = JSON.parse(await readFile(openApi, 'utf8')) as Document;
    const lists = Object.entries(document.paths).flatMap(([path, { get }]) => {
      const limit = get?.parameters?.find(({ name }) => name === 'limit')?.schema.maximum;
      const place = path.replace(/\{(\w+)\}/g, (_, name: string) => known[name] ?? '');
      const asked = get?.parameters?.some(({ name, required }) => name === 'query' && required) ? '&query=10' : '';
      return limit === undefined || place.includes('//') ? [] : [`${place}?limit=${limit}${asked}`];
    });
    expect(lists).toEqual(
      expect.arrayContaining([
        '/api/v1/rollouts?limit=500',
        '/api/v1/campaigns?limit=500',
        '/api/v1/devices?limit=500',
      ]),
    );
    const tokens = await Promise.all(
      ['IO', 'SO', 'SA'].map((role) => accessToken(system, { sub: `lists-${role}`, external_id: 'T2', roles: [role] })),
    );
    const ask = async (list: string): Promise<string[]> => {
      let refusal = '';
      for (const token of tokens) {
        const answer = await fetch(`${gateway.url}${list}`, { headers: { authorization: `Bearer ${token}` } });
        if (answer.ok) return [];
        refusal = `${list}: ${answer.status} ${await answer.text()}`;
        if (answer.status !== 403) break;
      }
      return [refusal];
    };
    expect((await Promise.all(lists.map(ask))).flat()).toEqual([]);
  });

  it('what came of it is in no log as an error of ours', async () => {
    for (const service of ['gateway-fuzzed', 'issuance-svc', 'update-svc', 'pki-svc']) {
      const log = await readFile(join(system.home, 'logs', `${service}.log`), 'utf8');
      const faults = log.split('\n').filter((line) => /"message":"request failed"|INTERNAL at /.test(line));
      expect([service, faults]).toEqual([service, []]);
    }
  });
});
