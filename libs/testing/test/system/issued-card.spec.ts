/**
 * Cards issued by the whole system into a real PC/SC reader, looked at by programs that are not ours: the acceptance check
 * where it is beside the project, and OpenSC, yubico-piv-tool and openssl everywhere.
 */
import { afterAll, afterEach, beforeAll, expect, it, jest } from '@jest/globals';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { SimulatedCard, type SimulatedCardOptions } from '@cardwright/simulated-card/simulated-card';
import { untilCardSeen } from '../../src/card-seen.js';
import { acceptanceCheck, acceptanceCheckExists, writeChain } from '../../src/check-card.js';
import { clientPrograms, IndependentClients } from '../../src/independent-clients.js';
import { issueCard, personId, randomPin } from '../../src/issue.js';
import { PrivatePcscd, requirePcscd, type InsertedCard } from '../../src/pcscd.js';
import { requirePrograms } from '../../src/programs.js';
import { importStrictStock } from '../../src/strict-stock.js';
import { describeWith } from '../../src/describe-with.js';
import { startSystem, type RunningAgent, type TestSystem } from '../../src/system.js';

jest.setTimeout(240_000);
const missing = [requirePcscd(), requirePrograms(clientPrograms)].find(({ available }) => !available)?.reason;
const demoPeople = `external_id,given_name,surname,display_name,email,upn,organizational_unit
T1,Grace,Hopper,Grace Hopper,grace@example.test,grace@example.test,Research
T2,Sofia,Kovalevskaya,София Ковалевская,sofia@example.test,sofia@example.test,Research
`;

describeWith(missing, 'a card issued in a PC/SC reader', () => {
  let system: TestSystem;
  let pcscd: PrivatePcscd;
  let agent: RunningAgent;
  let clients: IndependentClients;
  let reader: string;
  let inserted: InsertedCard | undefined;
  const context = { tenantId: defaultTenantId, correlationId: 'issued-card.spec' };

  beforeAll(async () => {
    pcscd = await PrivatePcscd.start({ readers: 1 });
    reader = pcscd.readers[0]!.name;
    clients = await IndependentClients.at(reader, pcscd.environment);
    system = await startSystem();
    await system.api('POST', '/people/import', { csv: demoPeople });
    agent = await system.startAgent({ name: 'pcsc', args: [], env: pcscd.environment });
    await writeChain(system, clients);
  });
  afterEach(async () => {
    await inserted?.remove();
    inserted = undefined;
  });
  afterAll(async () => {
    await system?.stop();
    await clients?.close();
    await pcscd?.stop();
  });

  async function issue(options: SimulatedCardOptions, profileName: string) {
    const card = new SimulatedCard(options);
    await importStrictStock(system.api, card);
    inserted = await pcscd.insert(card);
    await untilCardSeen(system.api, agent.workstationId, reader);
    const pin = randomPin();
    const person = await personId(system.api, 'T2');
    const issued = await issueCard(system.api, {
      personId: person,
      workstationId: agent.workstationId,
      profileName,
      readerName: reader,
      pin,
    });
    const { device } = await system.api<{ device: { state: string; expiresOn: string } }>(
      'GET',
      `/devices/${issued.deviceId}`,
    );
    expect(device.state).toBe('ACTIVE');
    return { card, pin, expiresOn: device.expiresOn, ...issued };
  }

  async function checkCard(pin: string, slots: string, expiresOn: string): Promise<void> {
    if (!acceptanceCheckExists) return;
    expect(await acceptanceCheck(clients, { pin, slots, expiresOn })).toMatchObject({ failed: [], exitCode: 0 });
  }

  const profiles: [profile: string, slots: string][] = [
    ['authentication-only', '9A:ECCP256'],
    ['piv-four', '9A:ECCP256,9C:RSA2048,9D:RSA2048,9E:ECCP256'],
    ['rsa-legacy', '9A:RSA2048,9C:RSA2048,9D:RSA2048,9E:RSA2048'],
  ];
  let serial = 7_000_000;

  it.each(profiles)('[F17] %s on the vendor dialect passes every independent check', async (profileName, slots) => {
    const { card, pin, expiresOn, saga } = await issue({ dialect: 'vendor', serial: ++serial }, profileName);
    expect(saga.roundTrips).toBeLessThanOrEqual(6);
    expect(await card.hasPuk('12345678')).toBe(false);
    expect(await card.hasPin('123456')).toBe(false);
    const status = await clients.yubicoPivTool('-a', 'verify-pin', '-P', pin, '-a', 'status');
    expect(status.text).toContain('Successfully verified PIN');
    for (const slot of slots.split(',').map((row) => row.slice(0, 2)))
      expect(status.text).toContain(`Slot ${slot.toLowerCase()}:`);
    await checkCard(pin, slots, expiresOn);
  });

  it('key-history-24: twenty archived keys are imported and used by other clients', async () => {
    const keeper = await system.rpcAs('anybody');
    const person = await personId(system.api, 'T2');
    const subject = {
      commonName: 'Sofia Kovalevskaya',
      personId: person,
      cardUuid: '9b2f0e6e-7c4e-4f0e-8f0a-0d7a0d3f6a11',
      fascNHex: 'D6501843086108421084210842108421084210842108421085',
    };
    for (let count = 0; count < 20; count++)
      await keeper.rpc.pki(
        'archive.create',
        {
          personId: person,
          algorithm: 'ECCP256',
          certificateProfile: 'piv-key-management',
          subject,
          validityDays: 365,
        },
        context,
      );
    await keeper.close();
    const { pin, expiresOn, saga } = await issue({ dialect: 'vendor', serial: ++serial }, 'key-history-24');
    expect(saga.roundTrips).toBeLessThanOrEqual(6);
    const retired = Array.from({ length: 20 }, (_, index) => `${(0x82 + index).toString(16).toUpperCase()}:ECCP256`);
    const slots = ['9A:ECCP256', '9C:RSA2048', '9D:RSA2048', '9E:ECCP256', ...retired].join(',');
    await checkCard(pin, slots, expiresOn);
    const listed = await clients.pkcs15Tool('--list-certificates');
    expect(listed.stdout.match(/^X\.509 Certificate/gm)?.length).toBeGreaterThanOrEqual(4);
  });

  it('piv-four on the strict NIST dialect is read and used by OpenSC, and chains to the CA', async () => {
    const { pin } = await issue({ dialect: 'strict', serial: ++serial }, 'piv-four');
    const listed = await clients.pkcs15Tool('--list-certificates');
    expect(listed.stdout.match(/^X\.509 Certificate/gm)).toHaveLength(4);
    const tested = await clients.pkcs11Tool('--login', '--pin', pin, '--test');
    expect(tested.text).not.toContain('ERR: verification failed');
    for (const id of ['01', '02', '03', '04']) {
      const read = await clients.pkcs15Tool('--read-certificate', id, '--output', clients.file(`${id}.pem`));
      expect(read.exitCode).toBe(0);
      const verified = await clients.openssl(
        'verify',
        '-x509_strict',
        '-CAfile',
        clients.file('chain.pem'),
        clients.file(`${id}.pem`),
      );
      expect(verified.text).toContain(': OK');
    }
  });
});
