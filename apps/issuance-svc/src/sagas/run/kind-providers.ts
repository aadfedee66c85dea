/** What the folder of a kind of saga provides: its activities, as they are carried out behind the gate, and its start. Types only. */
import type { Type } from '@nestjs/common';
import type { SagaRow } from '@cardwright/contracts/nats/issuance.api';
import type { StartRequest } from '@cardwright/contracts/nats/issuance.requests';
import type { RequestEnvelope } from '@cardwright/contracts/nats/rpc';
import type { KindActivities } from '@cardwright/contracts/workflow/card-activities.contract';
import type { CardWriteInput } from '@cardwright/contracts/workflow/card-write.contract';
import type { CardSagaType } from '@cardwright/contracts/workflow/saga-kinds';
import type { Admitted } from '../../records/requests/admitted.js';

interface Call {
  input: CardWriteInput;
}

/** Each activity gets the row of its request. */
export type Behind<Activities> = {
  [Name in keyof Activities]: Activities[Name] extends (call: infer Of extends Call) => infer Result
    ? (call: Admitted<Of>) => Result
    : never;
};

export interface OffersActivities<Kind extends CardSagaType> {
  /** By the names that histories hold. */
  offered(): Kind extends keyof KindActivities ? Behind<KindActivities[Kind]> : object;
}

/** Starts a saga of this kind after every rule that could forbid it was checked. */
export interface StartsSaga<Kind extends CardSagaType> {
  start(envelope: RequestEnvelope<StartRequest<Kind>>, type: Kind): Promise<{ saga: SagaRow }>;
}

/** What the folder of a kind provides. */
export interface KindProviders<Kind extends CardSagaType> {
  activities: Type<OffersActivities<Kind>>;
  requests: Type<StartsSaga<Kind>>;
}
