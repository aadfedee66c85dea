/**
 * Whether the vault has signed a statement: the chain, the use of its certificate, the signature. What it says and when it ends is for the caller to
 * judge. Governing documents: docs/decisions/0008 and 0009.
 */
import { statementChain, statementClaims, type StatementKind } from '@cardwright/sealing/signed-statement';
import { signerKey } from './signer-chain.js';

/** `no-root`: nobody has vouched for a root here yet. `root`: for another one. */
export type Unsigned = 'no-root' | 'root' | 'unsigned' | 'form' | 'certificate' | 'signature';

/** Answers what was signed, or why it is not believed. usage: the extended key usage of who signs statements of this kind. */
export async function signedClaims<Claims extends { iat: number }>(
  text: unknown,
  { kind, usage, rootsSha256Hex }: { kind: StatementKind; usage: string; rootsSha256Hex: readonly string[] },
): Promise<Claims | Unsigned> {
  if (rootsSha256Hex.length === 0) return 'no-root';
  if (text === undefined) return 'unsigned';
  if (typeof text !== 'string') return 'form';
  const chain = statementChain(kind, text);
  const atMs = chain === undefined ? undefined : signedAt(text);
  if (chain === undefined || atMs === undefined) return 'form';
  // By the time that the signer says: our clock, which may be behind or years ahead, must not refuse a certificate that was good then.
  const key = signerKey(chain, { rootsSha256Hex, usage, atMs });
  if (typeof key === 'string') return key;
  return (await statementClaims<Claims>(text, key)) ?? 'signature';
}

/** Not verified yet. */
function signedAt(text: string): number | undefined {
  try {
    const { iat } = JSON.parse(Buffer.from(text.split('.')[1]!, 'base64url').toString('utf8')) as { iat: unknown };
    return typeof iat === 'number' && Number.isFinite(iat) ? iat * 1000 : undefined;
  } catch {
    return undefined;
  }
}
