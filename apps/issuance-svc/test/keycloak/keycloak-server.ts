/** A Keycloak of this test alone, in memory, on the loopback; and its administrator. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onFreePorts } from '@cardwright/embedded-servers/ports';
import { startProcess, type ManagedProcess } from '@cardwright/embedded-servers/process';
import type { KeycloakRelyingParty as KeycloakRow } from '@cardwright/service-kit/config/keycloak-relying-party';

type Json = Record<string, unknown>;

export class KeycloakServer {
  private constructor(
    /** With the name of this computer: browsers make no passkey for an address. */
    readonly url: string,
    private readonly password: string,
    private readonly process: ManagedProcess,
    private readonly folder: string,
  ) {}

  /** home: of the distribution. */
  static async start(home: string): Promise<KeycloakServer> {
    const folder = await mkdtemp(join(tmpdir(), 'cardwright-keycloak-'));
    const password = randomBytes(12).toString('hex');
    const env = { ...process.env, KC_BOOTSTRAP_ADMIN_USERNAME: 'admin', KC_BOOTSTRAP_ADMIN_PASSWORD: password };
    return onFreePorts({ http: undefined, management: undefined }, async ({ http, management }) => {
      const url = `http://localhost:${http}`;
      const server = await startProcess({
        ...{ name: 'keycloak', env, logFile: join(folder, 'log'), readyTimeoutMs: 240_000 },
        command: join(home, 'bin', 'kc.sh'),
        args: [
          ...['start-dev', '--db=dev-mem', '--http-host=127.0.0.1', `--http-port=${http}`],
          `--http-management-port=${management}`,
        ],
        ready: async () => (await fetch(`${url}/realms/master`)).ok,
      });
      return new KeycloakServer(url, password, server, folder);
    });
  }

  row(returnUrl: string): KeycloakRow {
    return {
      ...{ id: 'sso', kind: 'keycloak', issuer: `${this.url}/realms/staff`, adminUrl: this.url },
      ...{ clientId: 'cardwright-passkeys', credentialType: 'webauthn-passwordless', returnUrl },
    };
  }

  /** As docs/relying-parties.md says; answers the id of the client. */
  async setUp({ clientId, returnUrl }: KeycloakRow, roles: string[]): Promise<string> {
    await this.admin('POST', '', { realm: 'staff', enabled: true });
    await this.admin('POST', '/staff/clients', {
      ...{ clientId, protocol: 'openid-connect', publicClient: false, serviceAccountsEnabled: true },
      ...{ standardFlowEnabled: true, directAccessGrantsEnabled: false, redirectUris: [returnUrl], webOrigins: [] },
      ...{ clientAuthenticatorType: 'client-jwt', attributes: { 'token.endpoint.auth.signing.alg': 'PS256' } },
    });
    const id = await this.idOf('/staff/clients', { clientId });
    const management = await this.idOf('/staff/clients', { clientId: 'realm-management' });
    const { id: account } = await this.admin<Json>('GET', `/staff/clients/${id}/service-account-user`);
    const all = await this.admin<Json[]>('GET', `/staff/clients/${management}/roles`);
    const given = all.filter(({ name }) => roles.includes(String(name)));
    await this.admin('POST', `/staff/users/${String(account)}/role-mappings/clients/${management}`, given);
    return id;
  }

  /** Answers their id. */
  async addPerson(username: string, password: string): Promise<string> {
    await this.admin('POST', '/staff/users', {
      ...{ username, enabled: true, email: `${username}@example.org`, emailVerified: true },
      ...{ firstName: 'Ada', lastName: 'Lovelace', credentials: [{ type: 'password', value: password }] },
    });
    return this.idOf('/staff/users', { username });
  }

  /** What is left out stays: Keycloak wants the whole of a realm and of a client. */
  async change(path: string, change: Json | ((now: Json) => Json)): Promise<void> {
    const now = await this.admin<Json>('GET', path);
    await this.admin('PUT', path, { ...now, ...(typeof change === 'function' ? change(now) : change) });
  }

  async admin<Answer>(method: string, path: string, body?: object): Promise<Answer> {
    const form = { grant_type: 'password', client_id: 'admin-cli', username: 'admin', password: this.password };
    const signedIn = await fetch(`${this.url}/realms/master/protocol/openid-connect/token`, {
      ...{ method: 'POST', body: new URLSearchParams(form) },
    });
    const { access_token: token } = (await signedIn.json()) as { access_token: string };
    const answer = await fetch(`${this.url}/admin/realms${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as Answer;
  }

  async stop(): Promise<void> {
    await this.process.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async idOf(path: string, by: Record<string, string>): Promise<string> {
    const [found] = await this.admin<Json[]>(
      'GET',
      `${path}?${new URLSearchParams({ ...by, exact: 'true' }).toString()}`,
    );
    return String(found!['id']);
  }
}
