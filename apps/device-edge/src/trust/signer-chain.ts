/**
 * Whether a chain of certificates leads from a key that may sign for this use to a root that this workstation trusts. RFC 5280 section 6, as far as our
 * own chains go.
 */
import { createHash, X509Certificate, type KeyObject } from 'node:crypto';

/** A root, an issuing CA, a signer; a CA of an organisation may stand between. */
const longest = 5;

/**
 * chainDerBase64: the signer first, the root last. rootsSha256Hex: of the roots that are trusted. usage: the extended key usage that the signer must
 * have. atMs: when it signed. Answers the signer's key, or why not: `root` where all is well but for the root, which nobody has vouched for here.
 */
export function signerKey(
  chainDerBase64: readonly string[],
  { rootsSha256Hex, usage, atMs }: { rootsSha256Hex: readonly string[]; usage: string; atMs: number },
): KeyObject | 'root' | 'certificate' {
  const chain = certificates(chainDerBase64);
  const [signer] = chain;
  const root = chain.at(-1);
  if (signer === undefined || root === undefined || chain.length < 2) return 'certificate';
  if (!rootsSha256Hex.includes(createHash('sha256').update(root.raw).digest('hex'))) return 'root';
  const isSigned = chain.every((certificate, index) => {
    const issuer = chain[index + 1] ?? certificate;
    return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  });
  const isValid = chain.every((each) => Date.parse(each.validFrom) <= atMs && atMs < Date.parse(each.validTo));
  const maySign = !signer.ca && (signer.keyUsage ?? []).includes(usage);
  return isSigned && isValid && maySign ? signer.publicKey : 'certificate';
}

function certificates(chainDerBase64: readonly string[]): X509Certificate[] {
  if (chainDerBase64.length > longest) return [];
  try {
    return chainDerBase64.map((der) => new X509Certificate(Buffer.from(der, 'base64')));
  } catch {
    return [];
  }
}
