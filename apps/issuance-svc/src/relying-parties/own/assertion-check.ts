/**
 * Whether an answer proves that somebody has the key of a passkey, now and with its PIN. Governing document: WebAuthn Level 3 section 7.2; the counter
 * (step 22) is left to whoever asks. Pure.
 */
import { verifyAuthenticationResponse } from '@simplewebauthn/server';
import type { PasskeyAssertion } from '@cardwright/contracts/access/passkey-sign-in';
import type { OwnRelyingParty as OwnRow } from '@cardwright/service-kit/config/relying-parties';
import type { OwnPasskeyRow } from './own-passkeys.js';

/** Its counter; null: it does not. */
export async function checkAssertion(
  { rpId, origins }: OwnRow,
  { credentialId, publicKey }: OwnPasskeyRow,
  challenge: string,
  { clientDataJson, authenticatorData, signature, userHandle }: PasskeyAssertion,
): Promise<{ signCount: number } | null> {
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: {
        id: credentialId,
        rawId: credentialId,
        type: 'public-key',
        clientExtensionResults: {},
        response: { clientDataJSON: clientDataJson, authenticatorData, signature, userHandle },
      },
      expectedChallenge: challenge,
      expectedOrigin: origins,
      expectedRPID: rpId,
      credential: { id: credentialId, publicKey: new Uint8Array(publicKey), counter: 0 },
    });
    return verified ? { signCount: authenticationInfo.newCounter } : null;
  } catch {
    // What the library throws says how somebody's answer is wrong, and is for nobody.
    return null;
  }
}

/** [Section 6.1.1] A counter that does not grow is that of a copy, unless the key has none. */
export const isGrown = (before: number, now: number): boolean => now > before || (now === 0 && before === 0);
