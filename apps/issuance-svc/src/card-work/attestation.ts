/**
 * Whether an attestation speaks of this key: the attested public key is ours and the attester's key signed it. Whose root
 * vouches for the attester is not verified here: the attestation gate (F13) comes with its own issue.
 */
import { createPublicKey, X509Certificate } from 'node:crypto';
import type { StepResult } from '@cardwright/contracts/card/card-step';

export function attestationMatches(publicKeySpkiBase64: string, answer: StepResult | undefined): boolean {
  if (answer?.certificateDerBase64 === undefined || answer.attesterDerBase64 === undefined) return false;
  const attestation = new X509Certificate(Buffer.from(answer.certificateDerBase64, 'base64'));
  const attester = new X509Certificate(Buffer.from(answer.attesterDerBase64, 'base64'));
  const key = createPublicKey({ key: Buffer.from(publicKeySpkiBase64, 'base64'), format: 'der', type: 'spki' });
  return attestation.publicKey.equals(key) && attestation.verify(attester.publicKey);
}
