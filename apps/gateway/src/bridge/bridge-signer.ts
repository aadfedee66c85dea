/**
 * Signs challenges of the workstation bridge, and says by which keys they are verified (docs/decisions/0012). Each key comes of a session key, so that
 * there is no secret more, every copy of the gateway has the same ones, and they are changed together: the first signs, all are published.
 * Governing documents: RFC 5869 (HKDF), RFC 8410 (PKCS#8 of Ed25519), RFC 7638 (the name of a key).
 */
import { createHash, createPrivateKey, createPublicKey, hkdfSync, randomBytes, type KeyObject } from 'node:crypto';
import {
  bridgeDoorPath,
  bridgeSeconds,
  type BridgeKeys,
  type BridgeOffer,
} from '@cardwright/contracts/workstation/bridge';
import { signBridgeChallenge } from '@cardwright/sealing/bridge-challenge';
import { Inject, Injectable } from '@nestjs/common';
import { calculateJwkThumbprint, type JWK } from 'jose';
import { GATEWAY_CONFIG, type GatewayConfig } from '../config/config.js';

/** RFC 8410 section 7: what stands before the 32 bytes of the key. */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

interface Key {
  kid: string;
  key: KeyObject;
  jwk: JWK;
}

@Injectable()
export class BridgeSigner {
  private readonly keys: Promise<Key[]>;
  private readonly portal: string;

  constructor(@Inject(GATEWAY_CONFIG) private readonly config: GatewayConfig) {
    this.keys = Promise.all(config.sessionKeys.map(keyOf));
    this.portal = new URL(config.publicUrl).origin;
  }

  async published(): Promise<BridgeKeys> {
    return { portal: this.portal, keys: (await this.keys).map(({ jwk }) => ({ ...jwk })) };
  }

  /** sessionId: what only the browser and we have; the challenge has a hash of it that is used nowhere else. jti: what the record knows it by. */
  async challenge(sessionId: string): Promise<BridgeOffer & { jti: string }> {
    const [signer] = await this.keys;
    const jti = randomBytes(32).toString('base64url');
    const sid = createHash('sha256')
      .update(`cardwright bridge session v1 ${sessionId}`)
      .digest('base64url')
      .slice(0, 22);
    const iat = Math.floor(Date.now() / 1000);
    const text = await signBridgeChallenge({ iss: this.portal, jti, sid, iat, exp: iat + bridgeSeconds }, signer!);
    const url = `http://127.0.0.1:${this.config.bridgePort}${bridgeDoorPath}?challenge=${text}`;
    return { url, seconds: bridgeSeconds, jti };
  }
}

async function keyOf(secret: string): Promise<Key> {
  const seed = Buffer.from(hkdfSync('sha256', secret, '', 'cardwright bridge v1', 32));
  const key = createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' });
  const jwk = createPublicKey(key).export({ format: 'jwk' }) as JWK;
  const kid = await calculateJwkThumbprint(jwk);
  return { kid, key, jwk: { ...jwk, kid, use: 'sig', alg: 'EdDSA' } };
}
