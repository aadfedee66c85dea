/** Inputs that many routes share: ids in the path, pages in the query. */
import { sortOrders } from '@cardwright/contracts/nats/list-filters';
import { OneOf, Text, Time, Token, Uuid, Whole } from './fields.js';

export class PageQuery {
  @Whole(1, 500, { optional: true, description: 'Rows of one page' })
  limit?: number;

  @Text(2048, { optional: true, description: '`nextCursor` of the page before' })
  cursor?: string;
}

export class SearchQuery extends PageQuery {
  @Text(200, { optional: true, description: 'Part of a name or id' })
  query?: string;
}

/** latestFirst: the sorts of which it is `desc` without it. */
export const Order = (latestFirst: readonly string[] = []) =>
  OneOf(sortOrders, {
    optional: true,
    description: `\`asc\` without it${latestFirst.map((sort) => `, \`desc\` of \`${sort}\``).join('')}; rows that have no value come last in both`,
  });

export const UpdatedSince = () =>
  Time({ optional: true, description: 'Only those that changed then or later: ISO 8601, UTC' });

/** As the field `identityText` of a device. */
export const CardIdentityText = (options: { optional?: boolean; description?: string } = {}) =>
  Text(100, { ...options, pattern: /^[a-z0-9]+:[\x21-\x7e]+$/ });

export class PersonParam {
  @Uuid()
  personId: string;
}
export class DeviceParam {
  @Uuid()
  deviceId: string;
}
export class CertificateParam {
  @Text(40, { pattern: /^([0-9A-Fa-f]{2}){1,20}$/, description: 'Serial number in hexadecimal' })
  serialNumberHex: string;
}
export class SagaParam {
  @Uuid()
  requestId: string;
}
export class OfferParam {
  @Uuid()
  offerId: string;
}
export class CampaignParam {
  @Uuid()
  campaignId: string;
}
export class RolloutParam {
  @Uuid()
  rolloutId: string;
}
export class DeploymentCodeParam {
  @Uuid()
  deploymentCodeId: string;
}
export class WorkstationParam {
  @Token()
  workstationId: string;
}
export class ProfileParam {
  @Text(64, { pattern: /^[A-Za-z0-9][A-Za-z0-9._-]*$/ })
  name: string;
}

/** Why something is done whose reason has no code. */
export class ReasonTextBody {
  @Text(500, { description: 'Why, in words; goes into the audit' })
  reasonText: string;
}
