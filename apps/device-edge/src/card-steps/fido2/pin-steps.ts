/** Steps of the PIN of the FIDO application (CTAP 2.1 sections 6.5 and 6.11). */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';
import { getInfoDefaults, type GetInfoResponse } from '@cardwright/card-protocol/ctap/messages/get-info';
import { shown, withToken } from './pin.js';
import type { StepExecutors } from './step.js';

export const pinSteps = {
  'set-fido-pin': {
    async execute({ pin }, context) {
      const { fido, bag } = context;
      const set = (await fido.info()).options?.['clientPin'];
      if (set === undefined) throw new CardwrightError('CARD_CAPABILITY_MISSING', say('card.no-passkey-pin'));
      if (!set) {
        await fido.pin.set(bag.get(pin));
        return {};
      }
      await shown(context, pin, (value) => fido.pin.check(value));
      return { outcome: 'already' };
    },
  },

  /** One message, so that there is no state between the length and the forced change. */
  'configure-fido-pin': {
    async execute({ pin, minPinLength, forceChange }, context) {
      const { fido } = context;
      const info = await fido.info();
      const newMinPINLength = isLonger(minPinLength, info) ? minPinLength : undefined;
      const forceChangePin = forceChange === true && info.forcePINChange !== true;
      if (newMinPINLength === undefined && !forceChangePin) return { outcome: 'already' };
      if (info.options?.['setMinPINLength'] !== true)
        throw new CardwrightError('CARD_CAPABILITY_MISSING', say('card.no-passkey-pin-rules'));
      await withToken(context, { pin, permissions: ['authenticatorConfiguration'] }, (token) =>
        fido.setMinPinLength({ newMinPINLength, ...(forceChangePin && { forceChangePin }) }, token),
      );
      return {};
    },
  },
} satisfies StepExecutors;

const isLonger = (
  wanted: number | undefined,
  { minPINLength = getInfoDefaults.minPINLength }: GetInfoResponse,
): boolean => wanted !== undefined && wanted > minPINLength;
