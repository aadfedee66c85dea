/** Steps of the data objects: written, erased, compared. SP 800-73-5 Part 2 section 3.3.2. */
import { encodeCertificateObject } from '@cardwright/card-protocol/piv/certificate-object';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { certificateTagHex } from './card-knowledge.js';
import { readObject, sha256Hex, writeObject } from './data-objects.js';
import { reserveData } from './reserve-data.js';
import type { StepExecutors, StepOf } from './step.js';

export const dataSteps = {
  /** Writes the certificate object of a key reference and reads it back. SP 800-73-5 Part 1 appendix A. */
  'put-certificate': {
    probe: (step, { knowledge }) =>
      knowledge.objectSha256(certificateTagHex(step.keyReference)) === sha256Hex(certificateObject(step)),
    async execute(step, context) {
      const written = await writeObject(context, certificateTagHex(step.keyReference), certificateObject(step));
      context.knowledge.setKey(step.keyReference, { certificateDerBase64: step.certificateDerBase64 });
      return { sha256Hex: written };
    },
  },

  /** Writes a data object and reads it back; empty content erases it. */
  'put-data': {
    probe(step, { knowledge }) {
      const content = contentOf(step);
      return knowledge.objectSha256(step.tagHex) === (content.length === 0 ? null : sha256Hex(content));
    },
    execute: async (step, context) => ({ sha256Hex: await writeObject(context, step.tagHex, contentOf(step)) }),
  },

  /** PUT DATA with an empty tag 53, then read back: nothing is there any more. */
  'erase-data': {
    probe: ({ tagHex }, { knowledge }) => knowledge.objectSha256(tagHex) === null,
    async execute({ tagHex }, context) {
      await writeObject(context, tagHex, new Uint8Array(0));
      return {};
    },
  },

  'reserve-data': reserveData,

  /** Reads a data object and compares it with what it should be. Throws CARD_VERIFY_FAILED. */
  'compare-data': {
    async execute({ tagHex, sha256Hex: expected, pin }, context) {
      const found = sha256Hex(await readObject(context, tagHex, pin));
      if (found !== expected.toUpperCase()) throw new CardwrightError('CARD_VERIFY_FAILED', undefined, { tagHex });
      context.knowledge.setObject(tagHex, found);
      return { sha256Hex: found };
    },
  },
} satisfies StepExecutors;

/** Plain, not gzip: some middleware cannot read the compressed form, and it fits without. */
const certificateObject = ({ certificateDerBase64 }: StepOf<'put-certificate'>): Uint8Array =>
  encodeCertificateObject({ certificate: Buffer.from(certificateDerBase64, 'base64'), gzip: false });

const contentOf = ({ contentBase64 }: StepOf<'put-data'>): Uint8Array =>
  Uint8Array.from(Buffer.from(contentBase64, 'base64'));
