/** What the window is asked for in specs, and what the double of webauthn.dll writes down of it: the same on Linux and on Windows. */
import type { PlatformOptions } from '../../../src/platform-webauthn/platform-authenticator.port.js';

const base64url = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64url');

export const asked: PlatformOptions = {
  relyingPartyId: 'login.microsoft.com',
  relyingPartyName: 'Microsoft',
  userIdBase64url: base64url(Uint8Array.of(0xa1, 0xb2)),
  userName: 'ada@example.org',
  userDisplayName: 'Zoë 😀',
  clientDataJsonBase64url: base64url('{"type":"webauthn.create"}'),
  excludeBase64url: [],
  timeoutMs: 120_000,
};
export const told =
  'window=1234 rp=1 id=login.microsoft.com name=Microsoft icon=null ' +
  'user=1 id=a1b2 name=ada@example.org icon=null display=Zo\\u00eb \\ud83d\\ude00 ' +
  'algorithms=1 cose=1 alg=-7 type=public-key ' +
  'data=1 json={"type":"webauthn.create"} hash=SHA-256 ' +
  'options=5 timeout=120000 list=0 extensions=0 ' +
  'attachment=2 resident=1 uv=1 attestation=3 flags=0 cancellation=0102030405060708090a0b0c0d0e0f10 ' +
  'enterprise=0 blob=0 prefer=0 private=0';

/** With what is excluded, the extension for signing in to Windows, and the attestation of the organisation. */
export const askedMore: PlatformOptions = {
  ...asked,
  excludeBase64url: [base64url(Uint8Array.of(1, 2, 3)), base64url(Uint8Array.of(4))],
  hmacSecret: true,
  enterpriseAttestation: true,
};
export const toldMore = [
  'extensions=1 extension=hmac-secret bytes=4 value=1 ',
  'exclude=1 id=010203 type=public-key transports=0 exclude=1 id=04 type=public-key transports=0 enterprise=2 ',
];

/** Name of the HRESULT, its value, our code. */
export const refusals: [name: string, result: number, code: string, status: string][] = [
  ['NTE_USER_CANCELLED', 0x80090036, 'FIDO_USER_CANCELLED', '0x80090036'],
  ['ERROR_CANCELLED', 0x800704c7, 'FIDO_USER_CANCELLED', '0x800704C7'],
  ['ERROR_TIMEOUT', 0x800705b4, 'FIDO_USER_CANCELLED', '0x800705B4'],
  ['NTE_DEVICE_NOT_FOUND', 0x80090035, 'FIDO_USER_CANCELLED', '0x80090035'],
  ['NTE_EXISTS', 0x8009000f, 'FIDO_CREDENTIAL_EXCLUDED', '0x8009000F'],
  ['NTE_TOKEN_KEYSET_STORAGE_FULL', 0x80090023, 'FIDO_KEY_FULL', '0x80090023'],
  ['NTE_NOT_SUPPORTED', 0x80090029, 'FIDO_REFUSED', '0x80090029'],
];

/** What the double answers with. */
export const attestationObjectHex = 'a363666d74646e6f6e65';
export const credentialIdHex = '5a'.repeat(48);
export const made = {
  credentialIdBase64url: Buffer.from(credentialIdHex, 'hex').toString('base64url'),
  attestationObjectBase64url: Buffer.from(attestationObjectHex, 'hex').toString('base64url'),
  clientDataJsonBase64url: asked.clientDataJsonBase64url,
};
