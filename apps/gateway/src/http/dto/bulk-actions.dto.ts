/** Inputs of /bulk-actions. */
import { bulkActionKinds, bulkActions, mostPreviewed, type BulkAction } from '@cardwright/contracts/nats/bulk-actions';
import { OmitType } from '@nestjs/swagger';
import { DevicesExportQuery } from './devices.dto.js';
import { Nested, OneOf, ReasonCode, Text, Uuid, Uuids } from './fields.js';

const mostOf = Math.max(...Object.values(bulkActionKinds).map(({ most }) => most));
const action = {
  description: '`suspend`, `resume` and `request-reprovision` are done to devices, `retry` and `cancel` to sagas',
};

export class BulkFilterBody extends OmitType(DevicesExportQuery, ['sort', 'order']) {}

export class BulkPreviewBody {
  @OneOf(bulkActions, action)
  action: BulkAction;

  @Uuids(mostPreviewed, {
    optional: true,
    description: 'Of devices or sagas, as the action says. Either these or `filter`',
  })
  ids?: string[];

  @Nested(() => BulkFilterBody, {
    optional: true,
    description: `Everything that the list of devices would show with it, at most ${mostPreviewed}. Not for sagas`,
  })
  filter?: BulkFilterBody;
}

export class BulkActBody {
  @OneOf(bulkActions, action)
  action: BulkAction;

  @Uuids(mostOf, { description: 'Of devices, or of at most 10 sagas' })
  ids: string[];

  @Uuid({
    optional: true,
    description:
      'Becomes the correlation id of all that is written for it in the audit; the same for several requests that belong together',
  })
  bulkId?: string;

  @ReasonCode({
    optional: true,
    description: 'Of devices: code of the reasons catalogue (GET /reasons). `retry` and `cancel` have none',
  })
  reason?: string;

  @Text(500, {
    optional: true,
    description: 'Needed for `cancel`, and for reasons that ask for words; goes into the audit',
  })
  reasonText?: string;
}
