/**
 * GENERATE ASYMMETRIC KEY PAIR. The answer is a public key template (public-key.ts). PIN and touch policy are the
 * vendor's additions: a card without them refuses the command. Governing document: SP 800-73-5 Part 2 section 3.3.1.
 */
import { command, shortLeAll, type CommandApdu } from '../apdu/command-apdu.js';
import { instruction } from '../iso7816/instruction.js';
import { encodeTlv } from '../tlv/ber-tlv.js';
import { asymmetricAlgorithm, type AsymmetricAlgorithmName } from './algorithm.js';
import { keyReferenceRow } from './key-reference.js';
import { encodePolicies, type KeyPolicies } from './vendor-extensions.js';

/** Needs 9B. Replaces the key that is there. */
export function generateKeyPair(
  reference: number,
  algorithm: AsymmetricAlgorithmName,
  policies: KeyPolicies = {},
): CommandApdu {
  const template = encodeTlv(
    0xac,
    encodeTlv(0x80, Uint8Array.of(asymmetricAlgorithm(algorithm).id)),
    ...encodePolicies(policies),
  );
  return command(
    instruction.generateAsymmetricKeyPair,
    0x00,
    keyReferenceRow(reference).reference,
    template,
    shortLeAll,
  );
}
