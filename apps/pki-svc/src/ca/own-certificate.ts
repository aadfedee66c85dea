/** A certificate for a key of the vault's own: planned, checked rule by rule, signed by its parent, or by itself where it has none. */
import type { EntityManager } from 'typeorm';
import type { KeyAlgorithm } from '@cardwright/contracts/card/card-model';
import type { Signer } from '../signer/signer.port.js';
import { signatureAlgorithm, type SignatureAlgorithm } from '../signer/signature-algorithm.js';
import type { CertificateProfile } from './certificate-profile.js';
import { requireLintFree } from './lint.js';
import { distinguishedName } from './names.js';
import { certifiablePublicKey } from './public-key.js';
import { newSerialNumber } from './serial-number.js';
import { assembleSigned, planCertificate, type PlanInput } from './tbs-certificate.js';
import { validity } from './validity.js';

/** An issuer and the properties that its certificates take from it. */
export interface Issuer {
  issuerId: string;
  keyId: string;
  name: Buffer;
  keyIdentifier: Buffer;
  signatureAlgorithm: SignatureAlgorithm;
  notBefore: Date;
  notAfter: Date;
  certificate: Buffer;
}

export interface OwnCertificateRequest extends Pick<PlanInput, 'subject' | 'urls' | 'policyArc'> {
  /** What the key is to be called. */
  keyId: string;
  keyAlgorithm: KeyAlgorithm;
  profile: CertificateProfile;
  /** undefined: it is a root. */
  parent: Issuer | undefined;
  now: number;
}

export interface OwnCertificate {
  /** As the signer calls the key. */
  keyId: string;
  certificate: Buffer;
  subjectText: string;
  notBefore: Date;
  notAfter: Date;
}

/** Makes the key too. Throws PKI_SIGNER_UNAVAILABLE, PKI_ISSUER_EXPIRING, PKI_LINT_FAILED. */
export async function makeOwnCertificate(
  { keyId, keyAlgorithm, profile, parent, now, ...plan }: OwnCertificateRequest,
  signer: Signer,
  manager: EntityManager,
): Promise<OwnCertificate> {
  const times = validity({
    now,
    profileDays: profile.maxValidityDays,
    issuerNotBefore: parent?.notBefore.getTime() ?? 0,
    issuerNotAfter: parent?.notAfter.getTime() ?? Infinity,
  });
  const key = await signer.generate(keyId, keyAlgorithm, manager);
  const publicKey = certifiablePublicKey(key.spki);
  const signs = parent ?? {
    keyId: key.keyId,
    name: distinguishedName(profile.subject, plan.subject).der,
    keyIdentifier: publicKey.keyIdentifier,
    signatureAlgorithm: signatureAlgorithm(keyAlgorithm),
  };
  const serialNumber = newSerialNumber();
  const { tbs, subjectText } = planCertificate({
    ...plan,
    profile,
    publicKey,
    serialNumber,
    validity: times,
    issuer: signs,
  });
  requireLintFree(tbs, {
    profile,
    signatureAlgorithmIdentifier: signs.signatureAlgorithm.identifier,
    ...(parent ? { issuer: parent } : {}),
  });
  const signature = await signer.sign(signs.keyId, tbs, manager);
  return {
    keyId: key.keyId,
    certificate: assembleSigned(tbs, signs.signatureAlgorithm, signature),
    subjectText,
    ...times,
  };
}
