/**
 * Proof that an agent has the key that it enrols with: a signature by it over the one-time code. The code is the challenge: 128 random
 * bits of the server, good once and for minutes, with the hash of the server's transport root in it. So nobody can enrol with the
 * public key of somebody else, and a signature that is seen is worth nothing for another code or at another server.
 */
import { formatEnrolmentCode, type EnrolmentCode } from '@cardwright/contracts/workstation/enrolment-code';
import { type VerifyEd25519, verifyNkeySignature } from './nkey.js';
import { canonicalJson, fromBase64Url, utf8 } from './text.js';

const proofPrefix = 'cardwright-enrolment.v1.';

export interface EnrolmentStatement {
  code: EnrolmentCode;
  /** Public nkey (`U...`). */
  agentNkey: string;
  agentVersion: string;
  /** With a deployment code: as the agent sends it. */
  hostName?: string | undefined;
}

/** What the signature covers: a prefix that no other message has, then canonical JSON. */
export function enrolmentProofBytes({ code, agentNkey, agentVersion, hostName }: EnrolmentStatement): Uint8Array {
  const named = hostName === undefined ? {} : { hostName };
  return utf8(proofPrefix + canonicalJson({ code: formatEnrolmentCode(code), agentNkey, agentVersion, ...named }));
}

/** proofBase64Url: 64 bytes. Never throws for what an agent sent. */
export function verifyEnrolmentProof(
  statement: EnrolmentStatement,
  proofBase64Url: string,
  verifyEd25519?: VerifyEd25519,
): boolean {
  const signature = fromBase64Url(proofBase64Url);
  return (
    signature !== undefined &&
    verifyNkeySignature(statement.agentNkey, enrolmentProofBytes(statement), signature, verifyEd25519)
  );
}
