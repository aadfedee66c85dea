/** Steps of the private keys: made, moved, destroyed, attested and proved. */
import { parseKeyReference } from '@cardwright/card-protocol/piv/key-reference';
import { encodeSpki } from '@cardwright/card-protocol/piv/public-key';
import { isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { attestKey } from './attest-key.js';
import { importKey } from './import-key.js';
import { policiesOf } from './key-policies.js';
import { proveKey } from './prove-key.js';
import type { StepExecutors } from './step.js';

export const keySteps = {
  /** GENERATE ASYMMETRIC KEY PAIR: safe to repeat, since a key without a certificate is nobody's. SP 800-73-5 Part 2 section 3.3.1. */
  'generate-key': {
    async execute(step, { piv, knowledge }) {
      const { keyReference, algorithm } = step;
      // The old key is gone as soon as the card begins.
      knowledge.doubtKey(keyReference);
      const publicKey = await piv.generateKeyPair(parseKeyReference(keyReference), algorithm, policiesOf(step));
      const publicKeySpkiBase64 = Buffer.from(encodeSpki(publicKey)).toString('base64');
      knowledge.setKey(keyReference, {
        keyPresent: true,
        algorithm,
        origin: 'generated',
        pinPolicy: step.pinPolicy ?? null,
        touchPolicy: step.touchPolicy ?? null,
        publicKeySpkiBase64,
      });
      return { publicKeySpkiBase64 };
    },
  },

  'import-key': importKey,

  /** Vendor step: moves a private key to another key reference. Its certificate object does not move. */
  'move-key': {
    probe: ({ from, to }, { knowledge }) =>
      knowledge.key(from)?.keyPresent === false && knowledge.key(to)?.keyPresent === true,
    async execute({ from, to }, { piv, knowledge }) {
      const moved = knowledge.key(from);
      knowledge.doubtKey(from);
      knowledge.doubtKey(to);
      await piv.moveKey(parseKeyReference(from), parseKeyReference(to));
      knowledge.setKey(from, { keyPresent: false });
      if (moved !== undefined) knowledge.setKey(to, { ...moved, keyReference: to, certificateDerBase64: null });
      return {};
    },
  },

  /** Vendor step: deletes the private key for ever. Its certificate object stays until it is erased. */
  'delete-key': {
    probe: ({ keyReference }, { knowledge }) => knowledge.key(keyReference)?.keyPresent === false,
    async execute({ keyReference }, { piv, knowledge }) {
      knowledge.doubtKey(keyReference);
      try {
        await piv.deleteKey(parseKeyReference(keyReference));
      } catch (error) {
        // There is no key: the previous attempt deleted it, and its answer was lost.
        if (!isCardwrightError(error, 'CARD_OBJECT_NOT_FOUND')) throw error;
      }
      knowledge.setKey(keyReference, { keyPresent: false, publicKeySpkiBase64: null });
      return {};
    },
  },

  'attest-key': attestKey,
  'prove-key': proveKey,
} satisfies StepExecutors;
