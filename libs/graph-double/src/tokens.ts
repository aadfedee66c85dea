/**
 * The token endpoint: client credentials with a client assertion that is verified as Entra ID does it, by the certificates of the app
 * registration. Governing documents: RFC 6749 section 4.4, RFC 7523 section 3, Entra's certificate credentials (PS256 or RS256, `x5t#S256`).
 */
import { createHash, randomBytes } from 'node:crypto';
import { decodeProtectedHeader, errors, jwtVerify } from 'jose';
import { GraphError } from './graph-error.js';
import type { DoubleClient, Tenant } from './tenant.js';

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const tokenLifeSeconds = 3599;

const refused = (code: string, says: string): GraphError => new GraphError(401, code, says);

export class Tokens {
  private readonly known = new Map<string, { client: DoubleClient; until: number }>();
  private readonly usedAssertions = new Set<string>();
  /** How many were given. */
  given = 0;

  constructor(
    private readonly tenant: Tenant,
    private readonly now: () => number,
  ) {}

  /** audience: the address of this endpoint. Throws GraphError. */
  async give(form: URLSearchParams, audience: string): Promise<object> {
    if (form.get('grant_type') !== 'client_credentials')
      throw new GraphError(400, 'unsupported_grant_type', 'AADSTS70003: The grant type is not supported.');
    if (!form.get('scope')?.endsWith('/.default'))
      throw new GraphError(400, 'invalid_scope', 'AADSTS1002012: The scope must end with /.default.');
    const client = await this.client(form, audience);
    const token = randomBytes(48).toString('base64url');
    this.known.set(token, { client, until: this.now() + tokenLifeSeconds * 1000 });
    this.given++;
    return {
      token_type: 'Bearer',
      expires_in: tokenLifeSeconds,
      ext_expires_in: tokenLifeSeconds,
      access_token: token,
    };
  }

  /** Throws GraphError 401. */
  clientOf(authorization: string | undefined): DoubleClient {
    const token = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1];
    const known = token === undefined ? undefined : this.known.get(token);
    if (known === undefined || known.until <= this.now())
      throw new GraphError(401, 'InvalidAuthenticationToken', 'Access token is missing, wrong or expired.');
    return known.client;
  }

  /** As if every token had expired. */
  forget(): void {
    this.known.clear();
  }

  private async client(form: URLSearchParams, audience: string): Promise<DoubleClient> {
    const client = this.tenant.clients.get(form.get('client_id') ?? '');
    if (client === undefined) throw refused('unauthorized_client', 'AADSTS700016: The application was not found.');
    const assertion = form.get('client_assertion') ?? '';
    if (form.get('client_assertion_type') !== assertionType || assertion === '')
      throw refused('invalid_client', 'AADSTS7000218: The request must contain client_assertion.');
    await this.verify(assertion, client, audience);
    return client;
  }

  private async verify(assertion: string, client: DoubleClient, audience: string): Promise<void> {
    try {
      const thumbprint = decodeProtectedHeader(assertion)['x5t#S256'];
      const certificate = client.certificates.find(
        ({ raw }) => createHash('sha256').update(raw).digest('base64url') === thumbprint,
      );
      if (certificate === undefined)
        throw refused('invalid_client', 'AADSTS700027: The certificate is not registered for the application.');
      const { payload } = await jwtVerify(assertion, certificate.publicKey, {
        algorithms: ['PS256', 'RS256'],
        issuer: client.clientId,
        subject: client.clientId,
        audience,
        currentDate: new Date(this.now()),
        requiredClaims: ['exp', 'nbf', 'jti'],
      });
      if (this.usedAssertions.has(payload.jti!))
        throw refused('invalid_client', 'AADSTS700027: The assertion was used before.');
      this.usedAssertions.add(payload.jti!);
    } catch (error) {
      if (error instanceof errors.JOSEError) throw refused('invalid_client', `AADSTS700027: ${error.message}`);
      throw error;
    }
  }
}
