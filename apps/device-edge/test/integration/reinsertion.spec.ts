/**
 * A card with a new certificate, its agent over a real pcscd, and the person's session with OpenSC and its cache on disk, which goes by the card's
 * serial number and is believed also after the card was put in again.
 */
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { CredentialsSeen } from '@cardwright/contracts/nats/edge.api';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { eventually } from '@cardwright/testing/eventually';
import { clientPrograms, IndependentClients } from '@cardwright/testing/independent-clients';
import { startTestNats, type TestNats } from '@cardwright/testing/nats-server';
import { PrivatePcscd, requirePcscd, type InsertedCard } from '@cardwright/testing/pcscd';
import { requirePrograms } from '@cardwright/testing/programs';
import { startAgentProcess, type AgentProcess } from '../support/agent-process.js';
import { startDesk, type DeskProcess } from '@cardwright/testing/desk-process';
import { Desktop, requireDesktop } from '@cardwright/testing/desktop';
import { EdgeClient } from '../support/edge-client.js';

jest.setTimeout(90_000);
const workstationId = 'ws-1';
const caPem = '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n';
const requestId = '7c0a2ae8-5d0d-4be5-93a9-3ad1f8b5a001';
const cachingOn = 'app default {\n  framework pkcs15 { use_file_caching = public; }\n}\n';
const otherCard = `${'f'.repeat(32)}_NODATE_0101CECE`;
const there = [requirePcscd(), requireDesktop(), requirePrograms(clientPrograms)].every(({ available }) => available);
let serial = 30_000_000;

(there ? describe : describe.skip)('[A17] what programs of the person see of a card', () => {
  let nats: TestNats;
  let pcscd: PrivatePcscd;
  let client: EdgeClient;
  let desktop: Desktop;
  let agent: AgentProcess;
  let desk: DeskProcess | undefined;
  /** The person's own programs, in the same session as the desk part. */
  let programs: IndependentClients;
  let card: SimulatedCard;
  let inserted: InsertedCard;
  let identityText: string;
  let thumbprint: Record<'old' | 'new', string>;

  const personEnv = () => ({ ...desktop.env, ...pcscd.environment, OPENSC_CONF: join(desktop.folder, 'opensc.conf') });
  const cache = () => join(desktop.folder, '.cache', 'opensc');
  const cached = async (): Promise<string[]> =>
    (await readdir(cache()).catch(() => [])).filter((name) => name !== otherCard);
  /** This card was read as it came in: so often. */
  const reports = () => client.of('card.inserted').filter((event) => event.identityText === identityText);
  const oneMoreThan = (before: number) => eventually(() => Promise.resolve(reports().length > before), true);
  const putIn = async (): Promise<void> => {
    const before = reports().length;
    inserted = await pcscd.insert(card);
    await oneMoreThan(before);
  };
  /** The subject of what this person's programs believe to be in 9A. */
  const shown = async (): Promise<string> => {
    const read = [
      '--slot-description',
      programs.reader,
      '--read-object',
      '--type',
      'cert',
      '--id',
      '01',
      '-o',
      'seen.der',
    ];
    expect(await programs.run('pkcs11-tool', read, personEnv())).toMatchObject({ exitCode: 0 });
    return (await programs.openssl('x509', '-inform', 'der', '-in', 'seen.der', '-noout', '-subject')).stdout.trim();
  };
  const tool = async (...args: string[]): Promise<void> =>
    expect(await programs.yubicoPivTool(...args)).toMatchObject({ exitCode: 0 });
  /** A new key and certificate in 9A, as an update leaves it: everything else of the card is as before. Answers the thumbprint by openssl. */
  const renew = async (name: string): Promise<string> => {
    await tool('-a', 'generate', '-s', '9a', '-A', 'ECCP256', '-o', '9a.pub');
    const issuer = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-days', '30'];
    const made = ['x509', '-new', '-force_pubkey', '9a.pub', '-subj', `/CN=${name}`, ...issuer, '-out', '9a.pem'];
    expect(await programs.openssl(...made)).toMatchObject({ exitCode: 0 });
    await tool('-a', 'import-certificate', '-s', '9a', '-i', '9a.pem');
    const { stdout } = await programs.openssl('x509', '-in', '9a.pem', '-noout', '-fingerprint', '-sha256');
    return stdout.trim().split('=')[1]!.replaceAll(':', '');
  };
  const look = (thumbprints: string[]): Promise<CredentialsSeen> =>
    client.ask(workstationId, 'credentials.look', { identityText, thumbprints });
  const ask = (remind = false) => client.ask(workstationId, 'reinsertion.ask', { requestId, identityText, remind });
  const startDeskPart = async (): Promise<void> => {
    const part = startDesk(agent.home.folder, personEnv());
    desk = part;
    await eventually(() => Promise.resolve(part.log().includes('connected to the card service')), true);
  };

  beforeAll(async () => {
    [nats, pcscd, desktop] = await Promise.all([startTestNats(), PrivatePcscd.start({ readers: 1 }), Desktop.start()]);
    client = await EdgeClient.connect(nats.url, await nats.creds('issuance'));
    programs = await IndependentClients.at(pcscd.readers[0]!.name, pcscd.environment);
    const issuer =
      'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -subj /CN=CA';
    await programs.openssl(...issuer.split(' '));
    await writeFile(join(desktop.folder, 'opensc.conf'), cachingOn);
    await mkdir(cache(), { recursive: true });
    agent = await startAgentProcess({
      ...{ natsUrl: nats.url, workstationId, creds: await nats.agentCreds(workstationId), caPem },
      ...{ args: [], env: pcscd.environment },
    });
    await startDeskPart();
  });
  afterAll(async () => {
    await desk?.stop();
    await agent?.remove();
    await programs?.close();
    await desktop?.stop();
    await client?.close();
    await pcscd?.stop();
    await nats?.stop();
  });

  /** Used before the update, so that OpenSC keeps its certificate; then updated. */
  beforeEach(async () => {
    serial += 1;
    identityText = `ykserial:${serial}`;
    card = new SimulatedCard({ factory: { managementKeyAlgorithm: '3DES' }, serial });
    await putIn();
    await tool('-a', 'set-chuid', '-a', 'set-ccc');
    const old = await renew('old');
    expect(await shown()).toBe('subject=CN = old');
    thumbprint = { old, new: await renew('new') };
    await copyFile(join(cache(), (await cached())[0]!), join(cache(), otherCard));
  });
  afterEach(async () => {
    await inserted.remove();
    await eventually(() => Promise.resolve(client.of('card.removed').at(-1)?.identityText), identityText);
  });

  it('after “take it out” programs read the card again: put in, they see the new certificate, by a fresh session with its cache on', async () => {
    expect(await ask()).toMatchObject({ reminded: false });
    expect([await cached(), await readdir(cache())]).toEqual([[], [otherCard]]);
    await inserted.remove();
    await putIn();
    expect(client.of('card.inserted').at(-1)!.insertedMsAgo).toBeLessThan(60_000);
    // Who did not hear it come in is told when they ask.
    expect((await ask()).insertedMsAgo).toBeLessThan(60_000);
    expect(await shown()).toBe('subject=CN = new');
    expect(await look([thumbprint.new])).toEqual({ by: 'pkcs11', thumbprints: [thumbprint.new] });
    expect(await cached()).toHaveLength(1);
  });

  it('what a cache still holds after the insertion is found out and read again; what it holds of other cards stays', async () => {
    await inserted.remove();
    await putIn();
    // The trap: put in again, and the old one is shown.
    expect(await shown()).toBe('subject=CN = old');
    expect(await look([thumbprint.new])).toEqual({ by: 'pkcs11', thumbprints: [thumbprint.new] });
    expect(await shown()).toBe('subject=CN = new');
    expect(await readdir(cache())).toContain(otherCard);
  });

  it('says what is there and not what is expected', async () => {
    const unknown = 'AB'.repeat(32);
    expect(await look([unknown])).toEqual({ by: 'pkcs11', thumbprints: [thumbprint.new] });
  });

  it('nobody is at the computer: PC/SC alone', async () => {
    await desk!.stop();
    expect(await look([thumbprint.new])).toEqual({ by: 'pcsc', why: 'no-desk' });
    await startDeskPart();
  });

  it('a card that is not here', async () => {
    const elsewhere = { identityText: 'ykserial:1', thumbprints: [] };
    await expect(client.ask(workstationId, 'credentials.look', elsewhere)).rejects.toMatchObject({
      code: 'CARD_ABSENT',
    });
  });

  it('[A16] reminds once, by a notification that goes with the card', async () => {
    expect(await desktop.shown()).toBe(0);
    expect(await ask(true)).toMatchObject({ reminded: true });
    await eventually(desktop.shown, 1);
    expect(await ask(true)).toMatchObject({ reminded: true });
    await inserted.remove();
    await eventually(desktop.shown, 0);
    const closed = (await desktop.closed()).filter(
      ({ summary }) => summary === 'Take your card out and put it in again',
    );
    expect(closed).toHaveLength(1);
    // Out: there is nothing to remind of.
    expect(await client.ask(workstationId, 'reinsertion.ask', { requestId: '2', identityText, remind: true })).toEqual({
      reminded: false,
    });
    await putIn();
  });

  it('[A16] taken out while no agent runs and put in afterwards: it is seen to come in; one that was in all the time is not', async () => {
    let before = reports().length;
    await agent.kill();
    await agent.start();
    await oneMoreThan(before);
    expect(reports().at(-1)!.insertedMsAgo).toBeUndefined();
    await agent.kill();
    await inserted.remove();
    await agent.start();
    before = reports().length;
    inserted = await pcscd.insert(card);
    await oneMoreThan(before);
    expect(reports().at(-1)!.insertedMsAgo).toBeLessThan(60_000);
  });
});
