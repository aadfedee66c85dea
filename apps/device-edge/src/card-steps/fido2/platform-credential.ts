/**
 * A passkey by the system's own dialog, in the place of CTAP: the person takes a key there, types its PIN, touches it. Nothing is read from the card or deleted on
 * it; credentials that others know of are excluded, so that no new one takes their place.
 */
import { parseAuthenticatorData } from '@cardwright/card-protocol/ctap/authenticator-data';
import { parseAttestationObject } from '@cardwright/card-protocol/ctap/messages/make-credential';
import { uuidText } from '@cardwright/card-protocol/piv/uuid';
import type { PlatformAuthenticator } from '../../platform-webauthn/platform-authenticator.port.js';
import type { BatchContext, StepFields, StepOf } from '../step/step.js';
import { fromBase64url } from './base64url.js';

type Step = StepOf<'make-credential'>;

const dialogMs = 120_000;

/** How the step is made here: undefined, where it is by CTAP. */
export const platformFor = (step: Step, { platform }: BatchContext): PlatformAuthenticator | undefined =>
  step.clientDataJsonBase64url === undefined ? undefined : platform;

export async function makeByPlatform(
  step: Step,
  platform: PlatformAuthenticator,
  { signal, waitsFor }: Pick<BatchContext, 'signal' | 'waitsFor'>,
): Promise<StepFields> {
  const { relyingPartyId, relyingPartyName, userIdBase64url, userName, userDisplayName } = step;
  waitsFor?.('touch');
  const made = await platform.makeCredential(
    {
      ...{ relyingPartyId, relyingPartyName, userIdBase64url, userName, userDisplayName },
      clientDataJsonBase64url: step.clientDataJsonBase64url!,
      excludeBase64url: [...new Set([...step.excludeBase64url, ...step.keepBase64url])],
      ...(step.enterpriseAttestation && { enterpriseAttestation: true }),
      ...(step.hmacSecret && { hmacSecret: true }),
      timeoutMs: dialogMs,
    },
    signal ?? new AbortController().signal,
  );
  const { credentialIdBase64url, attestationObjectBase64url } = made;
  const { authData } = parseAttestationObject(fromBase64url(attestationObjectBase64url, 'attestationObjectBase64url'));
  const { aaguid } = parseAuthenticatorData(authData).attestedCredential!;
  return {
    credential: { credentialIdBase64url, attestationObjectBase64url, aaguid: uuidText(aaguid), madeBy: 'platform' },
  };
}
