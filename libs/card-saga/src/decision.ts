/**
 * The argument of an update as it comes: the Temporal UI sends what a person typed, or nothing at all. Anything but a refusal would
 * fail the workflow task itself, again and again. Sandbox: no Node, no Nest.
 */
import type { DecisionArgument } from '@cardwright/contracts/workflow/card-write.contract';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import type { Sentence } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';
import { toApplicationFailure } from '@cardwright/workflow-kit/sandbox/error-conversion';

const members = ['decisionId', 'workstationId', 'reason', 'stage'] as const;

/** A refused update must be a Temporal failure: any other error would stop the workflow task itself. */
export const refusal = (code: ErrorCode, message: Sentence) => toApplicationFailure(new CardwrightError(code, message));

/** Nothing at all is an empty decision. Throws a Temporal failure of REQUEST_INVALID for what is not an object of texts. */
export function decisionOf(argument: unknown): DecisionArgument {
  if (argument === undefined || argument === null) return {};
  if (typeof argument !== 'object' || Array.isArray(argument))
    throw refusal('REQUEST_INVALID', say('input.update-object', { example: '{"reason": "why"}' }));
  const given = argument as Record<string, unknown>;
  for (const name of members)
    if (given[name] !== undefined && given[name] !== null && typeof given[name] !== 'string')
      throw refusal('REQUEST_INVALID', say('input.update-text', { name }));
  return given as DecisionArgument;
}
