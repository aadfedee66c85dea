/** A statement that the vault has signed, looked at by programs that know nothing of us: jose for the signature, OpenSSL for the certificates. */
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compactVerify, decodeProtectedHeader } from 'jose';

/** The signer's certificate first, the root last. */
export const chainOf = (signed: string): X509Certificate[] =>
  decodeProtectedHeader(signed).x5c!.map((der) => new X509Certificate(Buffer.from(der, 'base64')));

/** What it says. Rejects where the signature is not the signer's. */
export async function verified<Claims = Record<string, unknown>>(signed: string): Promise<Claims> {
  const { payload } = await compactVerify(signed, chainOf(signed)[0]!.publicKey, { algorithms: ['ES256'] });
  return JSON.parse(new TextDecoder().decode(payload)) as Claims;
}

/** What `openssl verify` says of a chain of three: `signer.pem: OK`. Throws where it refuses it. */
export function opensslVerify(chain: readonly [X509Certificate, X509Certificate, X509Certificate]): string {
  const folder = mkdtempSync(join(tmpdir(), 'cardwright-chain-'));
  const names = ['signer.pem', 'issuing.pem', 'root.pem'];
  try {
    chain.forEach((certificate, place) => writeFileSync(join(folder, names[place]!), certificate.toString()));
    const arguments_ = ['verify', '-x509_strict', '-CAfile', 'root.pem', '-untrusted', 'issuing.pem', 'signer.pem'];
    return execFileSync('openssl', arguments_, { cwd: folder, encoding: 'utf8' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
