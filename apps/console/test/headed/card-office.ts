/** Everything that stands around a sign-in with the card: the whole system with its door for cards, a desktop, and Grace's card in a PC/SC reader. */
import { execFile } from 'node:child_process';
import { X509Certificate, createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from '@jest/globals';
import { freePort } from '@cardwright/embedded-servers/ports';
import type { DeviceDetail } from '@cardwright/contracts/nats/issuance.api';
import { SimulatedCard } from '@cardwright/simulated-card/simulated-card';
import { CardFlows } from '@cardwright/testing/card-flows';
import { untilCardSeen } from '@cardwright/testing/card-seen';
import { personId } from '@cardwright/testing/issue';
import { PrivatePcscd } from '@cardwright/testing/pcscd';
import { publishFourKeys } from '@cardwright/testing/profiles';
import { startSystem, type TestSystem } from '@cardwright/testing/system';

const run = promisify(execFile);

export class CardOffice {
  private readonly stops: (() => Promise<unknown>)[] = [];
  system!: TestSystem;
  pcscd!: PrivatePcscd;
  flows!: CardFlows;
  deviceId!: string;
  /** Of the door's certificate, which signs itself: what browsers are told to trust. */
  certFile!: string;

  static async start(): Promise<CardOffice> {
    const office = new CardOffice();
    try {
      await office.begin();
      return office;
    } catch (error) {
      await office.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    for (const stop of this.stops.splice(0).reverse()) await stop();
  }

  /** SHA-256 of the door's public key, base64: how Chromium is told about a certificate. */
  async spkiHash(): Promise<string> {
    const { publicKey } = new X509Certificate(await readFile(this.certFile));
    return createHash('sha256')
      .update(publicKey.export({ format: 'der', type: 'spki' }))
      .digest('base64');
  }

  /** Serial number of the certificate for sign-in that is on the card by the record. */
  async certificate(): Promise<string> {
    const { device } = await this.system.api<{ device: DeviceDetail }>('GET', `/devices/${this.deviceId}`);
    return device.credentials.find(({ keyReference, state }) => keyReference === '9A' && state === 'ACTIVE')!
      .serialNumberHex!;
  }

  /** That very card gets a new key while its holder is signed in with the old one, who stays so. whoIs: `GET /me` in the browser. */
  async updatesWhileSignedIn(whoIs: () => Promise<object>): Promise<void> {
    const signedIn = { roles: ['CH'], identity: expect.objectContaining({ displayName: 'Grace Hopper' }) };
    expect(await whoIs()).toMatchObject(signedIn);
    const before = await this.certificate();
    expect((await this.flows.update(this.deviceId, ['9A'])).state).toBe('COMPLETED');
    expect(await this.certificate()).not.toBe(before);
    expect(await whoIs()).toMatchObject(signedIn);
  }

  private async begin(): Promise<void> {
    this.pcscd = await PrivatePcscd.start({ readers: 1 });
    this.stops.push(() => this.pcscd.stop());
    this.system = await startSystem();
    this.stops.push(() => this.system.stop());
    await this.openDoor();
    const { api } = this.system;
    await api('POST', '/people/import', { csv: people });
    await publishFourKeys(api, 'four-keys');
    const agent = await this.system.startAgent({ name: 'desk', args: [], env: this.pcscd.environment });
    const inserted = await this.pcscd.insert(new SimulatedCard({ dialect: 'vendor', serial: 20_000_060 }));
    this.stops.push(() => inserted.remove());
    const place = { workstationId: agent.workstationId, readerName: this.pcscd.readers[0]!.name };
    await untilCardSeen(api, place.workstationId, place.readerName);
    const grace = await personId(api, 'E1002');
    this.flows = new CardFlows(api, place, { personId: grace, profileName: 'four-keys' });
    ({ deviceId: this.deviceId } = await this.flows.issue());
  }

  private async openDoor(): Promise<void> {
    this.certFile = join(this.system.home, 'card.crt');
    const [certFile, keyFile] = [this.certFile, join(this.system.home, 'card.key')];
    const subject = ['-subj', '/CN=card.localhost', '-addext', 'subjectAltName=DNS:*.card.localhost'];
    const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', keyFile];
    await run('openssl', ['req', '-x509', ...newKey, '-out', certFile, '-days', '2', ...subject]);
    const port = await freePort();
    this.system.at.cardSignIn = { url: `https://card.localhost:${port}`, port, certFile, keyFile };
    await this.system.services.gateway.stop();
    await this.system.startService('gateway');
  }
}

const people = `external_id,given_name,surname,display_name,email,upn
E1002,Grace,Hopper,,grace@example.test,grace@example.test
`;
