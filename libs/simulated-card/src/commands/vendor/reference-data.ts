/**
 * SET PIN RETRIES (FA) and RESET (FB) of the vendor extensions. Both put PIN and PUK back to what the card was delivered
 * with: whoever sets try limits sets them first (design.md 3).
 */
import { fromHex } from '@cardwright/card-protocol/bytes';
import type { CommandHandler } from '../../card/dialect.js';
import { newReferenceData } from '../../card/reference-data.js';
import { refuse } from '../../status-word/status-error.js';
import { requireManagementKey } from '../management-authenticated.js';

export const setPinRetries: CommandHandler = async (card, { p1, p2 }) => {
  requireManagementKey(card);
  if (!card.session.pinVerified) refuse('securityStatus');
  if (p1 === 0 || p2 === 0) refuse('wrongParameters');
  const { state } = card;
  state.pin = newReferenceData(fromHex(state.factory.pinHex), p1);
  await card.checkpoint();
  state.puk = newReferenceData(fromHex(state.factory.pukHex), p2);
  card.session.notVerified();
};

/** Accepted only if PIN and PUK are both blocked, because then the card can only be started again. */
export const reset: CommandHandler = async (card, { p1, p2 }) => {
  if (p1 !== 0x00 || p2 !== 0x00) refuse('wrongParameters');
  const { pin, puk } = card.state;
  if (pin.retriesRemaining > 0 || puk.retriesRemaining > 0) refuse('conditionsOfUse');
  for (const name of Object.keys(card.state.keys)) if (name !== 'F9') delete card.state.keys[name];
  await card.checkpoint();
  card.factoryReset();
  card.session.clearSecurityStatus();
};
