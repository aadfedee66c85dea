/** Has a key say in attestations which key it is. Lasts until a reset. Governing document: CTAP 2.1 sections 6.11.1 and 7.1. */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';
import type { StepOf } from '../step/step.js';
import { withToken } from './pin.js';
import type { StepExecutor } from './step.js';

export const enterpriseAttestation: StepExecutor<StepOf<'enable-enterprise-attestation'>> = {
  async execute({ pin }, context) {
    const { fido } = context;
    const isOn = async (): Promise<boolean | undefined> => (await fido.info()).options?.['ep'];
    const before = await isOn();
    if (before === true) return { outcome: 'already' };
    if (before === undefined)
      throw new CardwrightError('CARD_CAPABILITY_MISSING', say('card.no-enterprise-attestation'));
    await withToken(context, { pin, permissions: ['authenticatorConfiguration'] }, (token) =>
      fido.enableEnterpriseAttestation(token),
    );
    if ((await isOn()) !== true)
      throw new CardwrightError('CARD_VERIFY_FAILED', say('card.enterprise-attestation-stays-off'));
    return {};
  },
};
