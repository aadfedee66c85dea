/**
 * The texts that say what a reprovision or an update does to the card and the account, shown before a person continues (requirement D20): a
 * long one for operators and a short one for cardholders. Pure.
 */
import { reasonEffects } from '@cardwright/contracts/card/reasons';
import type { ReprovisionWarnings } from '@cardwright/contracts/nats/issuance.api';
import type { Sentence } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';
import type { Rewrite } from '../../domain/reprovision-eligibility.js';
import { leavesToExpire, revocationOf } from '../../domain/revocation-reason.js';
import type { PlannedReprovision } from '../../card/reprovision-planner.js';

type Planned = Pick<PlannedReprovision, 'plan' | 'replaced'>;

export function rewriteWarnings(planned: Planned, rewrite: Rewrite, reason: string): ReprovisionWarnings {
  const revocation = revocationOf(reason);
  const expires = leavesToExpire(reason);
  const { removed = [] } = planned.plan;
  const rows = planned.replaced.map(({ keyReference, serialNumberHex, notAfter, revokedOutside }) => {
    const done = removed.includes(keyReference) ? 'removed' : 'replaced';
    const then = expires ? say(`effect.${done}-valid`) : say(`effect.${done}-revoked`, { reason: revocation.reason });
    const effect = revokedOutside === null ? then : say(`effect.outside-${done}`, { reason: revokedOutside });
    return {
      keyReference,
      serialNumberHex,
      notAfter: notAfter?.toISOString() ?? null,
      effect: effect.text,
      said: { effect: effect.said },
    };
  });
  const toRevoke = planned.replaced.filter(({ revokedOutside }) => revokedOutside === null).length;
  const fate = expires
    ? say('effect.old-expire')
    : say(revocation.urgent ? 'effect.revoked-at-once' : 'effect.revoked', { count: toRevoke });
  const texts = rewrite.type === 'REPROVISION' ? reprovisionTexts : updateTexts(rewrite.keyReferences, reason);
  const oldMailKey = whatBecomesOfMail(planned);
  const withMail = (before: Sentence) =>
    oldMailKey === 'none' ? before : say(`effect.and-mail-${oldMailKey}`, { before });
  const { operator, holder } = texts(planned, fate, withMail);
  return {
    replaced: rows,
    operator: operator.text,
    holder: holder.text,
    oldMailKey,
    said: { operator: operator.said, holder: holder.said },
  };
}

type Texts = (
  planned: Planned,
  fate: Sentence,
  withMail: (before: Sentence) => Sentence,
) => { operator: Sentence; holder: Sentence };

const leaveItIn = (before: Sentence): Sentence => say('effect.leave-it-in', { before });

const reprovisionTexts: Texts = ({ plan }, fate, withMail) => ({
  operator: say('effect.reprovision', { count: plan.references.length, fate: withMail(fate) }),
  holder: leaveItIn(withMail(say('effect.reprovision-holder'))),
});

const updateTexts =
  (keyReferences: readonly string[], reason: string): Texts =>
  ({ plan: { removed = [] } }, fate, withMail) => {
    if (keyReferences.length === 0) return rotationTexts;
    const changed = removed.length === 0 ? 'effect.update-renewed-holder' : 'effect.update-changed-holder';
    return {
      operator: say('effect.update', {
        what: keysSentence(keyReferences, removed, reason),
        fate: withMail(fate),
      }),
      holder: leaveItIn(withMail(say(changed, { keys: keyReferences }))),
    };
  };

const rotationTexts = {
  operator: say('effect.rotation'),
  holder: leaveItIn(say('effect.rotation-holder')),
};

/** What an update does to its keys, without a full stop. */
export function keysSentence(keyReferences: readonly string[], removed: readonly string[], reason: string): Sentence {
  const made = keyReferences.filter((name) => !removed.includes(name));
  const parts = [
    ...(made.length === 0 ? [] : [say('update.new-keys', { keys: made })]),
    ...(removed.length === 0 ? [] : [say('update.removed', { keys: removed })]),
    ...(reasonEffects(reason).newManagementKey ? [say('update.management-key')] : []),
  ];
  return parts.reduce((first, then) => say('saga.semicolon', { first, then }));
}

function whatBecomesOfMail({ plan, replaced }: Planned): NonNullable<ReprovisionWarnings['oldMailKey']> {
  if (plan.movedContainer !== null) return 'moved';
  return replaced.some(({ keyReference }) => keyReference === '9D') ? 'lost' : 'none';
}
