/** Inputs of /findings and of a device's reconciliation. */
import { OmitType } from '@nestjs/swagger';
import {
  type FindingCode,
  findingCodes,
  findingSeverities,
  type FindingSeverity,
} from '@cardwright/contracts/card/findings';
import { Flag, OneOf, Text, Token, Uuid } from './fields.js';
import { PageQuery } from './common.dto.js';

export class FindingsQuery extends PageQuery {
  @Uuid({ optional: true })
  deviceId?: string;

  @Flag({ optional: true, description: 'Only what is not cleared' })
  open?: boolean;

  @OneOf(findingSeverities, { optional: true, description: 'Only findings of this weight' })
  severity?: FindingSeverity;

  @OneOf(findingCodes, { optional: true, description: 'Only findings of this kind' })
  code?: FindingCode;
}
export class FindingsExportQuery extends OmitType(FindingsQuery, ['limit', 'cursor']) {}

export class ReconcileBody {
  @Token({ optional: true, description: 'Where the card is: it is read too. Without: record and CA alone' })
  workstationId?: string;

  @Text(200, { optional: true, description: 'Needed where more than one reader holds a card' })
  readerName?: string;

  @Flag({ optional: true, description: 'Set right what needs no card' })
  repair?: boolean;
}
