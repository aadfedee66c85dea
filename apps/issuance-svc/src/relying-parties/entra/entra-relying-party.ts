/**
 * Entra ID as a relying party: passkeys registered for people of a tenant through Microsoft Graph v1.0. The right to do so can take over accounts, so
 * calls are made only for the object id that was imported for the person. Governing document: Graph v1.0 "fido2AuthenticationMethod" (creationOptions,
 * create, list, delete) and "fido2AuthenticationMethodConfiguration"; WebAuthn Level 3 for what is in them.
 */
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { EntraRelyingParty as EntraRow } from '@cardwright/service-kit/config/entra-relying-party';
import type { ClientAssertionSource } from '../client-assertions.js';
import type {
  EarlierRegistrations,
  MadePasskey,
  PartyWithPage,
  PasskeyObstacle,
  PasskeyOptions,
  PasskeyPerson,
  RegisteredPasskey,
  RelyingParty,
  RelyingPartyContext,
  SoughtPasskey,
} from '../relying-party.port.js';
import { isLikely } from '../sought-passkey.js';
import { aaguidOf } from './attestation-object.js';
import { objectIdOf, unknownPerson } from '../passkey-person.js';
import { credentialIds } from './credential-ids.js';
import { readOptions, readPasskey, readPasskeys } from './graph-shapes.js';
import { unavailable, type ProviderAnswer, type ProviderRequest } from '../http/http-exchange.js';
import { KeptPolicy } from '../http/kept-policy.js';
import { ProviderClient, type ClientOptions } from '../http/provider-client.js';
import { systemClock } from '../http/provider-clock.js';
import { policyObstacles } from './passkey-policy.js';
import { refusal } from './refusal.js';

const policyPath = '/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/fido2';
/** More than a person can have. */
const mostPages = 10;

type Call = Pick<ProviderRequest, 'method' | 'body'> & { path: string };

export class EntraRelyingParty implements RelyingParty {
  /** `Security info` of the tenant, where the person signs in by themselves. */
  readonly page?: PartyWithPage['page'];
  readonly pageExcludes = true;
  readonly settlesMs: number;
  private readonly client: ProviderClient;
  private readonly kept: KeptPolicy<ProviderAnswer['body']>;

  constructor(
    private readonly row: EntraRow,
    assertions: ClientAssertionSource,
    options: ClientOptions = {},
  ) {
    const rules = { scope: `${row.graphUrl}/.default`, keySetting: 'Certificates & secrets' };
    this.client = new ProviderClient(row, rules, assertions, options);
    this.kept = new KeptPolicy(options.clock ?? systemClock);
    this.settlesMs = row.settlesSeconds * 1000;
    if (row.securityInfo === null) return;
    const { url, rpId: relyingPartyId } = row.securityInfo;
    this.page = () => Promise.resolve({ url, relyingPartyId });
  }

  /** Empty also where the application may not read the policy: then nothing is known, and with `policyOnly` RELYING_PARTY_UNAVAILABLE says so. */
  async obstacles(
    context: RelyingPartyContext,
    person: PasskeyPerson,
    aaguid: string | null,
  ): Promise<PasskeyObstacle[]> {
    objectIdOf(person);
    const read = () => this.policy(context);
    const judge = (policy: ProviderAnswer['body']) => policyObstacles(policy, aaguid?.toLowerCase() ?? null);
    return context.policyOnly === true ? this.kept.judged(read, judge) : judge(await read());
  }

  async options(context: RelyingPartyContext, person: PasskeyPerson): Promise<PasskeyOptions> {
    const answer = await this.call(context, { method: 'GET', path: methodsPath(person, '/creationOptions') });
    if (answer.status !== 200) throw await this.refused(context, answer, person, null);
    return readOptions(answer);
  }

  async register(
    context: RelyingPartyContext,
    person: PasskeyPerson,
    displayName: string,
    made: MadePasskey,
    { others, sent }: EarlierRegistrations,
  ): Promise<RegisteredPasskey> {
    const aaguid = aaguidOf(made.attestationObjectBase64url);
    const sought = { ...made, displayName, aaguid, others };
    const [before] = await this.find(context, person, sought);
    if (before !== undefined) return before;
    const answer = await this.post(context, person, displayName, made);
    if (answer?.status === 201) return readPasskey(answer.body);
    // Its answer may have been lost, or another attempt's.
    const [after] = await this.find(context, person, sought);
    if (after !== undefined) return after;
    if (answer === undefined || answer.status >= 500)
      throw unavailable('the registration was not answered', answer?.retryAfterSeconds);
    if (answer.status === 400 && answer.at >= Date.parse(made.expiresAt))
      throw new CardwrightError('RELYING_PARTY_CHALLENGE_EXPIRED');
    // Of one that it has already Graph answers the same as of one that it refuses; no list has to have it yet.
    if (answer.status === 400 && sent && answer.at < Date.parse(made.issuedAt) + this.settlesMs)
      throw unavailable('whether it is registered already is not listed yet');
    throw await this.refused(context, answer, person, aaguid);
  }

  async list(context: RelyingPartyContext, person: PasskeyPerson): Promise<RegisteredPasskey[]> {
    const found: RegisteredPasskey[] = [];
    let path: string | undefined = methodsPath(person);
    for (let page = 0; path !== undefined && page < mostPages; page++) {
      const answer: ProviderAnswer = await this.call(context, { method: 'GET', path });
      if (answer.status !== 200) throw await this.refused(context, answer, person, null);
      found.push(...readPasskeys(answer.body));
      path = this.ownPath(answer.body['@odata.nextLink']);
    }
    return found;
  }

  async find(context: RelyingPartyContext, person: PasskeyPerson, sought: SoughtPasskey): Promise<RegisteredPasskey[]> {
    const all = await this.list(context, person);
    const it = all.find(({ providerId }) => credentialIds(providerId).includes(sought.credentialIdBase64url));
    return it === undefined ? all.filter((each) => isLikely(each, sought)) : [it];
  }

  async delete(context: RelyingPartyContext, person: PasskeyPerson, providerId: string): Promise<boolean> {
    const path = methodsPath(person, `/${encodeURIComponent(providerId)}`);
    const answer = await this.call(context, { method: 'DELETE', path });
    if (answer.status !== 204 && answer.status !== 404) throw await this.refused(context, answer, person, null);
    return answer.status === 204;
  }

  /** undefined: no answer came. */
  private async post(
    context: RelyingPartyContext,
    person: PasskeyPerson,
    displayName: string,
    made: MadePasskey,
  ): Promise<ProviderAnswer | undefined> {
    const body = {
      displayName,
      publicKeyCredential: {
        id: made.credentialIdBase64url,
        response: { clientDataJSON: made.clientDataJsonBase64url, attestationObject: made.attestationObjectBase64url },
        clientExtensionResults: {},
      },
    };
    try {
      return await this.call(context, { method: 'POST', path: methodsPath(person), body });
    } catch (error) {
      if (!isCardwrightError(error, 'RELYING_PARTY_UNAVAILABLE') || error.details['reason'] === 'throttled')
        throw error;
      return undefined;
    }
  }

  private call(context: RelyingPartyContext, { path, ...request }: Call): Promise<ProviderAnswer> {
    return this.client.call(context, { ...request, url: `${this.row.graphUrl}/v1.0${path}` });
  }

  /** With the setting that stands in the way, where the policy has one. */
  private async refused(
    context: RelyingPartyContext,
    answer: ProviderAnswer,
    person: PasskeyPerson,
    aaguid: string | null,
  ): Promise<CardwrightError> {
    if (answer.status >= 500) return unavailable(`Graph answers ${answer.status}`, answer.retryAfterSeconds);
    if (answer.status === 404) return unknownPerson(person);
    const policy = await this.policy(context).catch(() => ({}));
    return refusal(answer, policy, aaguid);
  }

  /** Empty where the application may not read it. */
  private async policy(context: RelyingPartyContext): Promise<ProviderAnswer['body']> {
    const { status, body, retryAfterSeconds } = await this.call(context, { method: 'GET', path: policyPath });
    if (status !== 200 && context.policyOnly === true) throw unavailable(`Graph answers ${status}`, retryAfterSeconds);
    return status === 200 ? body : {};
  }

  /** A link that leads elsewhere is not followed: the token would go there too. */
  private ownPath(link: unknown): string | undefined {
    const start = `${this.row.graphUrl}/v1.0/`;
    return typeof link === 'string' && link.startsWith(start) ? link.slice(start.length - 1) : undefined;
  }
}

const methodsPath = (person: PasskeyPerson, rest = ''): string =>
  `/users/${objectIdOf(person)}/authentication/fido2Methods${rest}`;
