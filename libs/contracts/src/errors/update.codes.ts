/** Codes of offers of updates, roll-outs and campaigns. */
import { type ErrorRow, row } from './error-row.js';

export const updateCodes = {
  REQUEST_OFFER_CLOSED: row(
    'REQUEST',
    409,
    'never',
    'This update is no longer offered',
    'Take the card out and put it in again: what is due for it is offered then.',
  ),
  REQUEST_OFFER_ELSEWHERE: row(
    'REQUEST',
    409,
    'never',
    'This update is offered at another workstation',
    'Answer it there, or wait until its time there has passed.',
  ),
  REQUEST_NOT_POSTPONABLE: row(
    'REQUEST',
    409,
    'never',
    'The deadline of this update has passed: it can no longer be postponed',
    'Update the card now. Work with the card is not blocked by it.',
  ),
  ROLLOUT_NOT_YET: row(
    'REQUEST',
    409,
    'never',
    'The new version of the profile has not reached this card yet',
    'Nothing has to be done: it is offered when its turn comes. Operators see how far the roll-out is.',
  ),
  ROLLOUT_STATE: row(
    'REQUEST',
    409,
    'never',
    'The roll-out does not allow this in its present state',
    'Look at the roll-out: what has stopped or ended cannot be advanced, and only what stands still can be resumed.',
  ),
  CAMPAIGN_COUNT_CHANGED: row(
    'REQUEST',
    409,
    'never',
    'Other cards match the filter than when they were counted',
    'Count again, look at what has changed, and create the campaign with the new number.',
  ),
  CAMPAIGN_NAME_TAKEN: row(
    'REQUEST',
    409,
    'never',
    'There is a campaign with this name',
    'Look at it: it may be the one that you have just created. Give another one another name.',
  ),
  CAMPAIGN_STATE: row(
    'REQUEST',
    409,
    'never',
    'The campaign does not allow this in its present state',
    'Look at the campaign: what is finished stays so, and only what stands still can be resumed.',
  ),
} as const satisfies Record<string, ErrorRow>;
