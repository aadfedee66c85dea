/** What a finding means for the health of its device. */
import { findingKinds, type Finding } from '@cardwright/contracts/card/findings';

/** A blocked PIN is the holder's mishap and has a field of its own; a sweeper's finding is about the CA, not about this card. */
export const isDrift = ({ code, severity }: Finding): boolean =>
  severity === 'error' && code !== 'CARD_PIN_BLOCKED' && findingKinds[code].source !== 'sweep';
