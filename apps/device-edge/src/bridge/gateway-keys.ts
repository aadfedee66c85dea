/**
 * By which keys the gateway signs challenges, and which portal is its own: fetched from the server that this workstation is enrolled with, by the root of
 * its enrolment. A key that was taken out of use is believed for an hour at most.
 */
import { bridgeKeysPath, type BridgeChallenge, type BridgeKeys } from '@cardwright/contracts/workstation/bridge';
import { bridgeKeyId, bridgePortalSaid, readBridgeChallenge } from '@cardwright/sealing/bridge-challenge';
import { httpText } from '../server/http.js';
import type { DoorCause } from './page.js';

/** A challenge that our gateway signed for its own portal, or what is the matter with it. */
export type Verified = { challenge: BridgeChallenge } | DoorCause;

const goodForMs = 3_600_000;
/** Any page may send a browser here with a key that nobody has: that must not become questions to the server. */
const askAtMostEveryMs = 60_000;

export class GatewayKeys {
  private known: { keys: BridgeKeys; atMs: number } | undefined;
  private asking: Promise<BridgeKeys | undefined> | undefined;
  private askedAtMs = -Infinity;

  constructor(
    private readonly fetchKeys: () => Promise<BridgeKeys>,
    private readonly runningMs: () => number,
  ) {}

  async verify(text: string): Promise<Verified> {
    const kid = bridgeKeyId(text);
    if (kid === undefined) return { why: 'nothing' };
    const keys = await this.keysWith(kid);
    if (keys === undefined) return { why: 'no-server' };
    const jwk = keys.keys.find((each) => each['kid'] === kid);
    const challenge = jwk === undefined ? undefined : await readBridgeChallenge(text, jwk);
    if (challenge?.iss === keys.portal && typeof challenge.jti === 'string') return { challenge };
    const said = challenge?.iss ?? bridgePortalSaid(text);
    const isElsewhere = said !== undefined && said !== keys.portal;
    return isElsewhere ? { why: 'other-portal', portal: keys.portal } : { why: 'nothing' };
  }

  private async keysWith(kid: string): Promise<BridgeKeys | undefined> {
    const nowMs = this.runningMs();
    const fresh = this.known !== undefined && nowMs - this.known.atMs < goodForMs ? this.known.keys : undefined;
    if (fresh?.keys.some((each) => each['kid'] === kid)) return fresh;
    if (this.asking === undefined) {
      if (nowMs - this.askedAtMs < askAtMostEveryMs) return fresh;
      this.asking = this.ask(nowMs).finally(() => (this.asking = undefined));
    }
    // Whoever comes meanwhile waits for the same answer.
    return (await this.asking) ?? fresh;
  }

  /** undefined: the server was away, and whoever tries again is not to wait a minute. */
  private async ask(nowMs: number): Promise<BridgeKeys | undefined> {
    const keys = await this.fetchKeys().catch(() => undefined);
    if (keys === undefined) return undefined;
    this.askedAtMs = nowMs;
    this.known = { keys, atMs: nowMs };
    return keys;
  }
}

/** Rejects where the server does not answer, or answers something else: a server of the release before. */
export async function fetchGatewayKeys(serverUrl: string, caPem: string): Promise<BridgeKeys> {
  const url = new URL(bridgeKeysPath, serverUrl);
  const { status, text } = await httpText(url, url.protocol === 'https:' ? { caPem } : {});
  const answer = JSON.parse(text) as Partial<BridgeKeys>;
  if (status !== 200 || !isOrigin(answer.portal) || !Array.isArray(answer.keys)) throw new Error('no keys');
  return { portal: answer.portal, keys: answer.keys };
}

const isOrigin = (text: unknown): text is string =>
  typeof text === 'string' &&
  URL.canParse(text) &&
  /^https?:$/.test(new URL(text).protocol) &&
  new URL(text).origin === text;
