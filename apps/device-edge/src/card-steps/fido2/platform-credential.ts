/**
 * A passkey by the system's own dialog, in the place of CTAP: the person takes a key there, types its PIN, touches it. Nothing is read from the card or deleted on
 * it; credentials that others know of are excluded, so that no new one takes their place.
 */
import { parseAuthenticatorData } from '@cardwright/card-protocol/ctap/authenticator-data';
import { parseAttestationObject } from '@cardwright/card-protocol/ctap/messages/make-credential';
import { uuidText } from '@cardwright/card-protocol/piv/uuid';
import type { CardStep } from '@cardwright/contracts/card/card-step';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { BatchContext, StepFields, StepOf } from '../step/step.js';
import { fromBase64url } from './base64url.js';

type Step = StepOf<'make-credential'>;

const dialogMs = 120_000;

/** Whether it is made in the system's dialog, and no card is needed for it. */
export const isByDialog = (step: CardStep): boolean =>
  step.kind === 'make-credential' && step.clientDataJsonBase64url !== undefined;

/** Throws EDGE_WEBAUTHN_UNAVAILABLE, and as PlatformAuthenticator. */
export async function makeByPlatform(
  step: Step,
  { platform, signal, waitsFor }: Pick<BatchContext, 'platform' | 'signal' | 'waitsFor'>,
): Promise<StepFields> {
  if (platform === undefined) throw new CardwrightError('EDGE_WEBAUTHN_UNAVAILABLE');
  const { relyingPartyId, relyingPartyName, userIdBase64url, userName, userDisplayName } = step;
  waitsFor?.('window');
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
