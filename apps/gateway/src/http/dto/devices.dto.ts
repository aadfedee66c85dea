/** Inputs of /devices and /inspections. */
import { identifications, type Identification } from '@cardwright/contracts/access/identification';
import type { DeviceState } from '@cardwright/contracts/nats/issuance.api';
import type { ReplacementKind } from '@cardwright/contracts/card/reasons';
import { deviceSorts, type DeviceSort, type SortOrder } from '@cardwright/contracts/nats/list-filters';
import { OmitType } from '@nestjs/swagger';
import { AnyOf, Day, Flag, OneOf, ReasonCode, SomeOf, Text, Token, Uuid, Whole } from './fields.js';
import { CardIdentityText, Order, PageQuery, SearchQuery, UpdatedSince } from './common.dto.js';

const deviceStates: readonly DeviceState[] = [
  'REGISTERED',
  'AVAILABLE',
  'ASSIGNED',
  'ISSUING',
  'ISSUE_FAILED',
  'PENDING_ACTIVATION',
  'ACTIVE',
  'SUSPENDED',
  'REPLACED',
  'TERMINATED',
  'EXPIRED',
  'RECYCLING',
  'DISPOSED',
];

export class DeviceHistoryQuery extends PageQuery {
  @Uuid({ optional: true, description: 'Only of this saga' })
  requestId?: string;
}

export class DevicesQuery extends SearchQuery {
  @CardIdentityText({ optional: true, description: 'Exactly the card with this identity: one row or none' })
  identity?: string;

  @Text(200, { optional: true, description: 'Exactly this label, which several devices may have' })
  label?: string;

  @AnyOf(deviceStates, { optional: true, description: 'Any of these; several by repeating the name' })
  state?: DeviceState | DeviceState[];

  @Text(64, { optional: true, description: 'Exactly this credential profile' })
  profileName?: string;

  @Text(64, { optional: true, description: 'Exactly this card model' })
  modelId?: string;

  @Uuid({ optional: true })
  personId?: string;

  @Flag({ optional: true, description: 'Only my own' })
  mine?: boolean;

  @Flag({ optional: true, description: 'Only those for which their holder asks for a new card' })
  replacementAsked?: boolean;

  @Whole(0, 3660, { optional: true, description: 'Only those in use whose card expires today or within so many days' })
  expiresWithinDays?: number;

  @Whole(0, 3660, {
    optional: true,
    description: 'Only those with a current certificate that ends within so many days from now',
  })
  certificatesExpireWithinDays?: number;

  @Day({
    optional: true,
    description: 'Only those with a current certificate that ends before this day (UTC), or ended',
  })
  certificatesExpireBefore?: string;

  @UpdatedSince()
  updatedSince?: string;

  @OneOf(deviceSorts, {
    optional: true,
    description: '`created` without it. `certificate-expiry`: by the earliest current certificate',
  })
  sort?: DeviceSort;

  @Order()
  order?: SortOrder;
}

export class DevicesExportQuery extends OmitType(DevicesQuery, ['limit', 'cursor']) {}

export class InspectBody {
  @Token()
  workstationId: string;

  @Text(200, { optional: true, description: 'Needed where more than one reader holds a card' })
  readerName?: string;

  @CardIdentityText({ optional: true, description: 'The card with this identity, in whichever reader it is' })
  identity?: string;

  @Uuid({ optional: true, description: 'Refuse any card but this one' })
  deviceId?: string;
}

export class PlanBody {
  @Uuid()
  personId: string;

  @Text(64)
  profileName: string;

  @Token()
  workstationId: string;

  @Text(200, { optional: true })
  readerName?: string;

  @OneOf(['holder', 'none'], {
    description: 'holder: the holder chooses the PIN now. none: the card ends PENDING_ACTIVATION with an initial PIN',
  })
  pinChange: 'holder' | 'none';

  @Text(500, { optional: true, description: 'Why, in words; goes into the audit' })
  reasonText?: string;

  @Flag({
    optional: true,
    description:
      'Only where the card keeps a PUK or management key that everybody knows, and never in PIV mode. Needs reasonText',
  })
  acceptWellKnown?: boolean;

  @Uuid({ optional: true, description: 'The request for a replacement that this card is issued for' })
  replacementRequestId?: string;
}
export class IssueBody extends PlanBody {
  @Text(128, { optional: true, description: 'From a plan: the run stops when the plan has changed since' })
  planHash?: string;

  @Text(128, { optional: true, description: 'The same key gives the same saga' })
  idempotencyKey?: string;

  @OneOf(identifications, {
    optional: true,
    description:
      'How you made sure who the holder is: by the photo on record, by an official document, or known to you. Recorded, and written into the audit. Needed for a holder who chooses the PIN now, of whoever signed in with a browser, and of programs where HOLDER_IDENTIFICATION is `required`; never for a card of your own',
  })
  identifiedBy?: Identification;
}

/** No card is needed: its person is offered the issue where the card is put in. */
export class BindBody {
  @Uuid()
  personId: string;

  @Text(64)
  profileName: string;

  @Text(500, { optional: true, description: 'Why, in words; goes into the audit' })
  reasonText?: string;

  @Flag({
    optional: true,
    description:
      'Of a card that will keep a PUK or management key that everybody knows: without it, its person is refused the issue. Needs reasonText',
  })
  acceptWellKnown?: boolean;

  @Uuid({ optional: true, description: 'The request for a replacement that this card is bound to' })
  replacementRequestId?: string;
}
export class UnbindBody {
  @Text(500, { description: 'Why, in words; goes into the audit' })
  reasonText: string;
}

export class ActivateBody {
  @Text(500, { optional: true, description: 'Why, in words; goes into the audit' })
  reasonText?: string;
}
/** Where the card is. */
export class AtReaderBody {
  @Token()
  workstationId: string;

  @Text(200, { optional: true, description: 'Needed where more than one reader holds a card' })
  readerName?: string;
}
export class RecycleBody extends AtReaderBody {
  @Text(500, { description: 'Why, in words; goes into the audit' })
  reasonText: string;
}

const reasonDescription = {
  description: 'Code of the reasons catalogue: GET /reasons says for what each may be given',
};
const textDescription = { optional: true, description: 'Needed for reasons that ask for words; goes into the audit' };

/** PIN reset and lock. */
export class PinWorkBody extends AtReaderBody {
  @ReasonCode(reasonDescription)
  reason: string;

  @Text(500, textDescription)
  reasonText?: string;
}
export class ReprovisionPlanBody extends PinWorkBody {
  @Flag({
    optional: true,
    description:
      'Only where the old key management key can neither be moved nor recovered: mail encrypted to it becomes unreadable. Needs reasonText',
  })
  acceptHistoryLoss?: boolean;

  @Flag({
    optional: true,
    description:
      'Only where the card keeps a PUK or management key that everybody knows, and never in PIV mode. Needs reasonText',
  })
  acceptWellKnown?: boolean;
}
export class ReprovisionBody extends ReprovisionPlanBody {
  @Text(128, { optional: true, description: 'From a plan: the run stops when the plan has changed since' })
  planHash?: string;

  @Text(128, { optional: true, description: 'The same key gives the same saga' })
  idempotencyKey?: string;
}

const replacementKinds: readonly ReplacementKind[] = ['temporary', 'permanent'];

/** No card is needed: the new one is issued for the request. */
export class ReplaceBody {
  @OneOf(replacementKinds, { description: 'FORGOTTEN and MISPLACED are temporary, all other reasons permanent' })
  kind: ReplacementKind;

  @ReasonCode(reasonDescription)
  reason: string;

  @Text(500, textDescription)
  reasonText?: string;

  @Text(64, { optional: true, description: 'Credential profile of the new card; absent: as the old one' })
  profileName?: string;
}

const keyReferences = ['9A', '9C', '9D', '9E'] as const;
const updatedKeys =
  'The keys that are made anew, each with its certificate; none: a new management key alone, with the reason KEYSET_ROTATION';
export class UpdatePlanBody extends ReprovisionPlanBody {
  @SomeOf(keyReferences, { orNone: true, description: updatedKeys })
  keyReferences: string[];
}
export class UpdateBody extends ReprovisionBody {
  @SomeOf(keyReferences, { orNone: true, description: updatedKeys })
  keyReferences: string[];
}

export class DeclineAskBody {
  @Text(500, { description: 'Goes into the audit; the words of an operator are shown to the holder' })
  reasonText: string;
}

/** Suspend, resume, terminate: no card is needed. */
export class LifecycleBody {
  @ReasonCode(reasonDescription)
  reason: string;

  @Text(500, textDescription)
  reasonText?: string;
}
export class ReprovisionRequestBody extends LifecycleBody {
  @Flag({
    optional: true,
    description: 'The holder need not be asked when mail encrypted to the old key becomes unreadable. Needs reasonText',
  })
  acceptHistoryLoss?: boolean;
}
