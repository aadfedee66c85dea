/**
 * Who says how a holder was identified before a card is issued to them. Of one's own card nobody is asked: the holder has signed in. Where the holder is
 * not there (no PIN is chosen), there is nobody to look at. Pure.
 */
import { identifications, type Identification } from '@cardwright/contracts/access/identification';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { Actor } from '@cardwright/contracts/nats/rpc';
import { say } from '@cardwright/contracts/words/say';

/** browser: whoever signed in with a browser is asked, programs with a token of theirs may say it. required: programs too. */
export type IdentificationPolicy = 'browser' | 'required';

export interface IssueToHolder {
  policy: IdentificationPolicy;
  /** null: a service of ours, for somebody who was asked elsewhere. */
  actor: Pick<Actor, 'kind' | 'browser'> | undefined;
  own: boolean;
  pinChange: 'holder' | 'none';
  identifiedBy: Identification | undefined;
  hasPhoto: () => Promise<boolean>;
}

/** What is recorded. Throws PERSON_NOT_IDENTIFIED, REQUEST_INVALID {field}. */
export async function identificationOf(issue: IssueToHolder): Promise<Identification | null> {
  const { policy, actor, own, pinChange, identifiedBy, hasPhoto } = issue;
  if (identifiedBy !== undefined && !identifications.includes(identifiedBy))
    throw new CardwrightError('REQUEST_INVALID', say('record.not-identified-so'), { field: 'identifiedBy' });
  if (own || actor === undefined || actor.kind === 'system') return null;
  if (identifiedBy === 'photo' && !(await hasPhoto()))
    throw new CardwrightError('PERSON_NOT_IDENTIFIED', say('record.no-photo'));
  const asked = pinChange === 'holder' && (policy === 'required' || actor.browser === true);
  if (asked && identifiedBy === undefined) throw new CardwrightError('PERSON_NOT_IDENTIFIED');
  return identifiedBy ?? null;
}
