/** RESET RETRY COUNTER: a new PIN by the PUK. Governing document: SP 800-73-5 Part 2 section 3.2.3. */
import { toHex } from '@cardwright/card-protocol/bytes';
import type { CommandHandler } from '../card/dialect.js';
import { authenticate } from '../card/reference-data.js';
import { refuse } from '../status-word/status-error.js';
import { checkNext, halves } from './change-reference-data.js';
import { applicationPin } from './verify.js';

export const resetRetryCounter: CommandHandler = async (card, { p1, p2, data }) => {
  if (p1 !== 0x00) refuse('wrongParameters');
  if (p2 !== applicationPin) refuse('referenceNotFound');
  const [puk, pin] = halves(data);
  checkNext(card, 'pin', pin, 'before');
  await authenticate(card, 'puk', puk);
  checkNext(card, 'pin', pin, 'after');
  card.state.pin.valueHex = toHex(pin);
  card.state.pin.retriesRemaining = card.state.pin.retriesTotal;
  // The security status of the PIN stays what it was: the PUK is not the cardholder's PIN.
};
