/**
 * Proof of possession over an input that neither card nor agent can choose: a signature, a raw RSA decipherment or an ECDH
 * agreement. The caller checks it, and may ask once more. Governing documents: SP 800-73-5 Part 2 section 3.2.4, RFC 8017 section 8.2,
 * SP 800-78-5 table 2.
 */
import { createHash } from 'node:crypto';
import { fromHex, toHex } from '@cardwright/card-protocol/bytes';
import { asymmetricAlgorithm } from '@cardwright/card-protocol/piv/algorithm';
import { parseKeyReference } from '@cardwright/card-protocol/piv/key-reference';
import { emsaPkcs1v15 } from '@cardwright/card-protocol/piv/pkcs1';
import type { KeyAlgorithm } from '@cardwright/contracts/card/card-model';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { withPin } from './pin.js';
import { refusalOf } from '../step/refusal.js';
import type { StepContext, StepExecutor, StepFields, StepOf } from './step.js';

type Step = StepOf<'prove-key'>;

export const proveKey: StepExecutor<Step> = {
  async execute(step, context) {
    const { keyReference, pin } = step;
    try {
      return await withPin(context, { keyReference, pin }, () => answer(step, context));
    } catch (error) {
      if (isCardwrightError(error, 'CARD_UNEXPECTED_STATUS'))
        throw new CardwrightError('CARD_PROOF_FAILED', undefined, { keyReference, ...error.details }, error);
      throw error;
    }
  },
};

/** An error of the PIN is not an answer of the key. */
async function answer(step: Step, context: StepContext): Promise<StepFields> {
  try {
    return { outputHex: toHex(await use(step, context)) };
  } catch (error) {
    const refused = refusalOf(error);
    if (refused === undefined || step.repeatable !== true) throw error;
    return { refused };
  }
}

function use({ keyReference, algorithm, proof, inputHex }: Step, { piv }: StepContext): Promise<Uint8Array> {
  const reference = parseKeyReference(keyReference);
  const input = fromHex(inputHex);
  if (proof === 'agree') return piv.keyAgreement(reference, algorithm, input);
  return piv.signOrDecipher(reference, algorithm, proof === 'sign' ? toBeSigned(algorithm, input) : input);
}

function toBeSigned(algorithm: KeyAlgorithm, input: Uint8Array): Uint8Array {
  const { kind, inputLength } = asymmetricAlgorithm(algorithm);
  // EdDSA signs the message itself (RFC 8032).
  if (kind === 'EdDSA') return input;
  const hash = algorithm === 'ECCP384' ? 'SHA-384' : 'SHA-256';
  const digest = createHash(hash === 'SHA-384' ? 'sha384' : 'sha256')
    .update(input)
    .digest();
  return kind === 'RSA' ? emsaPkcs1v15(hash, digest, inputLength) : digest;
}
