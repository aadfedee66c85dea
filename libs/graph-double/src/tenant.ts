/**
 * The tenant that the double stands for: its applications, its people with their passkeys, its policy. All in memory; a test changes it as it
 * likes while the double runs.
 */
import type { X509Certificate } from 'node:crypto';

/** An app registration. It may do what `permissions` names; without an entry Graph answers 403. */
export interface DoubleClient {
  clientId: string;
  /** What was uploaded at "Certificates & secrets". */
  certificates: X509Certificate[];
  permissions: ReadonlySet<GraphPermission>;
}

export const graphPermissions = ['UserAuthMethod-Passkey.ReadWrite.All', 'Policy.Read.AuthenticationMethod'] as const;
export type GraphPermission = (typeof graphPermissions)[number];

export interface DoublePerson {
  /** Object id, a UUID. */
  id: string;
  userPrincipalName: string;
  displayName: string;
}

/** fido2AuthenticationMethod of Graph v1.0, as far as a client reads it. */
export interface PasskeyMethod {
  id: string;
  displayName: string;
  /** Whole seconds, as Graph says it. */
  createdDateTime: string;
  aaGuid: string;
  model: string;
  attestationCertificates: string[];
  attestationLevel: 'attested' | 'notAttested';
  passkeyType: 'deviceBound' | 'synced';
}

/** fido2AuthenticationMethodConfiguration of Graph v1.0. */
export interface PasskeyPolicy {
  state: 'enabled' | 'disabled';
  isSelfServiceRegistrationAllowed: boolean;
  isAttestationEnforced: boolean;
  keyRestrictions: { isEnforced: boolean; enforcementType: 'allow' | 'block'; aaGuids: string[] };
}

export const openPolicy = (): PasskeyPolicy => ({
  state: 'enabled',
  isSelfServiceRegistrationAllowed: true,
  isAttestationEnforced: false,
  keyRestrictions: { isEnforced: false, enforcementType: 'allow', aaGuids: [] },
});

interface Challenge {
  personId: string;
  expiresAt: number;
}

export class Tenant {
  policy = openPolicy();
  /** Of attestation certificates, for a policy that enforces attestation: what the FIDO metadata service is for Entra ID. */
  attestationRoots: X509Certificate[] = [];
  readonly clients = new Map<string, DoubleClient>();
  readonly people = new Map<string, DoublePerson>();
  /** By object id, the oldest first. */
  private readonly methods = new Map<string, PasskeyMethod[]>();
  /** COSE keys by credential id: what a provider keeps to verify sign-ins with. Graph shows them to nobody. */
  private readonly publicKeys = new Map<string, Uint8Array>();
  readonly challenges = new Map<string, Challenge>();

  constructor(
    readonly tenantId: string,
    readonly relyingPartyId: string,
  ) {}

  addClient(clientId: string, certificates: X509Certificate[], permissions: readonly GraphPermission[]): void {
    this.clients.set(clientId, { clientId, certificates, permissions: new Set(permissions) });
  }

  addPerson(person: DoublePerson): void {
    this.people.set(person.id, person);
  }

  passkeysOf(personId: string): readonly PasskeyMethod[] {
    return this.methods.get(personId) ?? [];
  }

  /** Whether any person of the tenant has registered this credential. */
  isRegistered(credentialId: string): boolean {
    return this.publicKeys.has(credentialId);
  }

  publicKeyOf(credentialId: string): Uint8Array | undefined {
    return this.publicKeys.get(credentialId);
  }

  register(personId: string, credential: { id: string; publicKey: Uint8Array }, method: PasskeyMethod): void {
    this.publicKeys.set(credential.id, credential.publicKey);
    this.methods.set(personId, [...this.passkeysOf(personId), method]);
  }

  /** false: there is none. */
  remove(personId: string, methodId: string): boolean {
    const before = this.passkeysOf(personId);
    const left = before.filter(({ id }) => id !== methodId);
    this.methods.set(personId, left);
    this.publicKeys.delete(withoutPaddingDigit(methodId));
    return left.length < before.length;
  }
}

/** An id as Entra ID writes it: base64url with its padding counted in a last digit. */
export const withPaddingDigit = (credentialId: string): string =>
  `${credentialId}${(4 - (credentialId.length % 4)) % 4}`;

export const withoutPaddingDigit = (methodId: string): string => methodId.slice(0, -1);
