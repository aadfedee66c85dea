/**
 * creationOptions and the registration that follows: challenge, clientDataJSON, attestation and policy are verified as a relying party must.
 * Governing documents: WebAuthn Level 3 section 7.1; Graph v1.0 "fido2AuthenticationMethod: creationOptions" and "Create fido2AuthenticationMethod".
 */
import { createHash, randomBytes, X509Certificate } from 'node:crypto';
import { verifyRegistrationResponse } from '@simplewebauthn/server';
import { decodeAttestationObject, isoBase64URL } from '@simplewebauthn/server/helpers';
import { badRequest, forbidden } from './graph-error.js';
import { withoutPaddingDigit, withPaddingDigit, type DoublePerson, type PasskeyMethod, type Tenant } from './tenant.js';

const defaultMinutes = 5;
const [leastMinutes, mostMinutes] = [5, 43_200];
const algorithms = [-7, -257];

/** Graph says whole seconds. */
export const graphTime = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');

export interface RegistrationBody {
  displayName?: unknown;
  publicKeyCredential?: { id?: unknown; response?: { clientDataJSON?: unknown; attestationObject?: unknown } };
}

interface PageParameters {
  rp: { id: string; name: string };
  user: { id: string; name: string; displayName: string };
  pubKeyCredParams: { type: 'public-key'; alg: number }[];
}

/** As WebAuthn Level 3 section 5.4 names them, bytes base64url. */
export interface PageOptions extends PageParameters {
  challenge: string;
  attestation: 'direct';
  excludeCredentials: { id: string; type: 'public-key' }[];
  authenticatorSelection: { residentKey: 'required'; userVerification: 'required' };
}

export class Registration {
  constructor(
    private readonly tenant: Tenant,
    private readonly now: () => number,
    private readonly options: { paddingDigits: boolean },
  ) {}

  /** Throws GraphError. */
  creationOptions(person: DoublePerson, minutes = defaultMinutes): object {
    if (minutes < leastMinutes || minutes > mostMinutes) throw badRequest('challengeTimeoutInMinutes is out of range.');
    const { challenge, expiresAt } = this.challengeFor(person, minutes);
    return {
      challengeTimeoutDateTime: graphTime(expiresAt),
      publicKey: {
        challenge,
        timeout: 60_000,
        attestation: 'direct',
        ...this.parametersFor(person),
        excludeCredentials: this.tenant.passkeysOf(person.id).map(({ id }) => ({
          id: this.options.paddingDigits ? id : withoutPaddingDigit(id),
          type: 'public-key',
          transports: [],
        })),
        authenticatorSelection: {
          authenticatorAttachment: 'platform',
          requireResidentKey: true,
          userVerification: 'required',
        },
        extensions: {
          hmacCreateSecret: true,
          enforceCredentialProtectionPolicy: true,
          credentialProtectionPolicy: 'userVerificationOptional',
        },
      },
    };
  }

  /** For a browser on the tenant's own page (security-info). Throws GraphError. */
  pageOptions(person: DoublePerson): PageOptions {
    return {
      challenge: this.challengeFor(person, defaultMinutes).challenge,
      attestation: 'direct',
      ...this.parametersFor(person),
      excludeCredentials: this.tenant
        .passkeysOf(person.id)
        .map(({ id }) => ({ id: withoutPaddingDigit(id), type: 'public-key' })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    };
  }

  private challengeFor(person: DoublePerson, minutes: number): { challenge: string; expiresAt: number } {
    this.requireAllowed();
    const challenge = randomBytes(32).toString('base64url');
    const expiresAt = this.now() + minutes * 60_000;
    this.tenant.challenges.set(challenge, { personId: person.id, expiresAt });
    return { challenge, expiresAt };
  }

  private parametersFor({ id, userPrincipalName, displayName }: DoublePerson): PageParameters {
    return {
      rp: { id: this.tenant.relyingPartyId, name: 'Microsoft' },
      user: { id: userHandle(id), name: userPrincipalName, displayName },
      pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key', alg })),
    };
  }

  /** pages: origins of the tenant's own page. Throws GraphError. */
  async create(person: DoublePerson, body: RegistrationBody, pages: readonly string[] = []): Promise<PasskeyMethod> {
    this.requireAllowed();
    const { displayName, credentialId, clientDataJSON, attestationObject } = fieldsOf(body);
    this.requireChallenge(person, clientDataJSON);
    const info = await this.verified(credentialId, clientDataJSON, attestationObject, pages);
    const chain = certificatesOf(attestationObject);
    const attested = this.isTrusted(chain);
    if (this.tenant.policy.isAttestationEnforced && !attested)
      throw badRequest('The attestation of the passkey could not be verified, and the policy enforces attestation.');
    this.requireModel(info.aaguid);
    if (this.tenant.isRegistered(credentialId)) throw badRequest('The passkey is already registered.');
    const method: PasskeyMethod = {
      id: withPaddingDigit(credentialId),
      displayName,
      createdDateTime: graphTime(this.now()),
      aaGuid: info.aaguid,
      model: 'Test double',
      attestationCertificates: chain.map(({ raw }) => createHash('sha1').update(raw).digest('hex')),
      attestationLevel: attested ? 'attested' : 'notAttested',
      passkeyType: info.credentialDeviceType === 'singleDevice' ? 'deviceBound' : 'synced',
    };
    this.tenant.register(person.id, info.credential, method);
    return method;
  }

  private requireAllowed(): void {
    const { state, isSelfServiceRegistrationAllowed } = this.tenant.policy;
    if (state === 'disabled') throw forbidden('Passkey (FIDO2) is disabled by policy for the user.');
    if (!isSelfServiceRegistrationAllowed) throw forbidden('Self-service set up of passkeys is not allowed by policy.');
  }

  private requireChallenge(person: DoublePerson, clientDataJSON: string): void {
    const challenge = this.tenant.challenges.get(challengeOf(clientDataJSON));
    if (challenge?.personId !== person.id) throw badRequest('The challenge was not issued for this user.');
    if (challenge.expiresAt <= this.now()) throw badRequest('The challenge has expired.');
  }

  private requireModel(aaguid: string): void {
    const { isEnforced, enforcementType, aaGuids } = this.tenant.policy.keyRestrictions;
    const listed = aaGuids.some((each) => each.toLowerCase() === aaguid);
    if (isEnforced && listed !== (enforcementType === 'allow'))
      throw badRequest(`The AAGUID ${aaguid} is not allowed by the key restriction policy.`);
  }

  private async verified(
    credentialId: string,
    clientDataJSON: string,
    attestationObject: string,
    pages: readonly string[],
  ) {
    const result = await verifyRegistrationResponse({
      response: {
        id: credentialId,
        rawId: credentialId,
        type: 'public-key',
        clientExtensionResults: {},
        response: { clientDataJSON, attestationObject },
      },
      // Whose it is and how old was looked at before.
      expectedChallenge: () => true,
      expectedOrigin: [`https://${this.tenant.relyingPartyId}`, ...pages],
      expectedRPID: this.tenant.relyingPartyId,
      supportedAlgorithmIDs: algorithms,
    }).catch((error: unknown) => {
      throw badRequest(`The credential could not be verified: ${error instanceof Error ? error.message : 'error'}`);
    });
    const { registrationInfo: info } = result;
    if (info === undefined) throw badRequest('The attestation signature is wrong.');
    if (info.fmt !== 'packed' && info.fmt !== 'none')
      throw badRequest(`The attestation format ${info.fmt} is not supported.`);
    if (info.credential.id !== credentialId) throw badRequest('The credential id is not the one of the attestation.');
    return info;
  }

  private isTrusted(chain: readonly X509Certificate[]): boolean {
    const top = chain.at(-1);
    return (
      top !== undefined &&
      this.tenant.attestationRoots.some((root) => top.checkIssued(root) && top.verify(root.publicKey))
    );
  }
}

function fieldsOf(
  body: RegistrationBody,
): Record<'displayName' | 'credentialId' | 'clientDataJSON' | 'attestationObject', string> {
  const { id, response } = body.publicKeyCredential ?? {};
  const text = (value: unknown, name: string): string => {
    if (typeof value !== 'string' || value === '') throw badRequest(`${name} is missing.`);
    return value;
  };
  const bytes = (value: unknown, name: string): string => {
    const given = text(value, name);
    if (!/^[A-Za-z0-9_-]+$/.test(given)) throw badRequest(`${name} is not base64url without padding.`);
    return given;
  };
  return {
    displayName: text(body.displayName, 'displayName'),
    credentialId: bytes(id, 'publicKeyCredential.id'),
    clientDataJSON: bytes(response?.clientDataJSON, 'clientDataJSON'),
    attestationObject: bytes(response?.attestationObject, 'attestationObject'),
  };
}

function challengeOf(clientDataJSON: string): string {
  try {
    const { challenge } = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString()) as { challenge?: unknown };
    return typeof challenge === 'string' ? challenge : '';
  } catch {
    throw badRequest('clientDataJSON is not JSON.');
  }
}

function certificatesOf(attestationObject: string): X509Certificate[] {
  const chain = decodeAttestationObject(isoBase64URL.toBuffer(attestationObject)).get('attStmt').get('x5c') ?? [];
  return chain.map((der) => new X509Certificate(Buffer.from(der)));
}

/** Opaque to everybody else; the same for a person always. */
const userHandle = (personId: string): string => createHash('sha256').update(`user/${personId}`).digest('base64url');
