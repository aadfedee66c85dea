/** A root, an issuing CA and card keys in memory, for specs of the pure parts: the same builders as the service, no database. */
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import type { KeyAlgorithm } from '@cardwright/contracts/card/card-model';
import type { CertificateSubject } from '@cardwright/contracts/nats/pki.api';
import { certificateProfile } from '../src/ca/certificate-profile.js';
import { distinguishedName } from '../src/ca/names.js';
import { requireLintFree } from '../src/ca/lint.js';
import { certifiablePublicKey, type CertifiablePublicKey } from '../src/ca/public-key.js';
import { newSerialNumber } from '../src/ca/serial-number.js';
import { signatureAlgorithm, type SignatureAlgorithm } from '../src/signer/signature-algorithm.js';
import { assembleSigned, planCertificate, type PlanInput } from '../src/ca/tbs-certificate.js';

export const day = 86_400_000;
export const policyArc = '1.3.6.1.4.1.32473.7';
export const someone: CertificateSubject = {
  commonName: 'Zoë Müller-Łuk',
  email: 'zoe@exämple.org',
  upn: 'zoe@corp.example',
  organization: 'Example',
  organizationalUnit: 'Research',
  country: 'DE',
  sid: 'S-1-5-21-1004336348-1177238915-682003330-1103',
  personId: '0d9a7c1e-6f5f-4a53-9d0b-0b8f1d6f4c11',
  cardUuid: '3f0a4a4e-1c2d-4e5f-8a9b-0c1d2e3f4a5b',
  fascNHex: 'd13810d828ab6c10c339e5a16859b8210842a1685a08421084',
};

const cache = new Map<KeyAlgorithm, { privateKey: KeyObject; spki: Buffer }>();
/** One key per algorithm: RSA generation is slow, and nothing here needs two. */
export function cardKey(algorithm: KeyAlgorithm): { privateKey: KeyObject; spki: Buffer } {
  let key = cache.get(algorithm);
  if (!key) cache.set(algorithm, (key = newKey(algorithm)));
  return key;
}
export function newKey(algorithm: KeyAlgorithm): { privateKey: KeyObject; spki: Buffer } {
  const make = {
    ECCP256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    ECCP384: () => generateKeyPairSync('ec', { namedCurve: 'P-384' }),
    ED25519: () => generateKeyPairSync('ed25519'),
    X25519: () => generateKeyPairSync('x25519'),
    RSA2048: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
    RSA3072: () => generateKeyPairSync('rsa', { modulusLength: 3072 }),
    RSA4096: () => generateKeyPairSync('rsa', { modulusLength: 4096 }),
  }[algorithm];
  const { publicKey, privateKey } = make();
  return { privateKey, spki: publicKey.export({ format: 'der', type: 'spki' }) };
}

export interface MemoryIssuer {
  certificate: Buffer;
  privateKey: KeyObject;
  publicKey: CertifiablePublicKey;
  algorithm: SignatureAlgorithm;
  name: Buffer;
  notBefore: Date;
  notAfter: Date;
}

export function makeIssuer(
  kind: 'root-ca' | 'issuing-ca',
  algorithm: KeyAlgorithm,
  now: number,
  parent?: MemoryIssuer,
): MemoryIssuer {
  const { privateKey, spki } = newKey(algorithm);
  const publicKey = certifiablePublicKey(spki);
  const subject = { organization: 'Example', commonName: kind === 'root-ca' ? 'Example Root' : 'Example Issuing' };
  const profile = certificateProfile(kind);
  const own = {
    name: distinguishedName(profile.subject, subject).der,
    publicKey,
    algorithm: signatureAlgorithm(algorithm),
  };
  const validity = {
    notBefore: new Date(now - 60_000),
    notAfter: new Date(Math.min(now + profile.maxValidityDays * day, parent?.notAfter.getTime() ?? Infinity)),
  };
  const signer = parent ?? { ...own, privateKey };
  const certificate = issue(
    { profile, subject, publicKey, validity },
    { ...signer, ...(parent ? { notBefore: parent.notBefore, notAfter: parent.notAfter } : {}) },
  );
  return { certificate, privateKey, ...own, ...validity };
}

export function issue(
  plan: Pick<PlanInput, 'profile' | 'subject' | 'publicKey' | 'validity'>,
  issuer: Omit<MemoryIssuer, 'certificate' | 'notBefore' | 'notAfter'> & { notBefore?: Date; notAfter?: Date },
): Buffer {
  const { tbs } = planCertificate({
    ...plan,
    serialNumber: newSerialNumber(),
    issuer: {
      name: issuer.name,
      keyIdentifier: issuer.publicKey.keyIdentifier,
      signatureAlgorithm: issuer.algorithm,
    },
    urls: { crl: 'http://pki.example/crl/issuing-1.crl', caIssuers: 'http://pki.example/ca/issuing-1.cer' },
    policyArc,
  });
  requireLintFree(tbs, {
    profile: plan.profile,
    signatureAlgorithmIdentifier: issuer.algorithm.identifier,
    ...(issuer.notAfter
      ? {
          issuer: {
            name: issuer.name,
            keyIdentifier: issuer.publicKey.keyIdentifier,
            notBefore: issuer.notBefore!,
            notAfter: issuer.notAfter,
          },
        }
      : {}),
  });
  return assembleSigned(tbs, issuer.algorithm, sign(issuer.algorithm.hash, tbs, issuer.privateKey));
}
