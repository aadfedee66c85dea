/** What a finding means for the health of its device. */
import { findingKinds, type Finding, type FindingSource } from '@cardwright/contracts/card/findings';

/**
 * A blocked PIN is the holder's mishap and has a field of its own; a sweeper's finding is about the CA and one of passkeys about a relying
 * party, not about this card.
 */
const elsewhere: readonly FindingSource[] = ['sweep', 'provider'];

export const isDrift = ({ code, severity }: Finding): boolean =>
  severity === 'error' && code !== 'CARD_PIN_BLOCKED' && !elsewhere.includes(findingKinds[code].source);
