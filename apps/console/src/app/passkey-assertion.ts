/**
 * The browser's part of a sign-in with a passkey (WebAuthn Level 3 section 5.1.4): the gateway's challenge, what the key says to it, and the gateway's
 * answer. Not every browser reads and writes the JSON of it by itself (parseRequestOptionsFromJSON), so that is done here.
 */
import type { PasskeyAssertion } from '@cardwright/contracts/access/passkey-sign-in';
import { request } from '../api/client.js';
import { base64url, bytesOf } from '../ui/base64url.js';

interface Options {
  challenge: string;
  rpId: string;
  timeout: number;
}

export const canAskForPasskey = (): boolean => 'PublicKeyCredential' in window;

/** Throws ApiProblem, and the browser's own DOMException where there is no passkey or somebody has cancelled. */
export async function signInWithPasskey(): Promise<void> {
  const { challenge, rpId, timeout } = await request<Options>('/auth/passkey/options', { method: 'POST' });
  const publicKey = { challenge: bytesOf(challenge), rpId, timeout, userVerification: 'required' } as const;
  const credential = await navigator.credentials.get({ publicKey });
  if (!(credential instanceof PublicKeyCredential)) throw new DOMException('No passkey', 'NotAllowedError');
  const body = JSON.stringify(assertionOf(credential));
  await request('/auth/passkey', { method: 'POST', body, headers: { 'content-type': 'application/json' } });
}

function assertionOf({ rawId, response }: PublicKeyCredential): PasskeyAssertion {
  const { clientDataJSON, authenticatorData, signature, userHandle } = response as AuthenticatorAssertionResponse;
  return {
    credentialId: base64url(rawId),
    clientDataJson: base64url(clientDataJSON),
    authenticatorData: base64url(authenticatorData),
    signature: base64url(signature),
    // A key that says nobody has a passkey that was not made here.
    userHandle: userHandle === null ? 'AA' : base64url(userHandle),
  };
}
