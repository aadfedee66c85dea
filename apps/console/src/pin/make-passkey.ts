/**
 * The browser's part of a passkey that it makes for a card (WebAuthn Level 3 section 5.1.3): what the server asks for, the browser's own dialog, and what
 * came of it. The server takes it only if the card of the saga holds it; what it did not take, the browser may forget.
 */
import type { BrowserPasskey, BrowserPasskeyOptions, PasskeyPage } from '@cardwright/contracts/access/browser-passkey';
import { api, unwrap } from '../api/client.js';
import { base64url, bytesOf } from '../ui/base64url.js';

/** The one that was sent last, for `forgetLast`. */
let last: { rpId: string; credentialId: string } | null = null;

export const canMakePasskey = (): boolean => 'PublicKeyCredential' in window;

const optionsOf = (requestId: string): Promise<BrowserPasskeyOptions | PasskeyPage> =>
  unwrap(api.POST('/api/v1/sagas/{requestId}/passkey-options', { params: { path: { requestId } } }));

/** Where the holder registers it on the relying party's own page. Throws ApiProblem. */
export async function passkeyPageUrl(requestId: string): Promise<string> {
  const options = await optionsOf(requestId);
  if (!('page' in options)) throw new TypeError('this passkey is made by the browser’s own dialog');
  return options.page.url;
}

/** It is registered there, its holder says. Throws ApiProblem. */
export const sayRegistered = (requestId: string): Promise<void> => sayHere(requestId);

/** The window may open at the computer with the card. Throws ApiProblem. */
export const sayReady = (requestId: string): Promise<void> => sayHere(requestId);

async function sayHere(requestId: string): Promise<void> {
  await unwrap(api.POST('/api/v1/sagas/{requestId}/passkey', { params: { path: { requestId } }, body: {} }));
}

/** Throws ApiProblem, and the browser's own DOMException where nothing was made. */
export async function makePasskey(requestId: string): Promise<void> {
  const params = { path: { requestId } };
  const options = await optionsOf(requestId);
  // The saga has come to another relying party meanwhile.
  if ('page' in options) throw new DOMException('No passkey', 'NotAllowedError');
  const credential = await navigator.credentials.create({ publicKey: publicKeyOf(options) });
  if (!(credential instanceof PublicKeyCredential)) throw new DOMException('No passkey', 'NotAllowedError');
  const body = answerOf(credential);
  last = { rpId: options.relyingPartyId, credentialId: body.credentialId };
  await unwrap(api.POST('/api/v1/sagas/{requestId}/passkey', { params, body }));
}

/** The server did not take it: whatever made it may delete it (section 5.1.10). Not every browser can. */
export async function forgetLast(): Promise<void> {
  const { signalUnknownCredential: signal } = PublicKeyCredential as Partial<SignalsUnknown>;
  if (last === null || signal === undefined) return;
  const unknown = last;
  last = null;
  await signal.call(PublicKeyCredential, unknown).catch(() => undefined);
}

interface SignalsUnknown {
  signalUnknownCredential: (unknown: { rpId: string; credentialId: string }) => Promise<void>;
}

const publicKeyOf = (options: BrowserPasskeyOptions): PublicKeyCredentialCreationOptions & { hints: string[] } => ({
  challenge: bytesOf(options.challenge),
  rp: { id: options.relyingPartyId, name: options.relyingPartyName },
  user: { id: bytesOf(options.userId), name: options.userName, displayName: options.userDisplayName },
  pubKeyCredParams: options.algorithms.map((alg) => ({ type: 'public-key', alg })),
  excludeCredentials: options.exclude.map((id) => ({ type: 'public-key', id: bytesOf(id) })),
  authenticatorSelection: {
    authenticatorAttachment: 'cross-platform',
    residentKey: 'required',
    requireResidentKey: true,
    userVerification: 'required',
  },
  hints: ['security-key'],
  // Without it the browser hides the model of the key.
  attestation: 'direct',
  timeout: Math.max(shortestMs, Date.parse(options.expiresAt) - Date.now()),
});

/** The clock of this computer may be ahead; whoever is late is told so. */
const shortestMs = 60_000;

function answerOf({ rawId, response }: PublicKeyCredential): BrowserPasskey {
  const { clientDataJSON, attestationObject } = response as AuthenticatorAttestationResponse;
  return {
    credentialId: base64url(rawId),
    clientDataJson: base64url(clientDataJSON),
    attestationObject: base64url(attestationObject),
  };
}
