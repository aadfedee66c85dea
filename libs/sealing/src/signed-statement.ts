/**
 * The signed form of what agents believe of the vault, an offer of an update or a batch of card steps: a JWS in compact form by ES256 whose header
 * carries the certificate chain, the signer's certificate first and the root last. Signed by the vault, verified by agents, which trust the chain
 * before the signature is asked. Governing documents: RFC 7515 (`x5c` in section 4.1.6), RFC 7519, docs/decisions/0008 and 0009.
 */
import { compactVerify, decodeProtectedHeader, type CryptoKey, type KeyObject } from 'jose';
import { base64Url, utf8 } from './text.js';

/** `typ` of the header. No other signed text of ours has one of these, so that neither passes for the other. */
const types = { offer: 'cardwright-offer+jwt', batch: 'cardwright-batch+jwt' } as const;

export type StatementKind = keyof typeof types;

/** What the signature is made over. chainDerBase64: the signer's certificate, its issuers, the root. */
export function statementInput(kind: StatementKind, claims: object, chainDerBase64: readonly string[]): string {
  const header = { alg: 'ES256', typ: types[kind], x5c: chainDerBase64 };
  return [header, claims].map((part) => base64Url(utf8(JSON.stringify(part)))).join('.');
}

/** signature: r and s, 32 bytes each (RFC 7518 section 3.4). */
export const signedStatement = (input: string, signature: Uint8Array): string => `${input}.${base64Url(signature)}`;

/** The chain that a signed statement brings along; nothing of it is believed yet. undefined: it is no signed statement of this kind. */
export function statementChain(kind: StatementKind, text: string): string[] | undefined {
  try {
    const { alg, typ, x5c } = decodeProtectedHeader(text);
    const isChain = Array.isArray(x5c) && x5c.every((each) => typeof each === 'string');
    return alg === 'ES256' && typ === types[kind] && isChain ? x5c : undefined;
  } catch {
    return undefined;
  }
}

/** The claims, if this key signed them; their times are not looked at. */
export async function statementClaims<Claims>(text: string, key: CryptoKey | KeyObject): Promise<Claims | undefined> {
  try {
    const { payload } = await compactVerify(text, key, { algorithms: ['ES256'] });
    return JSON.parse(new TextDecoder().decode(payload)) as Claims;
  } catch {
    return undefined;
  }
}
