/** Sign-in with the card. The gateway vouches for the handshake; after that the code is the authority. */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { issuanceSubject } from '@cardwright/contracts/nats/subjects';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { Controller } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { Answer, Asked } from '../domain/asked.js';
import { requireSha256Hex } from '../domain/sha256-hex.js';
import { contextOf } from '../persistence/change-context.js';
import { CardSignInService } from '../records/sessions/card-sign-in.service.js';

@Controller()
export class CardSignInController {
  constructor(private readonly signIns: CardSignInService) {}

  @MessagePattern(issuanceSubject('card-sign-in.prove'))
  async prove(@Payload() asked: Asked<'card-sign-in.prove'>): Answer<'card-sign-in.prove'> {
    const { body } = asked;
    const codeSha256Hex = requireSha256Hex(body, 'codeSha256Hex');
    const certificateSha256Hex = requireSha256Hex(body, 'certificateSha256Hex');
    const { serialNumberHex } = body;
    if (typeof serialNumberHex !== 'string' || !/^([0-9A-F]{2}){1,20}$/.test(serialNumberHex))
      throw new CardwrightError('REQUEST_INVALID', onlyInEnglish('Not a serial number'), { field: 'serialNumberHex' });
    const challenge = challengeOf(body);
    return this.signIns.prove({ serialNumberHex, certificateSha256Hex, challenge, codeSha256Hex }, contextOf(asked));
  }

  @MessagePattern(issuanceSubject('card-sign-in.redeem'))
  async redeem(@Payload() asked: Asked<'card-sign-in.redeem'>): Answer<'card-sign-in.redeem'> {
    const codeSha256Hex = requireSha256Hex(asked.body, 'codeSha256Hex');
    return this.signIns.redeem(codeSha256Hex, challengeOf(asked.body), contextOf(asked));
  }
}

/** [RFC 7636 section 4.2] SHA-256 in base64url. */
function challengeOf({ challenge }: { challenge: string }): string {
  if (typeof challenge !== 'string' || !/^[A-Za-z0-9_-]{43}$/.test(challenge))
    throw new CardwrightError('REQUEST_INVALID', onlyInEnglish('Not a challenge'), { field: 'challenge' });
  return challenge;
}
