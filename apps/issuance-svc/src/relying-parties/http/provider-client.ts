/** Requests to a provider in the name of the vault's client there. */
import type { VaultClientRow } from '@cardwright/service-kit/config/relying-parties';
import type { ClientAssertionSource } from '../client-assertions.js';
import type { RelyingPartyContext } from '../relying-party.port.js';
import { AccessTokens, type TokenRules } from './access-token.js';
import { HttpExchange, type HttpOptions, type ProviderAnswer, type ProviderRequest } from './http-exchange.js';
import { systemClock, type ProviderClock } from './provider-clock.js';

export type ClientOptions = HttpOptions & { clock?: ProviderClock };

export class ProviderClient {
  private readonly http: HttpExchange;
  private readonly tokens: AccessTokens;

  constructor(
    row: VaultClientRow,
    rules: TokenRules,
    assertions: ClientAssertionSource,
    { clock = systemClock, ...http }: ClientOptions = {},
  ) {
    this.http = new HttpExchange(clock, http);
    this.tokens = new AccessTokens(row, rules, assertions, this.http, clock);
  }

  /** A token that the provider does not take any more is asked for once more. Throws as AccessTokens and HttpExchange. */
  async call(context: RelyingPartyContext, request: Omit<ProviderRequest, 'token'>): Promise<ProviderAnswer> {
    const answer = await this.http.send({ ...request, token: await this.tokens.get(context) });
    if (answer.status !== 401) return answer;
    this.tokens.forget(context);
    return this.http.send({ ...request, token: await this.tokens.get(context) });
  }
}
