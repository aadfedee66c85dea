/** A CA as the vault is one, the certificates of cards that it signs, and a server's for names on the loopback. Real keys and signatures. Specs only. */
import 'reflect-metadata';
import { KeyObject, webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

const ecdsa = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

export interface Certified {
  certificate: X509Certificate;
  keys: webcrypto.CryptoKeyPair;
}
export interface CertificateWish {
  uses?: readonly string[];
  isCa?: boolean;
  from?: Date;
  to?: Date;
  names?: readonly string[];
}

const day = 86_400_000;
const inDays = (days: number): Date => new Date(Date.now() + days * day);

/** As in the vault's certificate profiles. */
export const uses = {
  '9A': ['1.3.6.1.5.5.7.3.2', '1.3.6.1.4.1.311.20.2.2', '1.3.6.1.5.2.3.4'],
  '9C': ['1.3.6.1.5.5.7.3.4', '1.3.6.1.5.5.7.3.36'],
  '9E': ['2.16.840.1.101.3.6.8'],
} as const;
export { inDays };

export async function certify(name: string, wish: CertificateWish = {}, issuer?: Certified): Promise<Certified> {
  const { uses: usages, isCa = false, from = inDays(-30), to = inDays(300), names } = wish;
  const keys = (await webcrypto.subtle.generateKey(ecdsa, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
  const certificate = await X509CertificateGenerator.create({
    serialNumber: Buffer.from(webcrypto.getRandomValues(new Uint8Array(15)))
      .toString('hex')
      .replace(/^./, '4'),
    subject: `CN=${name}`,
    issuer: issuer?.certificate.subject ?? `CN=${name}`,
    notBefore: from,
    notAfter: to,
    publicKey: keys.publicKey,
    signingKey: (issuer?.keys ?? keys).privateKey,
    signingAlgorithm: ecdsa,
    extensions: [
      new BasicConstraintsExtension(isCa, undefined, true),
      new KeyUsagesExtension(isCa ? KeyUsageFlags.keyCertSign : KeyUsageFlags.digitalSignature, true),
      ...(usages === undefined ? [] : [new ExtendedKeyUsageExtension([...usages])]),
      ...(names === undefined
        ? []
        : [new SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns', value })))]),
    ],
  });
  return { certificate, keys };
}

/** Root and issuing CA. */
export async function makeCa(name: string): Promise<{ root: Certified; issuing: Certified; ders: string[] }> {
  const root = await certify(`${name} Root`, { isCa: true });
  const issuing = await certify(`${name} Issuing`, { isCa: true }, root);
  return { root, issuing, ders: [root, issuing].map(({ certificate }) => certificate.toString('base64')) };
}

export function pemOf({ certificate, keys }: Certified): { cert: string; key: string } {
  const key = KeyObject.from(keys.privateKey);
  return { cert: certificate.toString('pem'), key: String(key.export({ type: 'pkcs8', format: 'pem' })) };
}
