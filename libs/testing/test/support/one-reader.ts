/**
 * The whole system with one workstation, whose one reader is simulated, and one holder: for specs of what becomes due for a card that was issued,
 * and of the update that its holder begins. Specs only.
 */
import { expect } from '@jest/globals';
import type { UpdateCheckAnswer } from '@cardwright/contracts/nats/edge.api';
import type { DeviceDetail, SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { ReplyOf } from '@cardwright/contracts/nats/rpc';
import type { CardState } from '@cardwright/simulated-card/card/card-state';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { MemoryStore } from '@cardwright/simulated-card/state-store';
import { agentCalls, connectAsAgent } from '../../src/agent-connection.js';
import { startWorkstation, type Workstation } from '../../src/faults/workstation.js';
import { issueCard, personId, randomPin, supplyPin, untilAsked, untilSaga } from '../../src/issue.js';
import { openRecords, type Records } from '../../src/records.js';
import { startSystem, type Api, type TestSystem } from '../../src/system.js';
import { accessToken, callApi } from '../../src/tokens.js';

export type Dialect = 'vendor' | 'strict';

export const oneReader = 'Faulty reader 0';
const people = `external_id,given_name,surname,display_name,email,upn
T1,Grace,Hopper,Grace Hopper,grace@example.test,grace@example.test
`;
const graceClaims = { sub: 'grace', external_id: 'T1', name: 'Grace Hopper', roles: ['cardholder'] };

/** Of a saga that did what it was begun for. */
export const done = { state: 'COMPLETED', errorCode: null };

/** Elliptic curve keys, which even a slow machine makes at once. */
export const credential = (keyReference: string, container: string) => ({
  ...{ container, keyReference, algorithm: 'ECCP256', keyOrigin: 'card' },
  certificateProfile: `piv-${container}`,
});
export const authentication = credential('9A', 'authentication');
export const signature = credential('9C', 'digital-signature');
export const keyManagement = credential('9D', 'key-management');
export const cardAuthentication = credential('9E', 'card-authentication');

export class OneReader {
  private constructor(
    readonly system: TestSystem,
    readonly records: Records,
    readonly agent: Workstation,
    private readonly holder: string,
    private serial: number,
  ) {}

  /** serial: the cards have the numbers behind it. */
  static async start(name: string, serial: number): Promise<OneReader> {
    const system = await startSystem();
    await system.api('POST', '/people/import', { csv: people });
    const holder = await personId(system.api, 'T1');
    const agent = await startWorkstation(system, { name, readers: 1 });
    return new OneReader(system, await openRecords(system), agent, holder, serial);
  }

  async stop(): Promise<void> {
    await this.agent.stop();
    await this.records.close();
    await this.system.stop();
  }

  get api(): Api {
    return this.system.api;
  }

  /** For the holder, of a profile that was published; in the reader. */
  async issued(dialect: Dialect, profileName: string) {
    const store = new MemoryStore();
    const card = new SimulatedCard({ dialect, serial: ++this.serial, store });
    await this.agent.slots.insert(oneReader, card);
    const pin = randomPin();
    const place = { workstationId: this.agent.workstationId, readerName: oneReader };
    const { deviceId } = await issueCard(this.api, { ...place, personId: this.holder, profileName, pin });
    return { card, store, pin, deviceId, device: await this.deviceOf(deviceId), before: await card.snapshot() };
  }

  /** The same card, after somebody had it elsewhere. */
  async returned(store: MemoryStore, change: (state: CardState) => void): Promise<SimulatedCard> {
    await this.agent.slots.remove(oneReader);
    const state = (await store.load())!;
    change(state);
    await store.save(state);
    const card = new SimulatedCard({ store });
    await this.agent.slots.insert(oneReader, card);
    return card;
  }

  async deviceOf(deviceId: string): Promise<DeviceDetail> {
    return (await this.api<{ device: DeviceDetail }>('GET', `/devices/${deviceId}`)).device;
  }

  /** Printed Information and Security Object, unless `more` says otherwise. */
  publish(name: string, credentials: object[], more: object = {}): Promise<unknown> {
    const definition = {
      ...{ name, title: name, application: 'PIV', cardLifetimeDays: 365, initialPin: 'none', credentials },
      pin: { minLength: 6, maxLength: 8, alphabet: 'numeric', pinTries: 3 },
      dataObjects: { printedInformation: true, securityObject: true },
      ...more,
    };
    return this.api('POST', '/profiles', { definition });
  }

  /** What the agent is answered about the card in its reader. */
  async checked({ identityText }: Pick<DeviceDetail, 'identityText'>): Promise<UpdateCheckAnswer> {
    const connection = await connectAsAgent(this.system, this.agent);
    try {
      const asked = { agentVersion: '1', offers: 1, readerName: oneReader } as const;
      return await agentCalls(connection, this.agent)('update.check', { identityText, ...asked });
    } finally {
      await connection.close();
    }
  }

  /** What is offered, each as kind, cause and key references; or the answer that nothing is. */
  async causes(device: Pick<DeviceDetail, 'identityText'>): Promise<string | string[][] | undefined> {
    const answer = await this.checked(device);
    return answer.answer !== 'available'
      ? answer.answer
      : answer.offer?.causes.map(({ kind, cause, keyReferences }) => [kind, cause, keyReferences.join()]);
  }

  offersOf(deviceId: string): Promise<ReplyOf<IssuanceApi, 'devices.update-offers'>> {
    return this.api('GET', `/devices/${deviceId}/update-offers`);
  }

  /** The holder begins the update that is offered, or whatever else is; answers when the PIN is asked for. */
  async begun(device: Pick<DeviceDetail, 'identityText'>, type: SagaRow['type'] = 'UPDATE'): Promise<string> {
    const { requestId: offerId } = (await this.checked(device)) as Extract<UpdateCheckAnswer, { answer: 'available' }>;
    const holder = await accessToken(this.system, graceClaims);
    const reply = await callApi(this.system, holder, 'POST', `/update-offers/${offerId}/begin`, {});
    expect(reply).toMatchObject({ status: 202, body: { saga: { type } } });
    const { requestId } = (reply.body as { saga: SagaRow }).saga;
    await untilAsked(this.api, requestId, 1);
    return requestId;
  }

  async ended(requestId: string, pin: string): Promise<SagaRow> {
    await supplyPin(this.api, requestId, pin);
    return untilSaga(this.api, requestId, ['COMPLETED', 'FAILED', 'CANCELLED'], 40_000);
  }
}
