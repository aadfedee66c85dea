import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import 'reflect-metadata';
import { Certificate } from '@peculiar/asn1-x509';
import { AsnConvert } from '@peculiar/asn1-schema';
import { cardKey, day, issue, makeIssuer, someone, type MemoryIssuer } from '../../test/memory-ca.js';
import { itWithZlint, zlint } from '../../test/zlint.js';
import {
  cardCertificateProfile,
  certificateProfile,
  certificateProfiles,
  holderFieldsOf,
} from './certificate-profile.js';
import { certifiablePublicKey } from './public-key.js';

const now = Date.parse('2026-05-01T12:00:00Z');
const endEntities = certificateProfiles.filter((profile) => profile.kind === 'end-entity');
const combinations = endEntities.flatMap((profile) => profile.keyAlgorithms.map((key) => [profile.name, key] as const));

const directory = mkdtempSync(join(tmpdir(), 'cardwright-profiles-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const pem = (name: string, der: Buffer): string => {
  const path = join(directory, name);
  writeFileSync(path, new X509Certificate(der).toString());
  return path;
};
const leaf = (
  profileName: string,
  key: Parameters<typeof cardKey>[0],
  issuer: MemoryIssuer,
  subject = someone,
): Buffer =>
  issue(
    {
      profile: certificateProfile(profileName),
      subject,
      publicKey: certifiablePublicKey(cardKey(key).spki),
      validity: { notBefore: new Date(now), notAfter: new Date(now + 365 * day) },
    },
    issuer,
  );

describe.each([
  ['ECCP384', 'ECCP256'],
  ['RSA3072', 'RSA2048'],
] as const)('certificates below a %s root and a %s issuing CA', (rootKey, issuingKey) => {
  let root: MemoryIssuer;
  let issuing: MemoryIssuer;
  let certificates: Map<string, Buffer>;

  beforeAll(() => {
    root = makeIssuer('root-ca', rootKey, now);
    issuing = makeIssuer('issuing-ca', issuingKey, now, root);
    certificates = new Map(
      combinations.map(([profile, key]) => [`${profile} ${key}`, leaf(profile, key, issuing)] as const),
    );
    for (const key of ['ECCP256', 'RSA2048'] as const)
      certificates.set(
        `piv-content-signer ${key}`,
        leaf('piv-content-signer', key, issuing, { ...someone, commonName: 'Content Signer' }),
      );
  });

  itWithZlint('pass zlint with no error, for every profile and key type', async (program) => {
    const all = new Map([['root', root.certificate], ['issuing', issuing.certificate], ...certificates]);
    const findings = await zlint(program, [...all.values()]);
    const broken = [...all.keys()].map((name, index) => [name, findings[index]]).filter(([, each]) => each!.length > 0);
    expect(broken).toEqual([]);
  });

  it('verify with openssl -x509_strict', () => {
    const chain = join(directory, `${rootKey}.chain.pem`);
    writeFileSync(chain, [root, issuing].map((each) => new X509Certificate(each.certificate).toString()).join(''));
    for (const [name, der] of certificates) {
      const path = pem(`${name.replace(' ', '-')}.pem`, der);
      const out = execFileSync('openssl', [
        'verify',
        '-x509_strict',
        '-attime',
        `${now / 1000}`,
        '-CAfile',
        chain,
        path,
      ]);
      expect(out.toString()).toContain(': OK');
    }
  });

  it('are DER to the byte: @peculiar/asn1-x509 and openssl write the same', () => {
    for (const [name, der] of certificates) {
      expect(Buffer.from(AsnConvert.serialize(AsnConvert.parse(der, Certificate))).equals(der)).toBe(true);
      const path = pem(`${name.replace(' ', '-')}.pem`, der);
      expect(execFileSync('openssl', ['x509', '-in', path, '-outform', 'DER']).equals(der)).toBe(true);
    }
  });
});

describe('content of certificates', () => {
  let issuing: MemoryIssuer;
  beforeAll(() => {
    issuing = makeIssuer('issuing-ca', 'ECCP256', now, makeIssuer('root-ca', 'ECCP384', now));
  });
  const text = (der: Buffer): string =>
    execFileSync('openssl', ['x509', '-inform', 'DER', '-noout', '-text', '-nameopt', 'utf8,sep_comma_plus'], {
      input: der,
    }).toString();

  it('9A: UPN, card UUID, FASC-N, SID, smart card logon', () => {
    const der = leaf('piv-authentication', 'ECCP256', issuing);
    expect(text(der)).toMatch(/Key Usage: critical\s+Digital Signature\n/);
    for (const part of [
      'urn:uuid:3f0a4a4e-1c2d-4e5f-8a9b-0c1d2e3f4a5b',
      'UPN::zoe@corp.example',
      'Microsoft Smartcard Login',
      'TLS Web Client Authentication',
      '1.3.6.1.4.1.311.25.2:',
      'S-1-5-21-1004336348-1177238915-682003330-1103',
      'URI:http://pki.example/crl/issuing-1.crl',
      'CA Issuers - URI:http://pki.example/ca/issuing-1.cer',
      'CN=Zoë Müller-Łuk',
    ])
      expect(text(der)).toContain(part);
    expect(der.includes(Buffer.from(someone.fascNHex, 'hex'))).toBe(true);
  });

  it('9C: signs for ever, and mail to a domain beyond ASCII', () => {
    expect(text(leaf('piv-digital-signature', 'ECCP256', issuing))).toMatch(
      /Key Usage: critical\s+Digital Signature, Non Repudiation\n[^]*email:zoe@xn--exmple-cua\.org/,
    );
  });

  it('9C: a mailbox beyond ASCII goes out as SmtpUTF8Mailbox', () => {
    const der = leaf('piv-digital-signature', 'ECCP256', issuing, { ...someone, email: 'zoë@example.org' });
    expect(text(der)).toMatch(/othername: (1\.3\.6\.1\.5\.5\.7\.8\.9|SmtpUTF8Mailbox)::zoë@example.org/);
  });

  it.each([
    ['RSA2048', /Key Usage: critical\s+Key Encipherment\n/],
    ['ECCP256', /Key Usage: critical\s+Key Agreement\n/],
    ['X25519', /Key Usage: critical\s+Key Agreement\n/],
  ] as const)('9D with %s: key usage by what the key can do', (key, usage) => {
    expect(text(leaf('piv-key-management', key, issuing))).toMatch(usage);
  });

  it('9E: names the card and nobody, for card authentication only', () => {
    const der = leaf('piv-card-authentication', 'ECCP256', issuing);
    expect(text(der)).toMatch(/Extended Key Usage: critical\s+2\.16\.840\.1\.101\.3\.6\.8\n/);
    expect(text(der)).not.toMatch(/Zoë|zoe/);
  });

  it.each([
    ['piv-authentication', ['commonName', 'organizationalUnit', 'upn', 'sid']],
    ['piv-digital-signature', ['commonName', 'organizationalUnit', 'email']],
    ['piv-key-management', ['commonName', 'organizationalUnit', 'email']],
    ['piv-card-authentication', []],
    ['authentication-only', ['commonName', 'organizationalUnit', 'upn', 'sid']],
  ])('%s says of its holder: %j', (name, fields) => {
    expect(holderFieldsOf(certificateProfile(name))).toEqual(fields);
  });

  it('leaves out what the person has not', () => {
    const { upn: _upn, sid: _sid, country: _country, ...rest } = someone;
    const bare = text(leaf('piv-authentication', 'ECCP256', issuing, rest));
    expect(bare).not.toContain('1.3.6.1.4.1.311.25.2');
    expect(bare).not.toContain('UPN::');
    expect(bare).toContain('urn:uuid:');
  });

  it('cuts a name at the upper bound, by characters', () => {
    const long = { ...someone, commonName: 'é'.repeat(80) };
    expect(text(leaf('piv-authentication', 'ECCP256', issuing, long))).toContain(`CN=${'é'.repeat(64)}\n`);
  });

  it('refuses / a key that the profile does not allow', () => {
    expect(() => leaf('piv-authentication', 'X25519', issuing)).toThrow(
      expect.objectContaining({ code: 'PKI_PUBLIC_KEY_REJECTED' }),
    );
    expect(() => leaf('piv-key-management', 'ED25519', issuing)).toThrow(
      expect.objectContaining({ code: 'PKI_PUBLIC_KEY_REJECTED' }),
    );
  });

  it('refuses / a profile that is none, or not for cards', () => {
    for (const name of ['nothing', 'root-ca', 'piv-content-signer'])
      expect(() => cardCertificateProfile(name)).toThrow(expect.objectContaining({ code: 'PKI_PROFILE_UNKNOWN' }));
  });
});
