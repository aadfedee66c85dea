/**
 * The argument of an update as it comes: the Temporal UI sends what a person typed, or nothing at all. Anything but a refusal would
 * fail the workflow task itself, again and again. Sandbox: no Node, no Nest.
 */
import type { DecisionArgument } from '@cardwright/contracts/workflow/card-write.contract';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import { toApplicationFailure } from '@cardwright/workflow-kit/sandbox/error-conversion';

const members = ['decisionId', 'workstationId', 'reason'] as const;

/** A refused update must be a Temporal failure: any other error would stop the workflow task itself. */
export const refusal = (code: ErrorCode, message: string) => toApplicationFailure(new CardwrightError(code, message));

/** Nothing at all is an empty decision. Throws a Temporal failure of REQUEST_INVALID for what is not an object of texts. */
export function decisionOf(argument: unknown): DecisionArgument {
  if (argument === undefined || argument === null) return {};
  if (typeof argument !== 'object' || Array.isArray(argument))
    throw refusal('REQUEST_INVALID', 'The update takes a JSON object, for example {"reason": "why"}');
  const given = argument as Record<string, unknown>;
  for (const name of members)
    if (given[name] !== undefined && given[name] !== null && typeof given[name] !== 'string')
      throw refusal('REQUEST_INVALID', `${name} of the update is not a text`);
  return given as DecisionArgument;
}
