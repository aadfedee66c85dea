/**
 * Answers of Keycloak 26.7.3, as it gave them to a service account with the roles manage-users and view-realm, over HTTP; a spec changes some. It checks
 * nothing: what Keycloak takes and refuses is proven against itself (apps/issuance-svc/test/keycloak).
 */
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { KeycloakRelyingParty as KeycloakRow } from '@cardwright/service-kit/config/keycloak-relying-party';

export const ada = '0ca646cf-0718-46c4-b7b4-75ecbea9da55';

const user = {
  ...{ id: ada, username: 'ada', firstName: 'Ada', lastName: 'L', email: 'ada@example.org', emailVerified: true },
  ...{
    enabled: true,
    createdTimestamp: 1796059995339,
    totp: false,
    disableableCredentialTypes: [],
    requiredActions: [],
  },
};
const realm = {
  ...{ id: '96982a73-59d2-4703-8249-2af4fb0461b9', realm: 'staff', enabled: true },
  webAuthnPolicySignatureAlgorithms: ['ES256', 'RS256'],
  webAuthnPolicyAttestationConveyancePreference: 'not specified',
  webAuthnPolicyAuthenticatorAttachment: 'not specified',
  webAuthnPolicyAcceptableAaguids: [],
  webAuthnPolicyPasswordlessSignatureAlgorithms: ['ES256', 'RS256'],
  webAuthnPolicyPasswordlessRpId: '',
  webAuthnPolicyPasswordlessAttestationConveyancePreference: 'not specified',
  webAuthnPolicyPasswordlessAuthenticatorAttachment: 'not specified',
  webAuthnPolicyPasswordlessUserVerificationRequirement: 'required',
  webAuthnPolicyPasswordlessAvoidSameAuthenticatorRegister: false,
  webAuthnPolicyPasswordlessAcceptableAaguids: [] as string[],
};
const action = (alias: string, name: string) => ({
  ...{ alias, name, providerId: alias, enabled: true, defaultAction: false, priority: 90, config: {} },
});
const credentials = [
  {
    ...{ id: '2b00f5a5-6f0d-41aa-a5b2-58eb1517ccb3', type: 'password', createdDate: 1796059995564 },
    credentialData: '{"hashIterations":5,"algorithm":"argon2","additionalParameters":{"hashLength":["32"]}}',
  },
  {
    ...{ id: '5f91ae86-7990-4fb6-bc10-2ab5d674387f', type: 'webauthn-passwordless', userLabel: 'Cardwright card 12' },
    createdDate: 1796060028686,
    credentialData:
      '{"aaguid":"00000000-0000-0000-0000-000000000000","credentialId":"0+5G+HFCyXgAhZEOMwl4P+ZCUpHcH+VllcL9RSWg7h4=","counter":1,"credentialPublicKey":"pQECAyYgASFYIKRjV4mWVzzIjdMb_aOV7zVkVbygOZ2Ke0BfnGwhPYXrIlggoz5aNalNfVPs56AquwS3MuEi_11WRndftEbGHlOjgfo","attestationStatementFormat":"none","transports":["usb"]}',
  },
];

/** A passkey without attestation, as the page of the realm leaves it there. */
export const passkeyOnPage = (id: string, credentialId: Uint8Array) => ({
  ...{ id, type: 'webauthn-passwordless', userLabel: 'my key', createdDate: Date.now() },
  credentialData: JSON.stringify({
    aaguid: '00000000-0000-0000-0000-000000000000',
    credentialId: Buffer.from(credentialId).toString('base64'),
  }),
});

/** What the answers of one operation are; `null` as the body: none. */
interface Recorded {
  status: number;
  body: unknown;
}

const refusedByRole: Recorded = { status: 403, body: { error: 'HTTP 403 Forbidden' } };

export class RecordedRealm {
  readonly user = { ...user };
  readonly realm: Record<string, unknown> = { ...realm };
  credentials: unknown[] = [...credentials];
  /** By user id: what people other than Ada have, of whom passkeys are deleted. */
  readonly others = new Map<string, ReturnType<typeof passkeyOnPage>[]>();
  /** By what is after `/admin/realms/staff`, or `token`, in place of what is recorded. */
  readonly answers = new Map<string, Recorded>();
  /** Without the two roles. */
  roles = { manageUsers: true, viewRealm: true };
  /** `GET /users/...`, in the order in which it was asked; `token` with what was sent. */
  asked: string[] = [];
  forms: URLSearchParams[] = [];

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<RecordedRealm> {
    const server = createServer();
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const realm = new RecordedRealm(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on('request', (request, response) => {
      let text = '';
      request.on('data', (chunk) => (text += chunk));
      request.on('end', () => {
        const { status, body } = realm.answer(`${request.method} ${request.url}`, text, request.headers.authorization);
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(body === null ? '' : JSON.stringify(body));
      });
    });
    return realm;
  }

  row(more: Partial<KeycloakRow> = {}): KeycloakRow {
    return {
      ...{
        id: 'sso',
        kind: 'keycloak',
        issuer: `${this.url}/realms/staff`,
        adminUrl: this.url,
        clientId: 'cardwright',
      },
      ...{ credentialType: 'webauthn-passwordless', returnUrl: 'https://cards.example.org/' },
      ...more,
    };
  }

  async stop(): Promise<void> {
    await new Promise((done) => this.server.close(done));
  }

  /** On the page of the realm, by one of the others. */
  register(userId: string, credentialId: Uint8Array): void {
    const theirs = this.others.get(userId) ?? [];
    this.others.set(userId, [...theirs, passkeyOnPage(randomUUID(), credentialId)]);
  }

  private answer(asked: string, text: string, authorization: string | undefined): Recorded {
    const token = asked === 'POST /realms/staff/protocol/openid-connect/token';
    const what = token ? 'token' : asked.replace('/admin/realms/staff', '');
    this.asked.push(what);
    if (token) this.forms.push(new URLSearchParams(text));
    const given = this.answers.get(what);
    if (given !== undefined) return given;
    if (token) return { status: 200, body: { access_token: 'token-1', expires_in: 300, token_type: 'Bearer' } };
    if (authorization !== 'Bearer token-1') return { status: 401, body: { error: 'HTTP 401 Unauthorized' } };
    return this.recorded(what);
  }

  private recorded(what: string): Recorded {
    const { manageUsers, viewRealm } = this.roles;
    if (what === 'GET ')
      return { status: 200, body: viewRealm ? this.realm : { realm: 'staff', supportedLocales: [] } };
    const required = /^GET \/authentication\/required-actions\/(.*)$/.exec(what)?.[1];
    if (required !== undefined)
      return viewRealm ? { status: 200, body: action(required, 'Webauthn Register') } : refusedByRole;
    const other = [...this.others.keys()].find((id) => what.includes(`/users/${id}`));
    if (other !== undefined) return this.ofOther(other, what);
    if (!what.includes(`/users/${ada}`)) return { status: 404, body: { error: 'User not found' } };
    if (!manageUsers) return refusedByRole;
    if (what === `GET /users/${ada}`) return { status: 200, body: this.user };
    if (what.startsWith('DELETE ')) return { status: 404, body: { error: 'Credential not found' } };
    return { status: 200, body: this.credentials };
  }

  private ofOther(id: string, what: string): Recorded {
    if (what === `GET /users/${id}`) return { status: 200, body: { ...this.user, id, username: id } };
    const theirs = this.others.get(id)!;
    const left = theirs.filter((each) => what !== `DELETE /users/${id}/credentials/${each.id}`);
    if (!what.startsWith('DELETE ')) return { status: 200, body: theirs };
    this.others.set(id, left);
    if (left.length < theirs.length) return { status: 204, body: null };
    return { status: 404, body: { error: 'Credential not found' } };
  }
}
