/** Inputs of /campaigns. */
import { OmitType } from '@nestjs/swagger';
import { campaignCardStates } from '@cardwright/contracts/update/campaign';
import { PageQuery } from './common.dto.js';
import { Nested, OneOf, ReasonCode, Text, Whole } from './fields.js';

const time = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z)?$/;
const timeDescription = 'ISO 8601 in UTC, or a day: its beginning';

export class CampaignFilterBody {
  @Text(64, { optional: true })
  profileName?: string;

  @Text(200, { optional: true, description: 'The card model: GET /card-models' })
  modelId?: string;

  @Text(200, { optional: true, description: 'The CA that issued a certificate, as POST /campaigns/count names it' })
  issuerId?: string;

  @Text(30, { optional: true, pattern: time, description: `A certificate ends before it. ${timeDescription}` })
  expiresBefore?: string;
}

const filterDescription = { description: 'All given parts must match; at least one' };

export class CountCampaignBody {
  @Nested(() => CampaignFilterBody, filterDescription)
  filter: CampaignFilterBody;
}

export class CreateCampaignBody {
  @Text(100, { description: 'No two campaigns have the same' })
  name: string;

  @Nested(() => CampaignFilterBody, filterDescription)
  filter: CampaignFilterBody;

  @ReasonCode({ description: 'Code of the reasons catalogue that an update may have: GET /reasons?use=update' })
  reason: string;

  @Text(500, { optional: true, description: 'Needed for reasons that ask for words; goes into the audit' })
  reasonText?: string;

  @Whole(1, 100_000, { description: 'So many cards have their turn in an hour' })
  cardsPerHour: number;

  @Text(30, { optional: true, pattern: time, description: `Then holders can no longer postpone. ${timeDescription}` })
  deadline?: string;

  @Whole(1, 10_000_000, {
    description: 'The number of cards that was counted: if it is another by now, nothing is created',
  })
  cards: number;
}

export class CampaignCardsQuery extends PageQuery {
  @OneOf(campaignCardStates, { optional: true })
  state?: (typeof campaignCardStates)[number];
}
export class CampaignCardsExportQuery extends OmitType(CampaignCardsQuery, ['limit', 'cursor']) {}

export class StopCampaignBody {
  @Text(1000, { description: 'Why, for everybody who looks at it and for the audit trail' })
  reasonText: string;
}
