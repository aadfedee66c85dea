/**
 * The PIN and touch policy of a step as the vendor's fields. Empty if the step has no policy, because a standard card refuses the fields.
 */
import type { KeyPolicies } from '@cardwright/card-protocol/piv/vendor-extensions';
import type { PinPolicy, TouchPolicy } from '@cardwright/contracts/card/card-model';

export const policiesOf = ({
  pinPolicy,
  touchPolicy,
}: {
  pinPolicy?: PinPolicy;
  touchPolicy?: TouchPolicy;
}): KeyPolicies => ({
  ...(pinPolicy !== undefined && { pinPolicy }),
  ...(touchPolicy !== undefined && { touchPolicy }),
});
