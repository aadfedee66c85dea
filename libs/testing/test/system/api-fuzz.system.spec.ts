/**
 * [F10] An API fuzzer with a token of each role, and with none, against the whole system: whatever it sends, the server is not at fault.
 * A sample in `npm test`; `npm run test:api-fuzz` sends much more (CARDWRIGHT_API_FUZZ: requests of each kind for each operation).
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { freePort } from '@cardwright/embedded-servers/ports';
import { ensureSchemathesis, fuzz } from '../../src/api-fuzzer.js';
import { askEverything } from '../../src/ask-everything.js';
import { inspect, personId, startIssue, untilSaga } from '../../src/issue.js';
import { type ApiDocument, readEverything } from '../../src/read-everything.js';
import { recordExamples } from '../../src/record-examples.js';
import type { RunningAgent } from '../../src/installation.js';
import { startSystem, type TestSystem } from '../../src/system.js';
import { accessToken } from '../../src/tokens.js';
import { startUnlimitedGateway, type UnlimitedGateway } from '../../src/unlimited-gateway.js';

const openApi = fileURLToPath(new URL('../../../../apps/gateway/openapi.json', import.meta.url));
interface Document {
  paths: Record<
    string,
    { get?: { parameters?: { name: string; required?: boolean; schema: { maximum?: number } }[] } }
  >;
}
const full = process.env['CARDWRIGHT_API_FUZZ'] !== undefined;
const examples = Number(process.env['CARDWRIGHT_API_FUZZ'] ?? 1);
/** `CARDWRIGHT_RECORD_ANSWERS=1 npm test -- api-fuzz.system`: the answers are the examples of the document from now on. */
const recording = process.env['CARDWRIGHT_RECORD_ANSWERS'] !== undefined;
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
let agent: RunningAgent & { bridgePort: number };
let gateway: UnlimitedGateway;

beforeAll(async () => {
  [program, system] = await Promise.all([ensureSchemathesis(), startSystem()]);
  // A ring without cards opens the next one by itself: the only card that there is shall be in the first, so that one is left to be opened by hand.
  await system.services['update-svc'].stop();
  Object.assign(system.at, { rolloutRings: '99,100' });
  await system.startService('update-svc');
  gateway = await startUnlimitedGateway(system);
  await system.api('POST', '/people/import', {
    csv: 'external_id,given_name,surname,email\nT2,Sofia,Kowalewskaja,sofia@example.test\n',
  });
  const bridgePort = await freePort();
  const args = ['--simulated', '--bridge-port', String(bridgePort)];
  agent = { ...(await system.startAgent({ name: 'fuzzed', args })), bridgePort };
  const { workstationId } = agent;
  const { device } = await inspect(system.api, workstationId);
  const { deviceId } = device;
  const asked = { personId: await personId(system.api, 'T2'), workstationId, profileName: 'piv-four' };
  const { requestId } = await startIssue(system.api, { ...asked, deviceId, pinChange: 'none' });
  await untilSaga(system.api, requestId, ['COMPLETED']);
  known = { deviceId, requestId, personId: asked.personId, workstationId, name: asked.profileName };
});
afterAll(async () => {
  await gateway?.process.stop();
  await system?.stop();
});

/** The first that may is answered. */
const everybody = (): Promise<string[]> =>
  Promise.all(
    ['IO', 'SO', 'SA'].map((role) => accessToken(system, { sub: `lists-${role}`, external_id: 'T2', roles: [role] })),
  );

// Before the fuzzer has left what it sends.
it('[F10] answers as the document describes it: what is read, dry runs, and what is made', async () => {
  const document = JSON.parse(await readFile(openApi, 'utf8')) as ApiDocument;
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  ajv.addSchema(document, 'document');
  const made = await askEverything(system, agent, document, { ...known });
  const asked = { ...known, list: 'devices', query: 'Kowalewskaja', from: '1', to: '2' };
  const read = [...made, ...(await readEverything(gateway.url, await everybody(), document, asked))];
  const [answered, refused] = [read.filter(({ status }) => status < 300), read.filter(({ status }) => status >= 300)];
  const faults = answered.flatMap(({ operationId, schema, body }) =>
    ajv.validate({ $ref: `document${schema}` }, body) ? [] : [`${operationId}: ${ajv.errorsText()}`],
  );
  expect(faults).toEqual([]);
  // With a token, and where no PIN is waited for: both were asked above, where they are answered.
  expect(refused.map(({ operationId, status }) => [operationId, status])).toEqual([
    ['Bridge.state', 403],
    ['Sagas.pinKey', 409],
  ]);
  if (!recording) return;
  const { issuerUrl, temporalUiUrl, natsUrl } = system.at;
  await recordExamples(answered, [
    [issuerUrl, 'https://sign-in.example.org'],
    [system.url, 'https://cardwright.example.org'],
    [gateway.url, 'https://cardwright.example.org'],
    [temporalUiUrl, 'https://temporal.example.org'],
    [natsUrl, 'tls://nats.example.org:4222'],
  ]);
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
    expect.arrayContaining(['/api/v1/rollouts?limit=500', '/api/v1/campaigns?limit=500', '/api/v1/devices?limit=500']),
  );
  const tokens = await everybody();
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

  it('what came of it is in no log as an error of ours', async () => {
    for (const service of ['gateway-unlimited', 'issuance-svc', 'update-svc', 'pki-svc']) {
      const log = await readFile(join(system.home, 'logs', `${service}.log`), 'utf8');
      const faults = log.split('\n').filter((line) => /"message":"request failed"|INTERNAL at /.test(line));
      expect([service, faults]).toEqual([service, []]);
    }
  });
});
