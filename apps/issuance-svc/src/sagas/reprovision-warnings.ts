/**
 * What a reprovision does to the card and the account, in words, before anybody continues (requirement D20): more for the
 * operator, shorter for the cardholder. Pure.
 */
import type { ReprovisionWarnings } from '@cardwright/contracts/nats/issuance.api';
import type { RevocationReason } from '@cardwright/contracts/nats/pki.api';
import type { PlannedReprovision } from './reprovision-planner.js';

export function reprovisionWarnings(
  { plan, replaced }: Pick<PlannedReprovision, 'plan' | 'replaced'>,
  revocation: { reason: RevocationReason; urgent: boolean },
): ReprovisionWarnings {
  const toRevoke = replaced.filter(({ revokedOutside }) => revokedOutside === null).length;
  const hasKeyManagement = replaced.some(({ keyReference }) => keyReference === '9D');
  const mail =
    plan.movedContainer !== null
      ? ' The old key for encrypted mail moves into the key history of the card.'
      : hasKeyManagement
        ? ' The old key for encrypted mail is lost: mail that was encrypted to it becomes unreadable.'
        : '';
  return {
    replaced: replaced.map(({ keyReference, serialNumberHex, notAfter, revokedOutside }) => ({
      keyReference,
      serialNumberHex,
      notAfter: notAfter?.toISOString() ?? null,
      effect:
        revokedOutside === null
          ? `Replaced by a new certificate, then revoked (${revocation.reason})`
          : `Revoked outside Cardwright already (${revokedOutside}); replaced by a new certificate`,
    })),
    operator:
      `Every key and certificate of this card is made anew (${plan.references.length}), its data objects are written again and ` +
      `the holder chooses a new PIN. ${toRevoke} certificates are revoked${revocation.urgent ? ' at once' : ''} and stop ` +
      `working for sign-in, signature and mail of the holder’s account.${mail} The card keeps its expiry date. From the first new ` +
      'key on there is only the way forward: a card that is taken out goes on when it is inserted again.',
    holder:
      `Your card is written anew and you choose a new PIN. Your certificates are replaced; the old ones stop working.${mail} ` +
      'Leave the card in the reader until it is done.',
  };
}
