import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import 'reflect-metadata';
import { AsnConvert } from '@peculiar/asn1-schema';
import { Certificate } from '@peculiar/asn1-x509';
import type { CertificateSubject } from '@cardwright/contracts/nats/pki.api';
import {
  canonicalField,
  fieldProblem,
  type SubjectFieldName,
} from '@cardwright/service-kit/subject-fields/subject-fields';
import { cardKey, day, issue, makeIssuer, type MemoryIssuer } from '../../test/memory-ca.js';
import { itWithZlint, zlint } from '../../test/zlint.js';
import { certificateProfiles } from './certificate-profile.js';
import { certifiablePublicKey } from './public-key.js';
import { subjectProblems } from './subject-check.js';

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
  /** Characters of scripts, marks and signs that occur in names, and some that do not. */
  text(longest: number): string {
    const alphabet = [...'aZ09 .,+"\\<>;=#\'-éßłŻšÅøαЖשלمر中文日本한국ไทย🙂\u0301\u200d'];
    return Array.from({ length: 1 + this.below(longest) }, () => this.pick(alphabet)).join('');
  }
  maybe<Value>(value: Value): Value | undefined {
    return this.below(3) === 0 ? undefined : value;
  }
}

/** Addresses as files hold them: about half are refused by the import. */
const address = (random: Random, suffixes: readonly string[]): string => {
  const local = Array.from({ length: 1 + random.below(8) }, () => random.pick([...'aZ09.+_ü用\u200b\u00ad'])).join('');
  return `${local}@${random.pick(suffixes)}`;
};
const mailDomains = ['example.org', 'Bücher.example', '例え.jp', 'corp_local.example', 'a&b.example', 'x.example '];

describe(`certificates of random subjects (SPEC_SEED=${seed})`, () => {
  const certificates: Buffer[] = [];
  const refused: { subject: CertificateSubject; field: string }[] = [];

  beforeAll(() => {
    const random = new Random();
    const issuing: MemoryIssuer = makeIssuer('issuing-ca', 'ECCP256', now, makeIssuer('root-ca', 'ECCP384', now));
    const publicKey = certifiablePublicKey(cardKey('ECCP256').spki);
    while (certificates.length < 150) {
      const uuid = random
        .bytes(16)
        .toString('hex')
        .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
      const subject = Object.fromEntries(
        Object.entries({
          commonName: random.text(100),
          // The name of the installation, whose start refuses one that is not a name.
          organization: random.maybe(`Org ${random.text(76)}`),
          organizationalUnit: random.maybe(random.text(80)),
          country: random.maybe(random.pick(['DE', 'US', 'FR'])),
          email: random.maybe(address(random, mailDomains)),
          upn: random.maybe(address(random, ['corp.example', 'Corp_Local', 'corp..example'])),
          sid: random.maybe(random.pick(['S-1-5-21-1-2-3-1103', 's-1-5-021-7', 'S-1-5-21-4294967296'])),
          personId: uuid,
          cardUuid: uuid,
          fascNHex: random.bytes(25).toString('hex'),
        }).filter(([, value]) => value !== undefined),
      ) as unknown as CertificateSubject;
      const profile = random.pick(profiles);
      const [problem] = subjectProblems(profile, subject);
      if (problem) {
        refused.push({ subject, field: problem.field });
        continue;
      }
      const notAfter = new Date(now + (1 + random.below(1000)) * day);
      certificates.push(
        issue({ profile, subject, publicKey, validity: { notBefore: new Date(now), notAfter } }, issuing),
      );
    }
  });

  it('are refused by the name of a field that the import of people refuses too, and by no other', () => {
    expect(refused.length).toBeGreaterThan(30);
    expect(new Set(refused.map(({ field }) => field))).toEqual(
      new Set(['displayName', 'organizationalUnit', 'email', 'upn', 'sid']),
    );
    for (const { subject, field } of refused) {
      const value =
        field === 'displayName' ? subject.commonName : (subject as unknown as Record<string, string>)[field]!;
      // The import also asks for a name that shows something.
      const empty = canonicalField(field as SubjectFieldName, value) === '';
      expect(empty || fieldProblem(field as SubjectFieldName, value) !== null).toBe(true);
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
