/** Whether the PIN of a card can be reset now, by the record and by the card. Pure. */
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { DeviceState } from '@cardwright/contracts/nats/issuance.api';

/** null when it can. A card that cannot tell about its PUK is asked. */
export function pinResetRefusal(
  state: DeviceState,
  { puk }: Pick<CardImage, 'puk'>,
): 'LIFECYCLE_NOT_ACTIVE' | 'CARD_PUK_BLOCKED' | null {
  if (state !== 'ACTIVE') return 'LIFECYCLE_NOT_ACTIVE';
  return puk.blocked ? 'CARD_PUK_BLOCKED' : null;
}
