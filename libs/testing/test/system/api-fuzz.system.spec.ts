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
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { ReplyOf } from '@cardwright/contracts/nats/rpc';
import { ensureSchemathesis, fuzz } from '../../src/api-fuzzer.js';
import { issueCard, personId, randomPin } from '../../src/issue.js';
import { type ApiDocument, type Read, readEverything, recordAnswers } from '../../src/read-everything.js';
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
let gateway: UnlimitedGateway;

beforeAll(async () => {
  [program, system] = await Promise.all([ensureSchemathesis(), startSystem()]);
  gateway = await startUnlimitedGateway(system);
  await system.api('POST', '/people/import', {
    csv: 'external_id,given_name,surname,email\nT2,Sofia,Kowalewskaja,sofia@example.test\n',
  });
  const { workstationId } = await system.startAgent({ name: 'fuzzed', args: ['--simulated'] });
  const person = await personId(system.api, 'T2');
  const asked = { personId: person, workstationId, profileName: 'piv-four', pin: randomPin() };
  const { deviceId, saga } = await issueCard(system.api, asked);
  known = { deviceId, requestId: saga.requestId, personId: person, workstationId, name: asked.profileName };
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

/** Dry runs, and what gives most lists a row; each by the one whose work it is. */
async function lookAndFill(document: ApiDocument): Promise<Read[]> {
  const { api } = system;
  const { profile } = await api<ReplyOf<IssuanceApi, 'profiles.get'>>('GET', `/profiles/${known['name']}`);
  const { models } = await api<ReplyOf<IssuanceApi, 'models.list'>>('GET', '/models');
  const lasting = (cardLifetimeDays: number) => ({ definition: { ...profile.definition, cardLifetimeDays } });
  const { deviceId, personId: holder, workstationId } = known;
  const renewed = { workstationId, reason: 'RENEW', keyReferences: ['9A'] };
  const campaign = { name: 'Winter', filter: { profileName: known['name'] }, reason: 'RENEW', cardsPerHour: 60 };
  const requests: [path: string, body: object][] = [
    ['/inspections', { workstationId }],
    ['/workstations/{workstationId}/doctor', {}],
    ['/devices/{deviceId}/reprovision/plan', { workstationId, reason: 'PROFILE_CHANGED' }],
    ['/devices/{deviceId}/update/plan', renewed],
    ['/devices/{deviceId}/reconcile', {}],
    ['/bulk-actions/preview', { action: 'suspend', ids: [deviceId] }],
    ['/campaigns/count', { filter: campaign.filter }],
    ['/models/validate', { definition: models[0]! }],
    ['/profiles/validate', lasting(730)],
    ['/audit/verify', {}],
    ['/profiles', lasting(730)],
    ['/profile-proposals', { ...lasting(1095), reasonText: 'Cards last longer' }],
    ['/campaigns', { ...campaign, cards: 1 }],
    ['/deployment-codes', { places: 20, days: 7 }],
    ['/role-grants', { personId: holder, role: 'HD', reasonText: 'Ticket 4711' }],
    ['/devices/{deviceId}/suspend', { reason: 'MISPLACED' }],
  ];
  const read: Read[] = [];
  for (const [path, body] of requests) {
    const { operationId, responses } = document.paths[`/api/v1${path}`]!.post!;
    const [status, { content }] = Object.entries(responses).find(([each]) => each.startsWith('2'))!;
    const schema = content!['application/json']!.schema.$ref;
    const place = path.replace(/\{(\w+)\}/g, (_, name: string) => known[name]!);
    read.push({ operationId, status: Number(status), schema, body: await api('POST', place, body) });
  }
  return read;
}

// Before the fuzzer has left what it sends.
it('[F10] answers as the document describes it: what is read, dry runs, and what is made', async () => {
  const document = JSON.parse(await readFile(openApi, 'utf8')) as ApiDocument;
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  ajv.addSchema(document, 'document');
  const made = await lookAndFill(document);
  const asked = { ...known, list: 'devices', query: 'Kowalewskaja', from: '1', to: '2' };
  const read = [...made, ...(await readEverything(gateway.url, await everybody(), document, asked))];
  const [answered, refused] = [read.filter(({ status }) => status < 300), read.filter(({ status }) => status >= 300)];
  const faults = answered.flatMap(({ operationId, schema, body }) =>
    ajv.validate({ $ref: `document${schema}` }, body) ? [] : [`${operationId}: ${ajv.errorsText()}`],
  );
  expect(faults).toEqual([]);
  // For a browser alone; and a key to seal a PIN to while one is asked for.
  expect(refused.map(({ operationId, status }) => [operationId, status])).toEqual([
    ['Bridge.state', 403],
    ['Sagas.pinKey', 409],
  ]);
  if (!recording) return;
  const { issuerUrl, temporalUiUrl } = system.at;
  await recordAnswers(answered, [
    [issuerUrl, 'https://sign-in.example.org'],
    [system.url, 'https://cardwright.example.org'],
    [temporalUiUrl, 'https://temporal.example.org'],
  ]);
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

  it('what came of it is in no log as an error of ours', async () => {
    for (const service of ['gateway-unlimited', 'issuance-svc', 'update-svc', 'pki-svc']) {
      const log = await readFile(join(system.home, 'logs', `${service}.log`), 'utf8');
      const faults = log.split('\n').filter((line) => /"message":"request failed"|INTERNAL at /.test(line));
      expect([service, faults]).toEqual([service, []]);
    }
  });
});
