/**
 * Whether a new passkey is what our portal takes: client data, attestation and model. Governing document: WebAuthn Level 3 section 7.1. Whose the
 * challenge is and how old was looked at before. Pure.
 */
import { createHash, type X509Certificate } from 'node:crypto';
import { verifyRegistrationResponse } from '@simplewebauthn/server';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { parseAuthenticatorData } from '@cardwright/card-protocol/ctap/authenticator-data';
import { parseAttestationObject } from '@cardwright/card-protocol/ctap/messages/make-credential';
import type { Sentence } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';
import type { OwnRelyingParty as OwnRow } from '@cardwright/service-kit/config/relying-parties';
import { attestationCertificates } from '../attested-key.js';
import type { MadePasskey, PasskeyObstacle } from '../relying-party.port.js';
import { isVouchedFor } from './attestation-chain.js';
import type { NewOwnPasskey } from './own-passkeys.js';

/** COSE identifiers: ES256, which every key has. */
export const ownAlgorithms = [-7];

/** Of clientDataJSON; null: it has none. */
export function challengeIn(clientDataJsonBase64url: string): string | null {
  const { challenge } = clientDataIn(clientDataJsonBase64url);
  return typeof challenge === 'string' ? challenge : null;
}

/** roots: of vendors of keys; absent: nobody has to vouch for a key. Throws RELYING_PARTY_REFUSED {reason, says, setting?}. */
export async function checkRegistration(
  row: OwnRow,
  made: MadePasskey,
  roots?: readonly X509Certificate[],
): Promise<Omit<NewOwnPasskey, 'displayName'>> {
  const { credentialIdBase64url, clientDataJsonBase64url, attestationObjectBase64url } = made;
  const { origin } = clientDataIn(clientDataJsonBase64url);
  if (typeof origin !== 'string' || !row.origins.includes(origin))
    throw refused('origin', { sentence: say('own-passkey.origin') });
  const { format, rpIdHash } = attestationIn(attestationObjectBase64url);
  const { rpId } = row;
  if (!createHash('sha256').update(rpId).digest().equals(rpIdHash))
    throw refused('relying-party', { sentence: say('own-passkey.relying-party', { rpId }) });
  // Before it is verified: what others name, such as lists of revoked certificates, the library would fetch.
  if (format !== 'packed') throw refused('attestation-format', { sentence: say('own-passkey.attestation-format') });
  const { registrationInfo: info } = await verifyRegistrationResponse({
    response: {
      id: credentialIdBase64url,
      rawId: credentialIdBase64url,
      type: 'public-key',
      clientExtensionResults: {},
      response: { clientDataJSON: clientDataJsonBase64url, attestationObject: attestationObjectBase64url },
    },
    expectedChallenge: () => true,
    expectedOrigin: row.origins,
    expectedRPID: rpId,
    supportedAlgorithmIDs: ownAlgorithms,
  }).catch((error: unknown) => {
    throw unverified(error);
  });
  // Of other bytes than those that the key signed, or of another credential.
  if (info?.credential.id !== credentialIdBase64url) throw unverified();
  const { id, publicKey, counter } = info.credential;
  const sentence = modelRefusal(row, info.aaguid);
  if (sentence !== null) throw refused('model', { sentence, setting: settings.models });
  if (roots !== undefined) requireVouched(made, info.aaguid, roots);
  return { credentialId: id, publicKey, signCount: counter, aaguid: info.aaguid };
}

/** aaguid: null where it is not known yet. */
export function modelObstacles(row: OwnRow, aaguid: string | null): PasskeyObstacle[] {
  const sentence = aaguid === null ? null : modelRefusal(row, aaguid);
  return sentence === null ? [] : [{ setting: settings.models, says: sentence }];
}

export const refused = (
  reason: string,
  { sentence, cause, setting: named }: { sentence: Sentence; setting?: string; cause?: unknown },
): CardwrightError =>
  new CardwrightError(
    'RELYING_PARTY_REFUSED',
    sentence,
    { reason, says: sentence.text, ...(named && { setting: named }) },
    cause,
  );

const unverified = (cause?: unknown): CardwrightError =>
  refused('attestation', { sentence: say('own-passkey.attestation'), cause });

/** Of the row in RELYING_PARTIES. */
const settings = { models: 'aaguids', roots: 'attestationRootsDir' } as const;

function requireVouched(made: MadePasskey, aaguid: string, roots: readonly X509Certificate[]): void {
  const attested = { certificates: attestationCertificates(made.attestationObjectBase64url), aaguid };
  if (!isVouchedFor(attested, roots, new Date()))
    throw refused('attestation-root', {
      sentence: say('own-passkey.attestation-root', { aaguid }),
      setting: settings.roots,
    });
}

function modelRefusal({ id: relyingParty, aaguids }: OwnRow, given: string): Sentence | null {
  const aaguid = given.toLowerCase();
  if (aaguids === null || aaguids.includes(aaguid)) return null;
  return say('own-passkey.model', { aaguid, relyingParty });
}

function clientDataIn(base64url: string): { challenge?: unknown; origin?: unknown } {
  try {
    const read: unknown = JSON.parse(Buffer.from(base64url, 'base64url').toString());
    return typeof read === 'object' && read !== null ? read : {};
  } catch {
    return {};
  }
}

function attestationIn(base64url: string): { format: string; rpIdHash: Uint8Array } {
  try {
    const { fmt, authData } = parseAttestationObject(Buffer.from(base64url, 'base64url'));
    return { format: fmt, rpIdHash: parseAuthenticatorData(authData).rpIdHash };
  } catch (error) {
    throw unverified(error);
  }
}
