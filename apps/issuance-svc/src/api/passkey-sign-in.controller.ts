/** Sign-in with a passkey. The gateway vouches for the challenge; after that the proof is the authority. */
import type { PasskeyAssertion } from '@cardwright/contracts/access/passkey-sign-in';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { issuanceSubject } from '@cardwright/contracts/nats/subjects';
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { Answer, Asked } from '../domain/asked.js';
import { contextOf } from '../persistence/change-context.js';
import { PasskeySignInService } from '../records/sessions/passkey-sign-in.service.js';

const members = ['credentialId', 'clientDataJson', 'authenticatorData', 'signature', 'userHandle'] as const;
/** More than any key answers. */
const longest = 4096;

@Controller()
export class PasskeySignInController {
  constructor(private readonly signIns: PasskeySignInService) {}

  @MessagePattern(issuanceSubject('passkey-sign-in.redeem'))
  async redeem(@Payload() asked: Asked<'passkey-sign-in.redeem'>): Answer<'passkey-sign-in.redeem'> {
    const { challenge, assertion } = asked.body;
    if (typeof challenge !== 'string' || !/^[A-Za-z0-9_-]{43}$/.test(challenge))
      throw new CardwrightError('REQUEST_INVALID', onlyInEnglish('Not a challenge'), { field: 'challenge' });
    return this.signIns.redeem(challenge, checked(assertion), contextOf(asked));
  }
}

function checked(assertion: PasskeyAssertion): PasskeyAssertion {
  for (const field of members) {
    const value: unknown = (assertion as PasskeyAssertion | undefined)?.[field];
    if (typeof value !== 'string' || value.length > longest || !/^[A-Za-z0-9_-]+$/.test(value))
      throw new CardwrightError('REQUEST_INVALID', onlyInEnglish('Not base64url'), { field: `assertion.${field}` });
  }
  return assertion;
}
