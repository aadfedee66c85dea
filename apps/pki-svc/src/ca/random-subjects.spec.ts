import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import 'reflect-metadata';
import { AsnConvert } from '@peculiar/asn1-schema';
import { Certificate } from '@peculiar/asn1-x509';
import type { CertificateSubject } from '@cardwright/contracts/nats/pki.api';
import { cardKey, day, issue, makeIssuer, type MemoryIssuer } from '../../test/memory-ca.js';
import { itWithZlint, zlint } from '../../test/zlint.js';
import { certificateProfiles } from './certificate-profile.js';
import { certifiablePublicKey } from './public-key.js';

const now = Date.parse('2026-05-01T12:00:00Z');
const seed = process.env['SPEC_SEED'] ?? '1';
const profiles = certificateProfiles.filter((profile) => profile.kind === 'end-entity');

/** Repeatable: everything follows from the seed, which the title shows. */
class Random {
  private counter = 0;
  bytes(length: number): Buffer {
    return createHash('shake256', { outputLength: length }).update(`${seed}/${this.counter++}`).digest();
  }
  below(limit: number): number {
    return this.bytes(6).readUIntBE(0, 6) % limit;
  }
  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)]!;
  }
  /** From scripts, marks and signs that names are made of, and some that they are not. */
  text(longest: number): string {
    const alphabet = [...'aZ09 .,+"\\<>;=#\'-éßłŻšÅøαЖשלمر中文日本한국ไทย🙂\u0301\u200d'];
    return Array.from({ length: 1 + this.below(longest) }, () => this.pick(alphabet)).join('');
  }
  maybe<Value>(value: Value): Value | undefined {
    return this.below(3) === 0 ? undefined : value;
  }
}

describe(`certificates of random subjects (SPEC_SEED=${seed})`, () => {
  const certificates: Buffer[] = [];

  beforeAll(() => {
    const random = new Random();
    const issuing: MemoryIssuer = makeIssuer('issuing-ca', 'ECCP256', now, makeIssuer('root-ca', 'ECCP384', now));
    const publicKey = certifiablePublicKey(cardKey('ECCP256').spki);
    for (let count = 0; count < 150; count++) {
      const uuid = random
        .bytes(16)
        .toString('hex')
        .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
      const subject = Object.fromEntries(
        Object.entries({
          commonName: random.text(100),
          organization: random.maybe(random.text(80)),
          organizationalUnit: random.maybe(random.text(80)),
          country: random.maybe(random.pick(['DE', 'US', 'FR'])),
          email: random.maybe(random.pick(['a.b@example.org', 'ü@example.org', 'x@bücher.example', '用户@例え.jp'])),
          upn: random.maybe(`${random.text(20).replaceAll(' ', '')}@corp.example`),
          sid: random.maybe('S-1-5-21-1-2-3-1103'),
          personId: uuid,
          cardUuid: uuid,
          fascNHex: random.bytes(25).toString('hex'),
        }).filter(([, value]) => value !== undefined),
      ) as unknown as CertificateSubject;
      const notAfter = new Date(now + (1 + random.below(1000)) * day);
      certificates.push(
        issue(
          { profile: random.pick(profiles), subject, publicKey, validity: { notBefore: new Date(now), notAfter } },
          issuing,
        ),
      );
    }
  });

  it('are DER to the byte, as @peculiar/asn1-x509 writes them', () => {
    for (const der of certificates)
      expect(Buffer.from(AsnConvert.serialize(AsnConvert.parse(der, Certificate))).equals(der)).toBe(true);
  });

  itWithZlint('pass zlint with no error', async (program) => {
    expect((await zlint(program, certificates)).filter((found) => found.length > 0)).toEqual([]);
  });
});
