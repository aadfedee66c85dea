/**
 * PIV programs that are not ours look at a card that went through faults: OpenSC finds every certificate, signs and decrypts with every
 * key under the PIN, openssl verifies every certificate up to the CA. Through a PC/SC service of its own: the card leaves its simulated
 * reader for that long. Fault harness only.
 */
import { writeFile } from 'node:fs/promises';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { keyReferences } from '@cardwright/card-protocol/piv/key-reference';
import { clientPrograms, IndependentClients } from '../independent-clients.js';
import { PrivatePcscd, requirePcscd } from '../pcscd.js';
import { requirePrograms } from '../programs.js';
import type { TestSystem } from '../system.js';
import { rawCard, type WatchedCard } from './watched-card.js';

export class OtherClients {
  private turn: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly pcscd: PrivatePcscd,
    private readonly clients: IndependentClients,
  ) {}

  /** undefined where the programs are missing; throws for that in CI. */
  static async at(system: TestSystem): Promise<OtherClients | undefined> {
    if (!requirePcscd().available || !requirePrograms(clientPrograms).available) return undefined;
    const pcscd = await PrivatePcscd.start({ readers: 1 });
    const clients = await IndependentClients.at(pcscd.readers[0]!.name, pcscd.environment);
    const gateway = await system.rpcAs('gateway');
    const context = { tenantId: defaultTenantId, correlationId: 'fault harness' };
    const { certificatesDerBase64 } = await gateway.rpc.pki('ca.chain', {}, context);
    await gateway.close();
    await writeFile(clients.file('chain.pem'), certificatesDerBase64.map(pem).join(''));
    return new OtherClients(pcscd, clients);
  }

  /** The card is in no reader. Answers what is wrong with it, in words. */
  look(card: WatchedCard, pin: string): Promise<string[]> {
    const found = this.turn.then(() => this.lookNow(card, pin));
    this.turn = found.catch(() => undefined);
    return found;
  }

  async stop(): Promise<void> {
    await this.clients.close();
    await this.pcscd.stop();
  }

  private async lookNow(card: WatchedCard, pin: string): Promise<string[]> {
    const { clients } = this;
    const { snapshot } = await rawCard(card.file);
    const expected = keyReferences.filter(({ reference, certificateTag }) => {
      const tag = certificateTag?.toString(16).toUpperCase();
      return reference !== 0xf9 && tag !== undefined && (snapshot.objects[tag]?.length ?? 0) > 0;
    });
    const inserted = await this.pcscd.insert(card);
    const findings: string[] = [];
    try {
      const list = await clients.pkcs15Tool('--list-certificates');
      const listed = list.stdout.match(/^\s+ID\s+: \w+$/gm) ?? [];
      if (listed.length !== expected.length)
        findings.push(
          `OpenSC finds ${listed.length} certificates, ${expected.length} are on the card: ${list.text.slice(-300)}`,
        );
      const tested = await clients.pkcs11Tool('--login', '--pin', pin, '--test');
      // Its exit code counts mechanisms that PIV does not have; what it verifies itself is what is asked here.
      if (!/^\s+.*: OK/m.test(tested.text) || /verification failed|CKR_PIN/.test(tested.text))
        findings.push(`pkcs11-tool --test: ${tested.text.slice(-300)}`);
      for (const id of listed.map((line) => line.split(': ')[1]!)) {
        const file = clients.file(`${id}.pem`);
        await clients.pkcs15Tool('--read-certificate', id, '--output', file);
        const verified = await clients.openssl('verify', '-x509_strict', '-CAfile', clients.file('chain.pem'), file);
        if (!verified.text.includes(': OK')) findings.push(`openssl refuses certificate ${id}: ${verified.text}`);
      }
    } finally {
      await inserted.remove();
    }
    return findings.map((finding) => `another client: ${finding}`);
  }
}

const pem = (derBase64: string): string =>
  `-----BEGIN CERTIFICATE-----\n${derBase64.replace(/(.{64})/g, '$1\n').trimEnd()}\n-----END CERTIFICATE-----\n`;
