/**
 * The signed form of a bridge challenge: a JWS in compact form by Ed25519, whose header names its key. Signed by the gateway, verified by agents.
 * Its end is not looked at here: clocks of workstations are wrong, and the record knows. Governing documents: RFC 7515, RFC 8037, docs/decisions/0012.
 */
import {
  CompactSign,
  compactVerify,
  decodeJwt,
  decodeProtectedHeader,
  importJWK,
  type CryptoKey,
  type KeyObject,
} from 'jose';
import type { BridgeChallenge } from '@cardwright/contracts/workstation/bridge';

const typ = 'cardwright-bridge+jwt';
/** Three times of what we write. */
const longest = 2_048;

/** key: private, Ed25519. */
export function signBridgeChallenge(
  challenge: BridgeChallenge,
  { kid, key }: { kid: string; key: CryptoKey | KeyObject },
): Promise<string> {
  return new CompactSign(new TextEncoder().encode(JSON.stringify(challenge)))
    .setProtectedHeader({ alg: 'EdDSA', typ, kid })
    .sign(key);
}

/** The key that a challenge names; nothing of it is believed yet. undefined: it is none. */
export function bridgeKeyId(text: string): string | undefined {
  if (text.length > longest) return undefined;
  try {
    const { alg, typ: type, kid } = decodeProtectedHeader(text);
    return alg === 'EdDSA' && type === typ && typeof kid === 'string' ? kid : undefined;
  } catch {
    return undefined;
  }
}

/** The portal that a challenge names, signed by whomever. undefined: it names none. */
export function bridgePortalSaid(text: string): string | undefined {
  if (bridgeKeyId(text) === undefined) return undefined;
  try {
    const { iss } = decodeJwt(text);
    return iss;
  } catch {
    return undefined;
  }
}

/** What it says, if this key (a public JWK) signed it. */
export async function readBridgeChallenge(
  text: string,
  jwk: Record<string, unknown>,
): Promise<BridgeChallenge | undefined> {
  if (bridgeKeyId(text) === undefined) return undefined;
  try {
    const { payload } = await compactVerify(text, await importJWK(jwk, 'EdDSA'), { algorithms: ['EdDSA'] });
    return JSON.parse(new TextDecoder().decode(payload)) as BridgeChallenge;
  } catch {
    return undefined;
  }
}
