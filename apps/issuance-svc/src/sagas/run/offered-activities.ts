/** What the folder of a kind of saga offers: its activities, as they are carried out behind the gate. Types only. */
import type { KindActivities } from '@cardwright/contracts/workflow/card-activities.contract';
import type { CardWriteInput } from '@cardwright/contracts/workflow/card-write.contract';
import type { CardSagaType } from '@cardwright/contracts/workflow/saga-kinds';
import type { Admitted } from '../../records/requests/admitted.js';

interface Call {
  input: CardWriteInput;
}

/** Each with the row of its request. */
export type Behind<Activities> = {
  [Name in keyof Activities]: Activities[Name] extends (call: infer Of extends Call) => infer Result
    ? (call: Admitted<Of>) => Result
    : never;
};

export interface OffersActivities<Type extends CardSagaType> {
  /** By the names that histories hold. */
  offered(): Type extends keyof KindActivities ? Behind<KindActivities[Type]> : object;
}
