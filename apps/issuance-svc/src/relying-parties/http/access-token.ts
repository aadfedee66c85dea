/**
 * Access tokens by client credentials with a client assertion, one per card and purpose for as long as it is good, and one for the policy: what the
 * vault records of a card is what is done for it. A token never leaves this process and is in
 * no log, error or record. Governing documents: RFC 6749 section 4.4, RFC 7523 section 2.2.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { clientOf, tokenEndpoint, type VaultClientRow } from '@cardwright/service-kit/config/relying-parties';
import type { ClientAssertionSource } from '../client-assertions.js';
import type { RelyingPartyContext } from '../relying-party.port.js';
import { unavailable, type HttpExchange, type ProviderAnswer } from './http-exchange.js';
import type { ProviderClock } from './provider-clock.js';

/** It is not used in its last minute: a request may take as long. */
const marginMs = 60_000;

/** What a provider wants beside the assertion. */
export interface TokenRules {
  scope?: string;
  /** Where the certificate of the vault is kept there, by the provider's own name. */
  keySetting: string;
}

export class AccessTokens {
  private readonly known = new Map<string, { token: string; until: number }>();

  constructor(
    private readonly row: VaultClientRow,
    private readonly rules: TokenRules,
    private readonly assertions: ClientAssertionSource,
    private readonly http: HttpExchange,
    private readonly clock: ProviderClock,
  ) {}

  /** Throws RELYING_PARTY_REFUSED {setting: keySetting}, RELYING_PARTY_UNAVAILABLE, and what the vault answers. */
  async get(context: RelyingPartyContext): Promise<string> {
    const key = keyOf(context);
    const known = this.known.get(key);
    if (known !== undefined && this.clock.now() < known.until) return known.token;
    const { id } = this.row;
    const { scope, keySetting } = this.rules;
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientOf(this.row, { policyOnly: isPolicy(context) }),
      ...(scope !== undefined && { scope }),
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await this.assertions.sign(context, id),
    });
    const answer = await this.http.send({ method: 'POST', url: tokenEndpoint(this.row), body });
    const { access_token: token, expires_in: seconds } = answer.body;
    if (answer.status !== 200) throw refusal(answer, keySetting);
    if (typeof token !== 'string' || typeof seconds !== 'number') throw unavailable('the token endpoint gave no token');
    const now = this.clock.now();
    for (const [other, { until }] of this.known) if (until <= now) this.known.delete(other);
    this.known.set(key, { token, until: now + seconds * 1000 - marginMs });
    return token;
  }

  /** The provider does not take it any more. */
  forget(context: RelyingPartyContext): void {
    this.known.delete(keyOf(context));
  }
}

const isPolicy = (context: RelyingPartyContext): boolean => keyOf(context) === 'policy';

function keyOf({ lease, deletionOf, comparisonOf }: RelyingPartyContext): string {
  if (lease !== null) return `registration ${lease.requestId} ${lease.deviceId}`;
  if (deletionOf !== undefined) return `deletion ${deletionOf.deviceId}`;
  return comparisonOf !== undefined ? `comparison ${comparisonOf.deviceId}` : 'policy';
}

/** error_description names the trouble (`AADSTS700027: ...`), and no secret. */
function refusal({ status, body, retryAfterSeconds }: ProviderAnswer, setting: string): CardwrightError {
  const { error, error_description: says } = body;
  if (status >= 500) return unavailable(`the token endpoint answers ${status}`, retryAfterSeconds);
  return new CardwrightError('RELYING_PARTY_REFUSED', undefined, {
    reason: typeof error === 'string' ? error : `http-${status}`,
    setting,
    ...(typeof says === 'string' && { says: says.split(/\r?\n/)[0]!.slice(0, 300) }),
  });
}
