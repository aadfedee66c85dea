/** VERIFY. Governing document: SP 800-73-5 Part 2 section 3.2.1. */
import type { CommandHandler } from '../card/dialect.js';
import { authenticate } from '../card/reference-data.js';
import { refuse, refuseWithTries, StatusError } from '../status-word/status-error.js';

export const applicationPin = 0x80;
const resetStatus = 0xff;

export const verify: CommandHandler = async (card, { p1, p2, data }) => {
  const { session, state, dialect } = card;
  if (p1 !== 0x00 && p1 !== resetStatus) refuse('wrongParameters');
  if (p2 !== applicationPin) refuse('referenceNotFound');
  if (p1 === resetStatus) {
    if (data.length > 0) refuse('wrongData');
    session.notVerified();
    return;
  }
  if (data.length === 0) {
    if (session.pinVerified) return;
    if (state.pin.retriesRemaining === 0) throw new StatusError(dialect.blockedQuery);
    refuseWithTries(state.pin.retriesRemaining);
  }
  await authenticate(card, 'pin', data);
  session.verified();
};
