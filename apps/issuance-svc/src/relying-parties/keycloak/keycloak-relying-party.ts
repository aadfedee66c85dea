/**
 * A realm of Keycloak as a relying party. Nobody can register a passkey there for somebody else: the person does it on the page of Keycloak
 * (application initiated action), and the Admin REST API lists what came of it and deletes it. Governing documents: Keycloak's Server Administration
 * Guide ("W3C Web Authentication", "Application Initiated Actions") and its Admin REST API.
 */
import { randomBytes } from 'node:crypto';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';
import {
  keycloakAdminUrl,
  keycloakEndpoint,
  type KeycloakRelyingParty as KeycloakRow,
} from '@cardwright/service-kit/config/keycloak-relying-party';
import type { ClientAssertionSource } from '../client-assertions.js';
import { unavailable, type JsonObject, type ProviderAnswer, type ProviderRequest } from '../http/http-exchange.js';
import { KeptPolicy } from '../http/kept-policy.js';
import { ProviderClient, type ClientOptions } from '../http/provider-client.js';
import { systemClock } from '../http/provider-clock.js';
import { objectIdOf, unknownPerson } from '../passkey-person.js';
import type {
  PasskeyObstacle,
  PasskeyPerson,
  RegisteredPasskey,
  RelyingParty,
  RelyingPartyContext,
  SoughtPasskey,
} from '../relying-party.port.js';
import { readCredential } from './credential-shapes.js';
import { actionOf, realmObstacles, relyingPartyIdOf, type RealmState } from './realm-policy.js';

export class KeycloakRelyingParty implements RelyingParty {
  private readonly client: ProviderClient;
  private readonly kept: KeptPolicy<Pick<RealmState, 'realm' | 'action'>>;

  constructor(
    private readonly row: KeycloakRow,
    assertions: ClientAssertionSource,
    options: ClientOptions = {},
  ) {
    this.client = new ProviderClient(row, { keySetting: 'Keys' }, assertions, options);
    this.kept = new KeptPolicy(options.clock ?? systemClock);
  }

  /** Without the role `view-realm` nothing is known of the realm, and with `policyOnly` RELYING_PARTY_UNAVAILABLE says so. */
  async obstacles(
    context: RelyingPartyContext,
    person: PasskeyPerson,
    aaguid: string | null,
  ): Promise<PasskeyObstacle[]> {
    const user = await this.user(context, person);
    const read = () => this.policy(context);
    const judge = (policy: Pick<RealmState, 'realm' | 'action'>) =>
      realmObstacles(this.row.credentialType, { user, ...policy }, aaguid?.toLowerCase() ?? null);
    if (context.policyOnly !== true) return judge(await read());
    const ofAccount = judge({ realm: {}, action: undefined });
    return ofAccount.length > 0 ? ofAccount : this.kept.judged(read, judge);
  }

  /** The person signs in there and registers the passkey; the browser comes back to `returnUrl` with `kc_action_status`. */
  async page(context: RelyingPartyContext, person: PasskeyPerson): Promise<{ url: string; relyingPartyId: string }> {
    const { clientId, returnUrl, credentialType, issuer } = this.row;
    const { username } = await this.user(context, person);
    const { body: realm } = await this.call(context, 'GET', '');
    const url = new URL(keycloakEndpoint(this.row, 'auth'));
    url.search = new URLSearchParams({
      ...{ client_id: clientId, response_type: 'code', scope: 'openid', redirect_uri: returnUrl },
      // [RFC 7636 section 4.2] Of no verifier that anybody knows: the code that comes back is good for nothing.
      ...{ code_challenge: randomBytes(32).toString('base64url'), code_challenge_method: 'S256' },
      ...(typeof username === 'string' && { login_hint: username }),
      kc_action: actionOf(credentialType),
    }).toString();
    return { url: url.href, relyingPartyId: relyingPartyIdOf(credentialType, realm, issuer) };
  }

  async list(context: RelyingPartyContext, person: PasskeyPerson): Promise<RegisteredPasskey[]> {
    const answer = await this.call(context, 'GET', `/users/${objectIdOf(person)}/credentials`);
    if (answer.status !== 200) throw refusal(answer, person);
    return answer.rows.filter(({ type }) => type === this.row.credentialType).map(readCredential);
  }

  /** By its credential id alone: its name is what the person has typed. */
  async find(
    context: RelyingPartyContext,
    person: PasskeyPerson,
    { credentialIdBase64url }: SoughtPasskey,
  ): Promise<RegisteredPasskey[]> {
    return (await this.list(context, person)).filter(({ credentialIds }) =>
      credentialIds.includes(credentialIdBase64url),
    );
  }

  async delete(context: RelyingPartyContext, person: PasskeyPerson, providerId: string): Promise<boolean> {
    const path = `/users/${objectIdOf(person)}/credentials/${encodeURIComponent(providerId)}`;
    const answer = await this.call(context, 'DELETE', path);
    if (answer.status !== 204 && answer.status !== 404) throw refusal(answer, person);
    return answer.status === 204;
  }

  private async policy(context: RelyingPartyContext): Promise<Pick<RealmState, 'realm' | 'action'>> {
    const { body: realm } = await this.call(context, 'GET', '');
    const path = `/authentication/required-actions/${actionOf(this.row.credentialType)}`;
    const answer = await this.call(context, 'GET', path);
    const action = ifKnown(answer);
    // Without the role the realm answers too, with little more than its name.
    if (action === undefined && context.policyOnly === true)
      throw unavailable(`Keycloak answers ${answer.status}`, answer.retryAfterSeconds);
    return { realm, action };
  }

  private async user(context: RelyingPartyContext, person: PasskeyPerson): Promise<JsonObject> {
    const answer = await this.call(context, 'GET', `/users/${objectIdOf(person)}`);
    if (answer.status !== 200) throw refusal(answer, person);
    return answer.body;
  }

  private call(context: RelyingPartyContext, method: ProviderRequest['method'], path: string): Promise<ProviderAnswer> {
    return this.client.call(context, { method, url: `${keycloakAdminUrl(this.row)}${path}` });
  }
}

const ifKnown = ({ status, body }: ProviderAnswer): JsonObject | null | undefined => {
  if (status === 404) return null;
  return status === 200 ? body : undefined;
};

/** Keycloak says little of why: 403 is a role that the service account lacks. */
function refusal({ status, body, retryAfterSeconds }: ProviderAnswer, person: PasskeyPerson): CardwrightError {
  if (status >= 500) return unavailable(`Keycloak answers ${status}`, retryAfterSeconds);
  if (status === 404) return unknownPerson(person);
  const { error, errorMessage } = body;
  const reason = typeof error === 'string' ? error : `http-${status}`;
  const keycloakSays = typeof errorMessage === 'string' ? errorMessage.slice(0, 300) : `Keycloak answers ${status}.`;
  const says = say('passkey.refused-with', { says: keycloakSays });
  if (status !== 403) return new CardwrightError('RELYING_PARTY_REFUSED', says, { status, reason, says: keycloakSays });
  const setting = 'manage-users';
  return new CardwrightError('RELYING_PARTY_REFUSED', say('passkey.refused-by-setting', { says, setting }), {
    ...{ status, reason, setting, says: keycloakSays },
  });
}
