/**
 * Asks what the REST API does besides showing things (read-everything.ts), once each: dry runs, and what gives most lists a row; each by the one whose
 * work it is. Specs only.
 */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createUser } from '@nats-io/nkeys';
import { bridgeLandingPath, type BridgeOffer } from '@cardwright/contracts/workstation/bridge';
import { parseEnrolmentCode } from '@cardwright/contracts/workstation/enrolment-code';
import type { RequestState } from '@cardwright/contracts/nats/issuance.api';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { ReplyOf } from '@cardwright/contracts/nats/rpc';
import { enrolmentProofBytes } from '@cardwright/sealing/enrolment-proof';
import { makeRecipientKey } from '@cardwright/sealing/initial-pin';
import { base64Url } from '@cardwright/sealing/text';
import { sealStockBatch } from '@cardwright/sealing/vault-box';
import { eventually } from './eventually.js';
import { type Api, type RunningAgent, type TestSystem } from './installation.js';
import { untilSaga } from './issue.js';
import { pictureOf } from './picture.js';
import { type ApiDocument, type Read, readOf } from './read-everything.js';
import { signedInApi } from './signed-in-api.js';

type Reply<Name extends keyof IssuanceApi> = ReplyOf<IssuanceApi, Name>;
/** Values of path parameters, by their names. */
type Known = Record<string, string>;
type Method = 'GET' | 'POST' | 'PUT';

const agentProgram = fileURLToPath(new URL('../../../apps/device-edge/dist/main.js', import.meta.url));

/**
 * known: deviceId (its card waits to be activated), requestId (of its issue), personId, workstationId (of the agent, which has a door), name (of its
 * profile); grows by what is made. The answers, in the order of the requests.
 */
export async function askEverything(
  system: TestSystem,
  agent: Pick<RunningAgent, 'agentHome'> & { bridgePort: number },
  document: ApiDocument,
  known: Known,
): Promise<Read[]> {
  const asked = new Asked(document, known, system.api);
  await cardAtItsDesk(asked, known);
  // As long as the card is in use: one that is suspended gets no new version.
  await catalogueAndRollout(asked, known);
  await plansAndChecks(asked, known);
  await peopleAndStock(asked, known);
  await workstations(asked, known);
  await bridge(asked.by(await signedInApi(system, 'ada')), agent);
  return asked.read;
}

class Asked {
  constructor(
    private readonly document: ApiDocument,
    private readonly known: Known,
    private readonly api: Api,
    readonly read: Read[] = [],
  ) {}

  by = (api: Api): Asked => new Asked(this.document, this.known, api, this.read);

  /** path: as the document has it, below /api/v1. shown: the body of the example, where it is not what was sent. */
  async ask<Answer>(method: Method, path: string, body?: object, shown = body): Promise<Answer> {
    const operation = this.document.paths[`/api/v1${path}`]![method.toLowerCase() as Lowercase<Method>]!;
    const place = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(this.known[name]!));
    const answer = await this.api<unknown>(method, place, body);
    this.read.push({ ...readOf(operation, answer), ...(shown !== undefined && { request: shown }) });
    return answer as Answer;
  }
  post = <Answer>(path: string, body?: object): Promise<Answer> => this.ask('POST', path, body);

  /** Not for an example. */
  get = <Answer>(path: string): Promise<Answer> => this.api('GET', path) as Promise<Answer>;
  count = <Answer>(body: object): Promise<Answer> => this.api('POST', '/campaigns/count', body) as Promise<Answer>;
  until = (requestId: string, state: RequestState) => untilSaga(this.api, requestId, [state]);
}

/** From its initial PIN to a card in use; and another PIN, which is not chosen after all. */
async function cardAtItsDesk(asked: Asked, known: Known): Promise<void> {
  const { workstationId } = known;
  const { publicJwk: recipientJwk } = await makeRecipientKey();
  await asked.post('/sagas/{requestId}/reveal-initial-pin', { recipientJwk, reasonText: 'Its letter was lost' });
  const wanted = { reasonText: 'The holder has shown who they are' };
  const { saga: activation } = await asked.post<Reply<'devices.activate'>>('/devices/{deviceId}/activate', wanted);
  await asked.until(activation.requestId, 'COMPLETED');
  const forgotten = { workstationId, reason: 'FORGOTTEN_PIN' };
  const { saga: reset } = await asked.post<Reply<'devices.reset-pin'>>('/devices/{deviceId}/pin-reset', forgotten);
  known['requestId'] = reset.requestId;
  await asked.until(reset.requestId, 'AWAITING_USER');
  await asked.ask('GET', '/sagas/{requestId}/pin-key');
  await asked.post('/sagas/{requestId}/cancel', { reasonText: 'They remember it' });
  await asked.until(reset.requestId, 'CANCELLED');
}

async function plansAndChecks(asked: Asked, known: Known): Promise<void> {
  const { deviceId, workstationId, personId, name: profileName } = known as { [name: string]: string };
  const { models } = await asked.get<Reply<'models.list'>>('/models');
  const campaign = { name: 'Winter', filter: { profileName }, reason: 'RENEW', cardsPerHour: 60 };
  const misplaced = { reason: 'MISPLACED' };
  const requests: [path: string, body: object][] = [
    ['/inspections', { workstationId }],
    ['/workstations/{workstationId}/doctor', {}],
    ['/devices/{deviceId}/reprovision/plan', { workstationId, reason: 'PROFILE_CHANGED' }],
    ['/devices/{deviceId}/update/plan', { workstationId, reason: 'RENEW', keyReferences: ['9A'] }],
    ['/devices/{deviceId}/reconcile', {}],
    ['/bulk-actions/preview', { action: 'suspend', ids: [deviceId!] }],
    ['/campaigns/count', { filter: campaign.filter }],
    ['/models/validate', { definition: models[0]! }],
    ['/audit/verify', {}],
    ['/campaigns', { ...campaign, cards: 1 }],
    ['/deployment-codes', { places: 20, days: 7 }],
    ['/role-grants', { personId: personId!, role: 'HD', reasonText: 'Ticket 4711' }],
    ['/bulk-actions', { action: 'suspend', ids: [deviceId!], ...misplaced }],
    ['/devices/{deviceId}/resume', { reason: 'FOUND' }],
    ['/devices/{deviceId}/suspend', misplaced],
  ];
  for (const [path, body] of requests) await asked.post(path, body);
}

async function peopleAndStock(asked: Asked, known: Known): Promise<void> {
  const dataBase64 = pictureOf(32, 32).toString('base64');
  await asked.ask('PUT', '/people/{personId}/photo', { dataBase64 });
  const { importId } = await asked.post<Reply<'people.import.begin'>>('/people/imports');
  Object.assign(known, { importId, number: '1' });
  const file = Buffer.from('external_id,given_name,surname,email\nE1042,Zoë,Ångström,zoe@example.org\n');
  await asked.ask('PUT', '/people/imports/{importId}/pieces/{number}', { dataBase64: file.toString('base64') });
  await asked.post('/people/imports/{importId}/commit', { pieces: 1 });
  const profileName = known['name']!;
  Object.assign(known, { list: 'devices', name: 'Expiring soon' });
  await asked.ask('PUT', '/me/views/{list}/{name}', { query: 'expires=30&sort=expires' });
  known['name'] = profileName;
  const { publicJwk } = await asked.get<Reply<'vault-key.get'>>('/vault-key');
  // Sealed, and of no card that there is.
  const managementKeyHex = '01'.repeat(24);
  const secrets = { managementKeyHex, managementKeyAlgorithm: 'AES192' as const, pin: '123456', puk: '12345678' };
  const jwe = await sealStockBatch(secrets, publicJwk);
  await asked.post('/stock-batches', {
    name: 'Delivery of March',
    modelId: 'nist-strict-cuid',
    serials: ['cuid:0A1B2C3D4E'],
    jwe,
  });
}

/** A version is published, and how it reaches the one card is decided by hand. */
async function catalogueAndRollout(asked: Asked, known: Known): Promise<void> {
  const { profile } = await asked.get<Reply<'profiles.get'>>(`/profiles/${known['name']}`);
  const lasting = (cardLifetimeDays: number) => ({ definition: { ...profile.definition, cardLifetimeDays } });
  await asked.post('/profiles/validate', lasting(730));
  // Fewer keys: the lifetime of a card alone changes nothing on those that there are.
  const credentials = profile.definition.credentials.filter(({ keyReference }) => keyReference !== '9E');
  // A roll-out to no card is over at once, and the service of updates hears of the card on its own time.
  const filter = { profileName: known['name'] };
  const matching = async () => (await asked.count<Reply<'campaigns.count'>>({ filter })).count.cards;
  await eventually(matching, 1);
  const running = async () =>
    (await asked.get<Reply<'rollouts.list'>>('/rollouts')).rows.filter(({ state }) => state === 'running');
  const publish = async (definition: object): Promise<void> => {
    await asked.post('/profiles', { definition });
    await eventually(async () => (await running()).length, 1);
    known['rolloutId'] = (await running())[0]!.rolloutId;
  };
  await publish({ ...profile.definition, credentials });
  await asked.post('/profile-proposals', { ...lasting(1095), reasonText: 'Cards last longer' });
  await asked.post('/rollouts/{rolloutId}/pause');
  await asked.post('/rollouts/{rolloutId}/resume');
  await asked.post('/rollouts/{rolloutId}/stop', { reasonText: 'A better version comes' });
  // With its last ring, which has no card, a roll-out is over.
  await publish({ ...profile.definition, credentials: credentials.slice(0, 1) });
  await asked.post('/rollouts/{rolloutId}/advance', { spreadDays: 3 });
}

/** One that is enrolled as its agent would do it, and is set up again. */
async function workstations(asked: Asked, known: Known): Promise<void> {
  const name = 'Reception 2';
  const { code } = await asked.post<Reply<'workstations.enrolment-code'>>('/workstations/enrolment-codes', { name });
  const key = createUser();
  const said = { agentNkey: key.getPublicKey(), agentVersion: '1.0.0' };
  const proof = key.sign(enrolmentProofBytes({ ...said, code: parseEnrolmentCode(code)! }));
  const body = { code, ...said, proofBase64Url: base64Url(proof) };
  const { workstationId } = await asked.post<Reply<'workstations.enrol'>>('/workstations/enrol', body);
  const { workstationId: desk } = known;
  known['workstationId'] = workstationId;
  await asked.post('/workstations/{workstationId}/allow-enrolment', { reasonText: 'It has a new disk' });
  await asked.post('/workstations/{workstationId}/revoke', { reasonText: 'The reception has moved' });
  known['workstationId'] = desk!;
}

/** A browser at the computer of the agent: by a window that goes there, and by a code that somebody types. */
async function bridge(
  asked: Asked,
  { agentHome, bridgePort }: { agentHome: string; bridgePort: number },
): Promise<void> {
  const { url } = await asked.post<BridgeOffer>('/bridge/challenges');
  const door = Object.assign(new URL(url), { port: String(bridgePort) });
  const [answer] = (await once(get(door, { agent: false }), 'response')) as [IncomingMessage];
  answer.resume();
  const landing = new URL(answer.headers.location!);
  if (landing.pathname !== bridgeLandingPath) throw new Error(`the agent sent the window to ${landing.pathname}`);
  await asked.post('/bridge/pairing', { code: landing.hash.slice(1) });
  const env = { PATH: process.env['PATH'], CARDWRIGHT_AGENT_HOME: agentHome };
  const { stdout } = await promisify(execFile)(process.execPath, [agentProgram, 'pair'], { env });
  const [code] = stdout.split('\n');
  await asked.ask('POST', '/bridge/pairing/typed', { code: code! }, { code: '7K3M-9QPD' });
  await asked.ask('GET', '/bridge/pairing');
}
