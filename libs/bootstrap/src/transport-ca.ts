/**
 * The CA for transport (TLS between our own processes and to agents) and its server certificates, all P-256.
 * It has nothing to do with the issuing CAs of pki-svc, which sign what goes on cards. Governed by design.md 3.
 */
import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const day = 24 * 3600 * 1000;
const caDays = 3650;
// Browsers refuse server certificates that live longer than 825 days; ours are made again by a bootstrap with --renew.
const serverDays = 800;

export interface PemPair {
  certificatePem: string;
  /** PKCS #8. */
  privateKeyPem: string;
}

type Keys = Awaited<ReturnType<typeof newKeys>>;
const newKeys = () => webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);

export async function makeTransportCa(now: Date): Promise<PemPair> {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: 'CN=Cardwright transport CA',
    notBefore: now,
    notAfter: new Date(now.getTime() + caDays * day),
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return pem(certificate, keys);
}

/** A server certificate for these DNS names and IP addresses. */
export async function makeServerCertificate(
  ca: PemPair,
  names: { dns: readonly string[]; ip: readonly string[] },
  now: Date,
): Promise<PemPair> {
  const keys = await newKeys();
  const issuer = new x509.X509Certificate(ca.certificatePem);
  const signingKey = await webcrypto.subtle.importKey(
    'pkcs8',
    x509.PemConverter.decodeFirst(ca.privateKeyPem),
    algorithm,
    false,
    ['sign'],
  );
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: `CN=${names.dns[0] ?? 'localhost'}`,
    issuer: issuer.subject,
    notBefore: now,
    notAfter: new Date(Math.min(now.getTime() + serverDays * day, issuer.notAfter.getTime())),
    publicKey: keys.publicKey,
    signingKey,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        ...names.dns.map((value) => ({ type: 'dns' as const, value })),
        ...names.ip.map((value) => ({ type: 'ip' as const, value })),
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return pem(certificate, keys);
}

// RFC 5280 section 4.1.2.2: positive, at most 20 octets; 16 random ones with the sign bit cleared and never zero.
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex');
}

async function pem(certificate: x509.X509Certificate, keys: Keys): Promise<PemPair> {
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    certificatePem: certificate.toString('pem') + '\n',
    privateKeyPem: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY') + '\n',
  };
}
