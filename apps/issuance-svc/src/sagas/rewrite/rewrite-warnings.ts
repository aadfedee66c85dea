/**
 * The texts that say what a reprovision or an update does to the card and the account, shown before a person continues (requirement D20): a
 * long one for operators and a short one for cardholders. Pure.
 */
import { reasonEffects } from '@cardwright/contracts/card/reasons';
import type { ReprovisionWarnings } from '@cardwright/contracts/nats/issuance.api';
import type { Rewrite } from '../../domain/reprovision-eligibility.js';
import { leavesToExpire, revocationOf } from '../../domain/revocation-reason.js';
import type { PlannedReprovision } from '../../card/reprovision-planner.js';

type Planned = Pick<PlannedReprovision, 'plan' | 'replaced'>;

export function rewriteWarnings(planned: Planned, rewrite: Rewrite, reason: string): ReprovisionWarnings {
  const revocation = revocationOf(reason);
  const expires = leavesToExpire(reason);
  const then = expires ? 'which stays valid until it expires' : `then revoked (${revocation.reason})`;
  const { removed = [] } = planned.plan;
  const rows = planned.replaced.map(({ keyReference, serialNumberHex, notAfter, revokedOutside }) => {
    const done = removed.includes(keyReference) ? 'removed from the card' : 'replaced by a new certificate';
    return {
      keyReference,
      serialNumberHex,
      notAfter: notAfter?.toISOString() ?? null,
      effect:
        revokedOutside === null
          ? `${done[0]!.toUpperCase()}${done.slice(1)}, ${then}`
          : `Revoked outside Cardwright already (${revokedOutside}); ${done}`,
    };
  });
  const toRevoke = planned.replaced.filter(({ revokedOutside }) => revokedOutside === null).length;
  const fate = expires
    ? 'The old certificates stay valid until they expire.'
    : `${toRevoke} certificates are revoked${revocation.urgent ? ' at once' : ''} and stop ` +
      'working for sign-in, signature and mail of the holder’s account.';
  const texts = rewrite.type === 'REPROVISION' ? reprovisionTexts : updateTexts(rewrite.keyReferences, reason);
  const oldMailKey = whatBecomesOfMail(planned);
  return { replaced: rows, ...texts(planned, fate, mailSentences[oldMailKey]), oldMailKey };
}

type Texts = (planned: Planned, fate: string, mail: string) => Pick<ReprovisionWarnings, 'operator' | 'holder'>;

const reprovisionTexts: Texts = ({ plan }, fate, mail) => ({
  operator:
    `Every key and certificate of this card is made anew (${plan.references.length}), its data objects are written again and ` +
    `the holder chooses a new PIN. ${fate}${mail} The card keeps its expiry date. From the first new ` +
    'key on there is only the way forward: a card that is taken out goes on when it is inserted again.',
  holder:
    `Your card is written anew and you choose a new PIN. Your certificates are replaced; the old ones stop working.${mail} ` +
    'Leave the card in the reader until it is done.',
});

const updateTexts =
  (keyReferences: readonly string[], reason: string): Texts =>
  ({ plan: { removed = [] } }, fate, mail) => {
    if (keyReferences.length === 0) return rotationTexts;
    return {
      operator:
        `${keysSentence(keyReferences, removed, reason)}; everything else on the card stays as it is, the PIN too, which the ` +
        `holder types once. ${fate}${mail} The card keeps its expiry date, and no certificate outlives it. From the first new key on ` +
        'there is only the way forward: a card that is taken out goes on when it is inserted again.',
      holder:
        `Part of your card is ${removed.length === 0 ? 'renewed' : 'changed'} (${keyReferences.join(', ')}). You type its PIN, which stays as it is.${mail} ` +
        'Leave the card in the reader until it is done.',
    };
  };

const rotationTexts = {
  operator:
    'A new management key (9B); everything else on the card stays as it is, the PIN too, which the holder types once. No certificate is replaced or ' +
    'revoked. A card that is taken out goes on when it is inserted again; the vault keeps both keys until the card has proved which one it has.',
  holder:
    'Your organisation renews what it looks after your card with. You type the PIN of the card, which stays as it is; nothing that you use ' +
    'changes. Leave the card in the reader until it is done.',
};

/** What an update does to its keys, without a full stop. */
export function keysSentence(keyReferences: readonly string[], removed: readonly string[], reason: string): string {
  const made = keyReferences.filter((name) => !removed.includes(name));
  const parts = [
    ...(made.length === 0 ? [] : [`New keys and certificates in ${made.join(', ')}`]),
    ...(removed.length === 0 ? [] : [`Key and certificate removed from ${removed.join(', ')}`]),
    ...(reasonEffects(reason).newManagementKey ? ['A new management key'] : []),
  ];
  return parts.join('; ');
}

function whatBecomesOfMail({ plan, replaced }: Planned): NonNullable<ReprovisionWarnings['oldMailKey']> {
  if (plan.movedContainer !== null) return 'moved';
  return replaced.some(({ keyReference }) => keyReference === '9D') ? 'lost' : 'none';
}

const mailSentences: Readonly<Record<ReturnType<typeof whatBecomesOfMail>, string>> = {
  moved: ' The old key for encrypted mail moves into the key history of the card.',
  lost: ' The old key for encrypted mail is lost: mail that was encrypted to it becomes unreadable.',
  none: '',
};
