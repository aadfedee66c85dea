/**
 * [A13] An update beside another program that has the card open, on the whole system with a real pcscd: OpenSC's PKCS#11 module as a browser
 * keeps it works meanwhile, waits, and works with the new certificate afterwards; a program that lets nobody in is named to the holder.
 * [A14] A screen that is locked, a log-off and a computer that falls asleep, with logind played by dbusmock and systemd's own inhibitor.
 */
import { createHash, createPublicKey, randomBytes, verify, X509Certificate } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { decodeCertificateObject } from '@cardwright/card-protocol/piv/certificate-object';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import type { AgentStatus } from '@cardwright/contracts/nats/edge.api';
import type { SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import type { CardSnapshot } from '@cardwright/simulated-card/snapshot';
import { eventually } from '../../src/eventually.js';
import { everythingBut } from '../../src/everything-but.js';
import { startPcscWorkstation, type Workstation } from '../../src/faults/workstation.js';
import { issueCard, personId, randomPin, supplyPin, untilAsked, untilSaga } from '../../src/issue.js';
import { KeptOpen } from '../../src/kept-open.js';
import { requirePcscd } from '../../src/pcscd.js';
import { refusal } from '../../src/refusal.js';
import { MockLogind, requireLogind } from '../../src/mock-logind.js';
import { startSystem, type TestSystem } from '../../src/system.js';
import { accessToken, callApi } from '../../src/tokens.js';

jest.setTimeout(180_000);
const people = `external_id,given_name,surname,display_name,email,upn
B1,Grace,Hopper,Grace Hopper,grace@example.test,grace@example.test
`;
const profile = {
  name: 'beside',
  title: 'Beside',
  application: 'PIV',
  cardLifetimeDays: 365,
  pin: { minLength: 6, maxLength: 8, alphabet: 'numeric', pinTries: 3 },
  initialPin: 'none',
  credentials: [
    {
      ...{ container: 'authentication', keyReference: '9A', algorithm: 'ECCP256', keyOrigin: 'card' },
      certificateProfile: 'piv-authentication',
    },
  ],
  dataObjects: { printedInformation: true, securityObject: true },
};

(requirePcscd().available && requireLogind().available ? describe : describe.skip)(
  'an update and what else goes on at its workstation',
  () => {
    let system: TestSystem;
    let agent: Workstation;
    let logind: MockLogind;
    let reader: string;
    let grace: string;
    let other: KeptOpen | undefined;
    let serial = 65_000_000;

    beforeAll(async () => {
      system = await startSystem();
      await system.api('POST', '/people/import', { csv: people });
      grace = await personId(system.api, 'B1');
      await system.api('POST', '/profiles', { definition: profile });
      logind = await MockLogind.start();
      await logind.signIn('2');
      agent = await startPcscWorkstation(system, { name: 'beside', readers: 1, env: logind.environment });
      reader = agent.slots.readerNames[0]!;
    });
    afterEach(async () => {
      await other?.stop();
      await agent.slots.remove(reader);
    });
    afterAll(async () => {
      await agent?.stop();
      await logind?.stop();
      await system?.stop();
    });

    /** Another program of the person. */
    const keepOpen = (how: Parameters<typeof KeptOpen.start>[0]) =>
      KeptOpen.start(how, reader, { ...agent.environment, HOME: agent.agentHome });
    const issued = async (
      dialect: 'vendor' | 'strict',
    ): Promise<{ card: SimulatedCard; pin: string; deviceId: string }> => {
      const card = agent.card(dialect, ++serial);
      await agent.slots.insert(reader, card);
      const pin = randomPin();
      const place = { workstationId: agent.workstationId, readerName: reader };
      const { deviceId } = await issueCard(system.api, { ...place, personId: grace, profileName: profile.name, pin });
      return { card, pin, deviceId };
    };
    const start = async (deviceId: string): Promise<string> => {
      const body = { workstationId: agent.workstationId, readerName: reader, keyReferences: ['9A'], reason: 'RENEW' };
      const { saga } = await system.api<{ saga: SagaRow }>('POST', `/devices/${deviceId}/update`, body);
      return saga.requestId;
    };
    const status = async (asked: { inUse?: string[] } = {}): Promise<AgentStatus> => {
      const { rpc, close } = await system.rpcAs('issuance');
      const context = { tenantId: defaultTenantId, correlationId: 'spec' };
      const answer = await rpc.edge(agent.workstationId, 'agent.status', asked, context);
      await close();
      return answer;
    };
    /** What a saga that parked for it asks: whether another program has the card open. */
    const inUse = async () => (await status({ inUse: [(await status()).readers[0]!.identityText!] })).readers[0]!.inUse;
    const ended = (requestId: string): Promise<SagaRow> =>
      untilSaga(system.api, requestId, ['COMPLETED', 'FAILED', 'CANCELLED'], 60_000);
    const certificate = async (card: SimulatedCard): Promise<X509Certificate> =>
      new X509Certificate(decodeCertificateObject((await card.snapshot()).objects['5FC105']!).certificate);
    /** The other program signs with 9A; throws with what it said if it did not. */
    const signs = async (by: X509Certificate): Promise<boolean> => {
      const text = randomBytes(32);
      const [ok, hex] = (await other!.ask(`sign ${createHash('sha256').update(text).digest('hex')}`)).split(' ');
      if (hex === undefined) throw new Error(ok);
      const key = createPublicKey(by.publicKey.export({ type: 'spki', format: 'pem' }));
      return verify('sha256', text, { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(hex, 'hex'));
    };
    /** Whoever was signed in is not any more once somebody else has worked on the card. */
    const signsIn = async (pin: string): Promise<void> => {
      await other!.ask('logout');
      expect(await other!.ask(`login ${pin}`)).toBe('ok');
    };

    it.each(['vendor', 'strict'] as const)(
      '%s: OpenSC signs before, while the PIN is waited for, and afterwards',
      async (dialect) => {
        const { card, pin, deviceId } = await issued(dialect);
        const old = await certificate(card);
        const before = await card.snapshot();
        other = await keepOpen('pkcs11');
        expect(await other.ask(`login ${pin}`)).toBe('ok');
        expect(await signs(old)).toBe(true);
        // Asking takes nothing away from it.
        expect(await inUse()).toBe('shared');
        expect(await signs(old)).toBe(true);

        const requestId = await start(deviceId);
        await untilAsked(system.api, requestId);
        await signsIn(pin);
        expect(await signs(old)).toBe(true);

        await supplyPin(system.api, requestId, pin);
        // Signed in before the update, it can do nothing with the PIN that the holder has shown to us.
        const meanwhile: string[] = [];
        const done = ended(requestId);
        let over = false;
        void done.finally(() => (over = true));
        while (!over) meanwhile.push(await other.ask(`sign ${'00'.repeat(32)}`));
        expect(await done).toMatchObject({ state: 'COMPLETED', errorCode: null, attempt: 1 });
        expect(meanwhile.length).toBeGreaterThan(0);

        const renewed = await certificate(card);
        expect(renewed.fingerprint256).not.toBe(old.fingerprint256);
        await other.stop();
        other = await keepOpen('pkcs11');
        await signsIn(pin);
        expect(await signs(renewed)).toBe(true);
        const after = await card.snapshot();
        expect(rest(after)).toEqual(rest(before));
      },
    );

    it('a program that lets nobody in: its name is said, and the update begins once it is closed; then it is refused itself', async () => {
      const { pin, deviceId } = await issued('vendor');
      other = await keepOpen('exclusive');
      expect(await refusal(start(deviceId))).toMatchObject({
        code: 'CARD_BUSY',
        detail: expect.stringMatching(/it may be .*python3 \(pid \d+\)/) as unknown,
      });
      expect(await inUse()).toBe('exclusive');
      await other.stop();
      expect(await inUse()).toBe(null);
      const requestId = await start(deviceId);
      await untilAsked(system.api, requestId);
      // [A13] The other way round: while the update has the card it is busy for everybody else.
      await expect(keepOpen('exclusive')).rejects.toThrow(/Sharing violation/);
      await supplyPin(system.api, requestId, pin);
      expect(await ended(requestId)).toMatchObject({ state: 'COMPLETED', errorCode: null });
    });

    /** As the holder, at this workstation. */
    const startAsHolder = async (deviceId: string): Promise<string> => {
      const body = { workstationId: agent.workstationId, readerName: reader, keyReferences: ['9A'], reason: 'RENEW' };
      const holder = await accessToken(system, {
        ...{ sub: 'grace', external_id: 'B1', name: 'Grace Hopper', roles: ['cardholder'] },
      });
      const { body: answer } = await callApi(system, holder, 'POST', `/devices/${deviceId}/update`, body);
      return (answer as { saga: SagaRow }).saga.requestId;
    };
    const paused = async (): Promise<string | undefined> => (await status()).paused;
    const parked = (requestId: string): Promise<SagaRow> => untilSaga(system.api, requestId, ['FAILED'], 20_000);
    const inhibitors = async (): Promise<string> => (await logind.inhibitors()).map((row) => row.join(' ')).join();
    const ours = 'sleep:shutdown Cardwright A card is being written delay';

    it.each([
      ['locks the screen', 'EDGE_SCREEN_LOCKED', () => logind.setLocked('2', true), () => logind.setLocked('2', false)],
      ['logs off', 'EDGE_SIGNED_OUT', () => logind.signOut('2'), () => logind.signIn('2')],
    ] as const)(
      '[A14] the holder %s: it stops, the card is free, and it goes on when they are back',
      async (_, code, leave, back) => {
        const { pin, deviceId } = await issued('vendor');
        const requestId = await startAsHolder(deviceId);
        await untilAsked(system.api, requestId);
        await eventually(inhibitors, ours);
        await leave();
        const stopped = await parked(requestId);
        expect(stopped).toMatchObject({
          errorCode: code,
          actions: expect.arrayContaining(['retry']) as unknown,
        });
        // The person may unlock the screen with the very card.
        other = await keepOpen('exclusive');
        await other.stop();
        await eventually(inhibitors, '');
        await back();
        await untilAsked(system.api, requestId, stopped.attempt + 1);
        await supplyPin(system.api, requestId, pin);
        expect(await ended(requestId)).toMatchObject({ state: 'COMPLETED', errorCode: null });
      },
    );

    it('[A14] the computer falls asleep in the middle of the writing: it stops after the step, lets it sleep, and goes on afterwards', async () => {
      const { card, pin, deviceId } = await issued('vendor');
      const before = await card.snapshot();
      const requestId = await start(deviceId);
      await untilAsked(system.api, requestId);
      const transmit = card.transmit.bind(card);
      let fellAsleep = 0;
      const generate = 0x47;
      card.transmit = async (command) => {
        if (command[1] === generate && fellAsleep === 0) {
          fellAsleep = Date.now();
          await logind.prepareForSleep(true);
          // The signal is there before the command is answered.
          await eventually(paused, 'EDGE_GOING_TO_SLEEP');
        }
        return transmit(command);
      };
      await supplyPin(system.api, requestId, pin);
      expect(await parked(requestId)).toMatchObject({ errorCode: 'EDGE_GOING_TO_SLEEP' });
      await eventually(inhibitors, '');
      // What logind waits by default.
      expect(Date.now() - fellAsleep).toBeLessThan(5_000);
      await logind.prepareForSleep(false);
      await untilAsked(system.api, requestId, 2);
      await supplyPin(system.api, requestId, pin);
      expect(await ended(requestId)).toMatchObject({ state: 'COMPLETED', errorCode: null });
      expect(rest(await card.snapshot())).toEqual(rest(before));
    });
  },
);

/** Everything but the key 9A and its certificate. */
const rest = (snapshot: CardSnapshot) => everythingBut(snapshot, ['9A', '5FC105']);
