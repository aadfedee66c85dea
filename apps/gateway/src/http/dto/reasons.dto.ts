/** Inputs of /reasons, /revocations and /passkey-deletions. */
import { OmitType } from '@nestjs/swagger';
import type { ReasonUse } from '@cardwright/contracts/card/reasons';
import { type PasskeyDeletionState, passkeyDeletionStates } from '@cardwright/contracts/nats/list-filters';
import { Flag, OneOf, Uuid } from './fields.js';
import { PageQuery } from './common.dto.js';

const uses: readonly ReasonUse[] = [
  'issue',
  'update',
  'reprovision',
  'replace',
  'suspend',
  'resume',
  'cancel',
  'revoke',
  'pin-reset',
  'lock',
  'compensation',
];

export class ReasonsQuery {
  @OneOf(uses, { optional: true, description: 'Only those that may be given for this' })
  use?: ReasonUse;
}
export class RevocationsQuery extends PageQuery {
  @Uuid({ optional: true })
  deviceId?: string;

  @Flag({ optional: true, description: 'Only those that the CA has not carried out yet' })
  open?: boolean;
}
export class RevocationsExportQuery extends OmitType(RevocationsQuery, ['limit', 'cursor']) {}

export class PasskeyDeletionsQuery extends PageQuery {
  @Uuid({ optional: true })
  deviceId?: string;

  @OneOf(passkeyDeletionStates, {
    optional: true,
    description:
      'open: only those that the relying party has not done yet; overdue: of these, only those whose time is up',
  })
  state?: PasskeyDeletionState;
}
