/**
 * Card, record and CA compared (F06): a pure function from what the three say to what does not agree, each with its repair. It does not
 * judge a card that a saga is writing: the caller asks only about idle devices. Governing documents: faults.md I1, I2, I5.
 */
import type { Finding } from '@cardwright/contracts/card/findings';
import { caFindings } from './ca-findings.js';
import { cardFindings } from './card-findings.js';
import type { Facts } from './facts.js';
import { passkeyFindings } from './passkey-findings.js';

/** Card first, then CA, then passkeys; within each in the order of key references. Empty: all agree. */
export function reconcile(facts: Facts): Finding[] {
  return [
    ...(facts.card === null ? [] : cardFindings({ ...facts, card: facts.card })),
    ...caFindings(facts),
    ...passkeyFindings(facts),
  ];
}
