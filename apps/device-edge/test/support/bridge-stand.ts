/** A door on a port of its own, with a gateway's key, a record of what was answered, and whoever a spec wants in front of the computer. */
import { createHash, generateKeyPairSync, randomBytes, randomUUID, type KeyObject } from 'node:crypto';
import type { BridgeAnswer, BridgeChallenge, BridgeKeys } from '@cardwright/contracts/workstation/bridge';
import { signBridgeChallenge } from '@cardwright/sealing/bridge-challenge';
import { Bridge } from '../../src/bridge/bridge.js';
import { BridgeDoor } from '../../src/bridge/bridge-door.js';
import { GatewayKeys } from '../../src/bridge/gateway-keys.js';
import { socketOwner } from '../../src/bridge/socket-owner.js';
import type { ActiveSession } from '../../src/sessions/sessions.port.js';

export class BridgeStand {
  readonly answers: BridgeAnswer[] = [];
  /** How often the door asked for the gateway's keys. */
  asked = 0;
  /** What the server knows of a challenge is over. */
  expired = false;
  /** The server does not answer. */
  away = false;
  active: ActiveSession | null | undefined = { userId: process.getuid!(), sessionId: '2', locked: false };
  port = 0;
  private readonly signer = newKey();
  private readonly bridge: Bridge;
  private readonly door: BridgeDoor;

  private constructor(readonly portal: string) {
    const runningMs = (): number => performance.now();
    const keys = new GatewayKeys(() => {
      this.asked += 1;
      if (this.away) return Promise.reject(new Error('no answer'));
      return Promise.resolve<BridgeKeys>({ portal, keys: [this.signer.jwk] });
    }, runningMs);
    this.bridge = new Bridge({
      verify: (text) => keys.verify(text),
      active: () => Promise.resolve(this.active),
      ownerOf: socketOwner,
      ownUserId: process.getuid!(),
      answer: (answer) => {
        if (this.away) return Promise.reject(new Error('no answer'));
        this.answers.push(answer);
        return Promise.resolve({ accepted: !this.expired && 'codeSha256Hex' in answer });
      },
      runningMs,
      log: () => undefined,
    });
    this.door = new BridgeDoor(
      (challenge, connection) => this.bridge.pair(challenge, connection),
      () => undefined,
    );
  }

  static async open(portal: string): Promise<BridgeStand> {
    const stand = new BridgeStand(portal);
    stand.port = await stand.door.open(0);
    return stand;
  }

  close = (): Promise<void> => this.door.close();

  challenge(change: Partial<BridgeChallenge> = {}, signer = this.signer): Promise<string> {
    const iat = Math.floor(Date.now() / 1000);
    const jti = randomBytes(32).toString('base64url');
    return signBridgeChallenge({ iss: this.portal, jti, sid: 'of-the-session', iat, exp: iat + 60, ...change }, signer);
  }

  url = (challenge: string): string => `http://127.0.0.1:${this.port}/pair?challenge=${challenge}`;
}

export interface StandKey {
  kid: string;
  key: KeyObject;
  jwk: Record<string, unknown>;
}

export function newKey(kid: string = randomUUID()): StandKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { kid, key: privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid } };
}

export const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex').toUpperCase();
