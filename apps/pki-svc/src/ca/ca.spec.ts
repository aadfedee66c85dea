import { execFileSync } from 'node:child_process';
import { sign } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  cardKey,
  day,
  issue,
  makeIssuer,
  newKey,
  policyArc,
  someone,
  type MemoryIssuer,
} from '../../test/memory-ca.js';
import { itWithZlint, zlint } from '../../test/zlint.js';
import { integer } from '../der/der-writer.js';
import { certificateProfile } from './certificate-profile.js';
import { encodeCrlEntry, tbsCertListAround, type CrlEntry } from './crl.js';
import { lintRules, lintTbs } from './lint.js';
import { certifiablePublicKey } from './public-key.js';
import { newSerialNumber } from './serial-number.js';
import { signatureAlgorithm } from '../signer/signature-algorithm.js';
import { assembleSigned, planCertificate, type PlanInput } from './tbs-certificate.js';
import { validity } from './validity.js';

const now = Date.parse('2026-05-01T12:00:00Z');

describe('serial numbers', () => {
  it('are positive, 16 octets, random and without leading zero', () => {
    const seen = new Set<string>();
    for (let count = 0; count < 10_000; count++) {
      const serialNumber = newSerialNumber();
      expect(serialNumber[0]! & 0xc0).toBe(0x40);
      expect(integer(serialNumber)).toHaveLength(18);
      seen.add(serialNumber.toString('hex'));
    }
    expect(seen.size).toBe(10_000);
  });

  it.each([0x00, 0xff])('whatever the random bytes are (%i)', (fill) => {
    const serialNumber = newSerialNumber((size) => Buffer.alloc(size, fill));
    expect(serialNumber[0]! & 0x80).toBe(0);
    expect(serialNumber[0]).not.toBe(0);
  });
});

describe('validity', () => {
  const limits = { now, profileDays: 365, issuerNotBefore: now - 100 * day, issuerNotAfter: now + 5000 * day };

  it('[D04] is the shortest of profile, request, card and issuer', () => {
    const end = (change: object): number => validity({ ...limits, ...change }).notAfter.getTime();
    expect(end({})).toBe(now + 365 * day);
    expect(end({ requestedDays: 10 })).toBe(now + 10 * day);
    expect(end({ requestedDays: 1000 })).toBe(now + 365 * day);
    expect(end({ notAfterAtMost: now + 5 * day })).toBe(now + 5 * day);
    expect(end({ issuerNotAfter: now + 100 * day })).toBe(now + 100 * day);
  });

  it('[fault 19] starts five minutes back, never before its issuer', () => {
    expect(validity(limits).notBefore.getTime()).toBe(now - 5 * 60_000);
    expect(validity({ ...limits, issuerNotBefore: now - 1000 }).notBefore.getTime()).toBe(now - 1000);
  });

  it('[fault 23] refuses / an issuer with less than 30 days left', () => {
    expect(() => validity({ ...limits, issuerNotAfter: now + 29 * day })).toThrow(
      expect.objectContaining({ code: 'PKI_ISSUER_EXPIRING' }),
    );
  });

  it('refuses / a card that has expired', () => {
    expect(() => validity({ ...limits, notAfterAtMost: now })).toThrow(
      expect.objectContaining({ code: 'REQUEST_INVALID' }),
    );
  });
});

describe('lint gate', () => {
  let root: MemoryIssuer;
  let issuing: MemoryIssuer;
  let plan: PlanInput;
  const profile = certificateProfile('piv-authentication');

  beforeAll(() => {
    root = makeIssuer('root-ca', 'ECCP384', now);
    issuing = makeIssuer('issuing-ca', 'ECCP256', now, root);
    plan = {
      profile,
      subject: someone,
      publicKey: certifiablePublicKey(cardKey('ECCP256').spki),
      serialNumber: newSerialNumber(),
      validity: { notBefore: new Date(now), notAfter: new Date(now + 100 * day) },
      issuer: {
        name: issuing.name,
        keyIdentifier: issuing.publicKey.keyIdentifier,
        signatureAlgorithm: issuing.algorithm,
      },
      urls: { crl: 'http://pki.example/crl/i.crl', caIssuers: 'http://pki.example/ca/i.cer' },
      policyArc,
    };
  });
  const findings = (change: Partial<PlanInput>, checkedAs = profile): string[] =>
    lintTbs(planCertificate({ ...plan, ...change }).tbs, {
      profile: checkedAs,
      signatureAlgorithmIdentifier: issuing.algorithm.identifier,
      issuer: {
        name: issuing.name,
        keyIdentifier: issuing.publicKey.keyIdentifier,
        notBefore: issuing.notBefore,
        notAfter: issuing.notAfter,
      },
    });
  const altered = (change: Partial<typeof profile>) => ({ ...profile, ...change });

  it('finds nothing in a good plan', () => {
    expect(findings({})).toEqual([]);
  });

  it.each<[string, () => Partial<PlanInput>]>([
    ['serial-number-positive-and-short', () => ({ serialNumber: Buffer.alloc(21, 1) })],
    ['serial-number-random-64-bits', () => ({ serialNumber: Buffer.of(1, 2, 3) })],
    [
      'validity-in-order-and-within-profile',
      () => ({ validity: { notBefore: new Date(now), notAfter: new Date(now) } }),
    ],
    [
      'validity-in-order-and-within-profile',
      () => ({ validity: { notBefore: new Date(now), notAfter: new Date(now + 2000 * day) } }),
    ],
    ['validity-within-issuer', () => ({ validity: { notBefore: new Date(now - day), notAfter: new Date(now + day) } })],
    [
      'signature-algorithm-of-the-issuer',
      () => ({ issuer: { ...plan.issuer, signatureAlgorithm: signatureAlgorithm('ECCP384') } }),
    ],
    ['issuer-name-is-the-issuers-subject', () => ({ issuer: { ...plan.issuer, name: root.name } })],
    [
      'authority-key-identifier-of-the-issuer',
      () => ({ issuer: { ...plan.issuer, keyIdentifier: root.publicKey.keyIdentifier } }),
    ],
    [
      'subject-key-identifier-of-the-key',
      () => ({ publicKey: { ...plan.publicKey, keyIdentifier: Buffer.alloc(20) } }),
    ],
    ['country-is-two-letters', () => ({ subject: { ...someone, country: 'de' } })],
    ['card-is-named-where-the-profile-says', () => ({ subject: { ...someone, fascNHex: '' } })],
    ['alternative-names-well-formed', () => ({ subject: { ...someone, cardUuid: 'not-a-uuid' } })],
    ['crl-and-issuer-can-be-found', () => ({ urls: { crl: 'ldap://x', caIssuers: 'http://x/ca' } })],
    [
      'key-usage-critical-and-of-the-profile',
      () => ({ profile: altered({ keyUsage: { signs: ['digitalSignature', 'nonRepudiation'] } }) }),
    ],
    [
      'only-a-ca-signs-certificates',
      () => ({ profile: altered({ keyUsage: { signs: ['digitalSignature', 'keyCertSign'] } }) }),
    ],
    ['extended-key-usage-of-the-profile', () => ({ profile: altered({ extendedKeyUsage: ['1.3.6.1.5.5.7.3.1'] }) })],
    ['extended-key-usage-of-the-profile', () => ({ profile: altered({ extendedKeyUsageCritical: true }) })],
    ['basic-constraints-critical-and-right', () => ({ profile: altered({ kind: 'issuing-ca' }) })],
    ['policies-once-each', () => ({ profile: altered({ policies: [] }) })],
    ['policies-once-each', () => ({ profile: altered({ policies: ['1', '1'] }) })],
  ])('finds: %s (case %#)', (rule, change) => {
    expect(findings(change())).toContain(rule);
  });

  it('finds a person named in a card authentication certificate', () => {
    const cardAuthentication = certificateProfile('piv-card-authentication');
    expect(findings({ profile: { ...cardAuthentication, subject: profile.subject } }, cardAuthentication)).toContain(
      'card-authentication-names-no-person',
    );
  });

  it('finds bytes that are no certificate', () => {
    const context = { profile, signatureAlgorithmIdentifier: issuing.algorithm.identifier };
    const { tbs } = planCertificate(plan);
    for (const each of [Buffer.alloc(0), tbs.subarray(0, -1), Buffer.concat([tbs, Buffer.of(0)])])
      expect(lintTbs(each, context)).toEqual(['der']);
  });

  it('has one row per rule, each with its source', () => {
    expect(new Set(lintRules.map(({ id }) => id)).size).toBe(lintRules.length);
    for (const { source } of lintRules) expect(source).not.toBe('');
  });

  itWithZlint("zlint, the gate's oracle, does find a planted fault", async (program) => {
    const { tbs } = planCertificate({ ...plan, serialNumber: Buffer.alloc(24, 1) });
    const broken = assembleSigned(tbs, issuing.algorithm, sign('sha256', tbs, issuing.privateKey));
    expect((await zlint(program, [broken]))[0]).toContain('e_serial_number_longer_than_20_octets');
  });
});

describe('CRL', () => {
  const issuer = (key: 'ECCP256' | 'ECCP384' | 'RSA2048') => makeIssuer('root-ca', key, now);
  const make = (by: MemoryIssuer, entries: CrlEntry[], distributionPoint: string | null = null): Buffer => {
    const encoded = Buffer.concat(entries.map(encodeCrlEntry));
    const { before, after } = tbsCertListAround({
      issuer: { name: by.name, keyIdentifier: by.publicKey.keyIdentifier, signatureAlgorithm: by.algorithm },
      number: 7,
      thisUpdate: new Date(now),
      nextUpdate: new Date(now + 7 * day),
      distributionPoint,
      entriesBytes: encoded.length,
    });
    const tbs = Buffer.concat([before, encoded, after]);
    return assembleSigned(tbs, by.algorithm, sign(by.algorithm.hash, tbs, by.privateKey));
  };
  const text = (crl: Buffer): string =>
    execFileSync('openssl', ['crl', '-inform', 'DER', '-noout', '-text'], {
      input: crl,
      maxBuffer: 1 << 26,
    }).toString();

  it.each(['ECCP256', 'ECCP384', 'RSA2048'] as const)(
    'signed by %s: number, reasons, authority key identifier',
    (key) => {
      const entries = (['unspecified', 'keyCompromise', 'superseded', 'certificateHold'] as const).map(
        (reason, index) => ({
          serialNumber: Buffer.of(0x41 + index, 0xff),
          revokedAt: new Date(now),
          reason,
        }),
      );
      const printed = text(make(issuer(key), entries));
      expect(printed).toMatch(/Version 2[^]*X509v3 Authority Key Identifier[^]*X509v3 CRL Number:\s+7\n/);
      expect(printed.match(/Serial Number: \w+/g)).toEqual(
        ['41FF', '42FF', '43FF', '44FF'].map((s) => `Serial Number: ${s}`),
      );
      expect(printed.match(/Key Compromise|Superseded|Certificate Hold|Unspecified/g)).toEqual([
        'Key Compromise',
        'Superseded',
        'Certificate Hold',
      ]);
    },
  );

  it('empty: the list of entries is absent (RFC 5280 section 5.1.2.6)', () => {
    expect(text(make(issuer('ECCP256'), []))).toContain('No Revoked Certificates.');
  });

  it('of one distribution point says so, critically (RFC 5280 section 5.2.5)', () => {
    const printed = text(make(issuer('ECCP256'), [], 'http://pki.example/crl/issuing-1.3.crl'));
    expect(printed).toMatch(
      /X509v3 Issuing Distribution Point: critical\s+Full Name:\s+URI:http:\/\/pki\.example\/crl\/issuing-1\.3\.crl\n/,
    );
    expect(text(make(issuer('ECCP256'), []))).not.toContain('Issuing Distribution Point');
  });

  it('holds 10,000 entries', () => {
    const entries = Array.from({ length: 10_000 }, () => ({
      serialNumber: newSerialNumber(),
      revokedAt: new Date(now),
      reason: 'superseded' as const,
    }));
    expect(text(make(issuer('ECCP256'), entries)).match(/Serial Number/g)).toHaveLength(10_000);
  });
});

it('a leaf never comes from a key of the wrong kind of issuer', () => {
  const root = makeIssuer('root-ca', 'ECCP256', now);
  const { spki } = newKey('ECCP256');
  expect(() =>
    issue(
      {
        profile: certificateProfile('piv-authentication'),
        subject: someone,
        publicKey: certifiablePublicKey(spki),
        validity: { notBefore: new Date(now - 365 * day), notAfter: new Date(now + day) },
      },
      root,
    ),
  ).toThrow(expect.objectContaining({ code: 'PKI_LINT_FAILED' }));
});
