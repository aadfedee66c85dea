/** Writes the certificate object of a key reference and reads it back. SP 800-73-5 Part 1 appendix A, Part 2 section 3.3.2. */
import { numberToHex } from '@cardwright/card-protocol/bytes';
import { encodeCertificateObject } from '@cardwright/card-protocol/piv/certificate-object';
import { keyReferenceRow, parseKeyReference } from '@cardwright/card-protocol/piv/key-reference';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { sha256Hex, writeObject } from './data-objects.js';
import type { StepExecutor, StepOf } from './step.js';

type Step = StepOf<'put-certificate'>;

export const putCertificate: StepExecutor<Step> = {
  probe: (step, { knowledge }) => knowledge.objectSha256(tagHexOf(step)) === sha256Hex(contentOf(step)),
  async execute(step, context) {
    const written = await writeObject(context, tagHexOf(step), contentOf(step));
    context.knowledge.setKey(step.keyReference, { certificateDerBase64: step.certificateDerBase64 });
    return { sha256Hex: written };
  },
};

function tagHexOf({ keyReference }: Step): string {
  const { certificateTag } = keyReferenceRow(parseKeyReference(keyReference));
  if (certificateTag === undefined) throw new CardwrightError('REQUEST_INVALID', `${keyReference} has no certificate`);
  return numberToHex(certificateTag);
}

/** Plain, not gzip: some middleware cannot read the compressed form, and it fits without. */
function contentOf({ certificateDerBase64 }: Step): Uint8Array {
  return encodeCertificateObject({ certificate: Buffer.from(certificateDerBase64, 'base64'), gzip: false });
}
