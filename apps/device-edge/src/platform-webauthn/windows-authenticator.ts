/**
 * The system's WebAuthn API on Windows, called through koffi, which is optional and loaded nowhere else. The dialog belongs to the window in front. Never run
 * on a real Windows so far (docs/agent.md): structures and calls are held against webauthn.h by a library that is compiled from it.
 */
import { promisify } from 'node:util';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { throwOf } from './hresults.js';
import type { PlatformAuthenticator, PlatformCredential, PlatformOptions } from './platform-authenticator.port.js';
import { webauthnTypes, webauthnValue, webauthnVersion } from './webauthn-types.js';

const es256 = -7;
const publicKey = 'public-key';
const guidBytes = 16;

export interface WindowsLibraries {
  webauthn: string;
  user: string;
}
const systemLibraries: WindowsLibraries = { webauthn: 'webauthn.dll', user: 'user32.dll' };

/** Throws EDGE_WEBAUTHN_UNAVAILABLE {reason}: koffi or the API is not there, or the API is older than version 4. */
export async function openWindowsAuthenticator(libraries = systemLibraries): Promise<PlatformAuthenticator> {
  const native = await load(libraries).catch((error: unknown) => {
    throw unavailable(error instanceof Error ? error.message : String(error), error);
  });
  const version = native.apiVersion() as number;
  if (version < webauthnVersion.api) throw unavailable(`its API has version ${version}`);
  return { makeCredential: (options, signal) => makeCredential(native, options, signal) };
}

const unavailable = (reason: string, cause?: unknown): CardwrightError =>
  new CardwrightError('EDGE_WEBAUTHN_UNAVAILABLE', undefined, { reason }, cause);

type Native = Awaited<ReturnType<typeof load>>;

async function load({ webauthn, user }: WindowsLibraries) {
  const { default: koffi } = await import('koffi');
  const types = webauthnTypes(koffi);
  const api = koffi.load(webauthn);
  const pointer = koffi.pointer;
  const make = api.func('__stdcall', 'WebAuthNAuthenticatorMakeCredential', 'int32', [
    'void *',
    pointer(types.rpEntity),
    pointer(types.userEntity),
    pointer(types.coseParameters),
    pointer(types.clientData),
    pointer(types.makeCredentialOptions),
    koffi.out(pointer('void *')),
  ]);
  return {
    apiVersion: api.func('__stdcall', 'WebAuthNGetApiVersionNumber', 'uint32', []),
    cancellationId: api.func('__stdcall', 'WebAuthNGetCancellationId', 'int32', [koffi.out(pointer('uint8_t'))]),
    cancel: api.func('__stdcall', 'WebAuthNCancelCurrentOperation', 'int32', [pointer('uint8_t')]),
    free: api.func('__stdcall', 'WebAuthNFreeCredentialAttestation', 'void', ['void *']),
    frontWindow: koffi.load(user).func('__stdcall', 'GetForegroundWindow', 'void *', []),
    make: promisify(make.async) as (...args: unknown[]) => Promise<number>,
    attestationAt: (at: unknown) =>
      koffi.decode(at, types.credentialAttestation) as Record<'cbAttestationObject' | 'cbCredentialId', number> &
        Record<'pbAttestationObject' | 'pbCredentialId', unknown>,
    bytesAt: (at: unknown, length: number) => Buffer.from(koffi.decode(at, 'uint8_t', length) as number[]),
  };
}

async function makeCredential(
  native: Native,
  options: PlatformOptions,
  signal: AbortSignal,
): Promise<PlatformCredential> {
  if (signal.aborted) throw new CardwrightError('FIDO_USER_CANCELLED');
  const cancellationId = Buffer.alloc(guidBytes);
  throwOf(native.cancellationId(cancellationId) as number);
  const cancel = (): void => void native.cancel(cancellationId);
  signal.addEventListener('abort', cancel, { once: true });
  const made: [unknown] = [null];
  try {
    throwOf(await native.make(native.frontWindow(), ...argumentsOf(options, cancellationId), made));
    const attestation = native.attestationAt(made[0]);
    const text = (at: unknown, length: number): string => native.bytesAt(at, length).toString('base64url');
    return {
      credentialIdBase64url: text(attestation.pbCredentialId, attestation.cbCredentialId),
      attestationObjectBase64url: text(attestation.pbAttestationObject, attestation.cbAttestationObject),
      clientDataJsonBase64url: options.clientDataJsonBase64url,
    };
  } finally {
    signal.removeEventListener('abort', cancel);
    if (made[0] !== null) native.free(made[0]);
  }
}

/** rp, user, algorithms, client data and options, as the call takes them. */
export function argumentsOf(options: PlatformOptions, cancellationId: Buffer): object[] {
  const bytes = (text: string): Buffer => Buffer.from(text, 'base64url');
  const [userId, clientDataJson] = [bytes(options.userIdBase64url), bytes(options.clientDataJsonBase64url)];
  const excluded = options.excludeBase64url.map((id) => ({
    ...{ dwVersion: webauthnVersion.credentialEx, cbId: bytes(id).length, pbId: bytes(id) },
    ...{ pwszCredentialType: publicKey, dwTransports: 0 },
  }));
  const extensions =
    options.hmacSecret === true
      ? [{ pwszExtensionIdentifier: 'hmac-secret', cbExtension: 4, pvExtension: Int32Array.of(1) }]
      : [];
  return [
    {
      dwVersion: webauthnVersion.rpEntity,
      ...{ pwszId: options.relyingPartyId, pwszName: options.relyingPartyName, pwszIcon: null },
    },
    {
      ...{ dwVersion: webauthnVersion.userEntity, cbId: userId.length, pbId: userId },
      ...{ pwszName: options.userName, pwszIcon: null, pwszDisplayName: options.userDisplayName },
    },
    {
      cCredentialParameters: 1,
      pCredentialParameters: [{ dwVersion: webauthnVersion.coseParameter, pwszCredentialType: publicKey, lAlg: es256 }],
    },
    {
      ...{ dwVersion: webauthnVersion.clientData, cbClientDataJSON: clientDataJson.length },
      ...{ pbClientDataJSON: clientDataJson, pwszHashAlgId: 'SHA-256' },
    },
    {
      dwVersion: webauthnVersion.makeCredentialOptions,
      dwTimeoutMilliseconds: options.timeoutMs,
      CredentialList: { cCredentials: 0, pCredentials: null },
      Extensions: { cExtensions: extensions.length, pExtensions: extensions.length === 0 ? null : extensions },
      dwAuthenticatorAttachment: webauthnValue.attachmentCrossPlatform,
      bRequireResidentKey: 1,
      dwUserVerificationRequirement: webauthnValue.userVerificationRequired,
      dwAttestationConveyancePreference: webauthnValue.attestationDirect,
      dwFlags: 0,
      pCancellationId: cancellationId,
      pExcludeCredentialList: excluded.length === 0 ? null : { cCredentials: excluded.length, ppCredentials: excluded },
      dwEnterpriseAttestation:
        options.enterpriseAttestation === true ? webauthnValue.enterpriseAttestationPlatformManaged : 0,
      dwLargeBlobSupport: 0,
      bPreferResidentKey: 0,
      bBrowserInPrivateMode: 0,
    },
  ];
}
