/**
 * The page of the tenant on which people add a passkey by themselves, as `Security info` of Entra ID is one. Nobody signs in to it: it asks who somebody
 * is. The passkey is made by the browser (WebAuthn Level 3 section 5.1.3), or by a key that stands in for it, and verified as one that Graph is given.
 */
import { badRequest, notFound, parsed } from './graph-error.js';
import type { PageOptions, Registration, RegistrationBody } from './registration.js';
import { personOf, type Answer, type Asked } from './routes.js';
import type { Tenant } from './tenant.js';
import { securityInfoHtml } from './security-info-html.js';
import type { StandInKeys, StandInRequest } from './stand-in-keys.js';

export const securityInfoPath = '/security-info';

interface Given {
  personId?: unknown;
  key?: unknown;
  pin?: unknown;
}

export class SecurityInfo {
  constructor(
    private readonly tenant: Tenant,
    private readonly registration: Registration,
    private readonly keys: StandInKeys | undefined,
  ) {}

  /** Throws GraphError. */
  async answer({ method, url, body }: Asked): Promise<Answer> {
    switch (`${method} ${url.pathname.slice(securityInfoPath.length)}`) {
      case 'GET ':
        return { status: 200, html: securityInfoHtml(await this.shown()) };
      case 'POST /options':
        return { status: 200, body: this.registration.pageOptions(this.person(parsed(body))) };
      case 'POST /passkeys':
        return this.register(parsed(body) as Given & RegistrationBody, url);
      case 'POST /by-key':
        return this.registerByKey(parsed(body) as Given, url);
      default:
        throw notFound(url.pathname);
    }
  }

  private async shown() {
    return {
      relyingPartyId: this.tenant.relyingPartyId,
      people: [...this.tenant.people.values()].map((person) => ({
        id: person.id,
        name: `${person.displayName} (${person.userPrincipalName})`,
        passkeys: this.tenant.passkeysOf(person.id).map(({ displayName }) => displayName),
      })),
      keys: (await this.keys?.names()) ?? [],
    };
  }

  private async register(given: Given & RegistrationBody, url: URL): Promise<Answer> {
    const pages = ['localhost', '127.0.0.1'].map((host) => `http://${host}:${url.port}`);
    return { status: 201, body: await this.registration.create(this.person(given), given, pages) };
  }

  private async registerByKey(given: Given, url: URL): Promise<Answer> {
    const { key, pin } = given;
    if (this.keys === undefined || typeof key !== 'string' || typeof pin !== 'string')
      throw badRequest('key and pin are needed, and a double that has keys.');
    const options = this.registration.pageOptions(this.person(given));
    const client = { type: 'webauthn.create', challenge: options.challenge, origin: `https://${options.rp.id}` };
    const clientDataJSON = Buffer.from(JSON.stringify({ ...client, crossOrigin: false })).toString('base64url');
    const made = await this.keys.make(key, requestOf(options, clientDataJSON), pin).catch((error: unknown) => {
      throw badRequest(error instanceof Error ? error.message : 'The key made none.');
    });
    const response = { clientDataJSON, attestationObject: made.attestationObject };
    return this.register({ ...given, displayName: key, publicKeyCredential: { id: made.credentialId, response } }, url);
  }

  private person(given: unknown) {
    const { personId } = given as Given;
    if (typeof personId !== 'string') throw badRequest('personId is missing.');
    return personOf(this.tenant, personId);
  }
}

const requestOf = (
  { rp, user, pubKeyCredParams, excludeCredentials }: PageOptions,
  clientDataJSON: string,
): StandInRequest => ({
  ...{ rpId: rp.id, rpName: rp.name, userId: user.id, userName: user.name, userDisplayName: user.displayName },
  algorithms: pubKeyCredParams.map(({ alg }) => alg),
  excludeCredentials: excludeCredentials.map(({ id }) => id),
  clientDataJSON,
});
