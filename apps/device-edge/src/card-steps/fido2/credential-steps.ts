/** Steps of credentials of the FIDO application (CTAP 2.1 sections 6.2, 6.6 and 6.8); a new one is in make-credential.ts. */
import { randomBytes } from 'node:crypto';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';
import { publicKeyType } from '@cardwright/card-protocol/ctap/messages/entities';
import { ctapStatus } from '@cardwright/card-protocol/ctap/status';
import { CtapStatusError } from '@cardwright/card-session/ctap/ctap-errors';
import { fromBase64url } from './base64url.js';
import { makeCredential } from './make-credential.js';
import { withToken } from './pin.js';
import type { StepExecutors } from './step.js';

export const credentialSteps = {
  'make-credential': makeCredential,

  'delete-credential': {
    async execute({ credentialIdBase64url, pin }, context) {
      const { fido } = context;
      const credentialId = fromBase64url(credentialIdBase64url, 'credentialIdBase64url');
      const { options } = await fido.info();
      // The PIN of a key goes with a reset alone, and every credential with it.
      if (options?.['clientPin'] === false) return { outcome: 'already' };
      if (!(await fido.credentials.areManaged()))
        throw new CardwrightError('CARD_CAPABILITY_MISSING', say('card.no-single-passkey-delete'));
      return withToken(context, { pin, permissions: ['credentialManagement'] }, async (token) => {
        try {
          await fido.credentials.delete(credentialId, token);
          return {};
        } catch (error) {
          if (error instanceof CtapStatusError && error.status === ctapStatus.CTAP2_ERR_NO_CREDENTIALS)
            return { outcome: 'already' };
          throw error;
        }
      });
    },
  },

  'reset-fido': {
    async execute(_step, { fido, signal, waitsFor }) {
      try {
        await fido.reset({ signal, onKeepAlive: (waiting) => waiting === 'touch' && waitsFor?.('touch') });
        return {};
      } catch (error) {
        if (error instanceof CtapStatusError && error.status === ctapStatus.CTAP2_ERR_NOT_ALLOWED)
          throw new CardwrightError('FIDO_RESET_NEEDS_REINSERT', undefined, {}, error);
        throw error;
      }
    },
  },

  'check-credential': {
    async execute({ relyingPartyId, credentialIdBase64url }, { fido }) {
      const id = fromBase64url(credentialIdBase64url, 'credentialIdBase64url');
      // Nobody looks at the signature: that there is one says enough.
      return { present: await fido.holds(relyingPartyId, [{ id, type: publicKeyType }], randomBytes(32)) };
    },
  },
} satisfies StepExecutors;
