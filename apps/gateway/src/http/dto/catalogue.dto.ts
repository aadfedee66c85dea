/** Inputs of /models, /stock-batches and /profiles. */
import { AnyObject, Jwe, Text, Texts, Uuid, Whole } from './fields.js';

export class ModelDefinitionBody {
  @AnyObject({ description: 'docs/schemas/card-model.schema.json' })
  definition: Record<string, unknown>;
}
export class ModelParam {
  @Text(64, { pattern: /^[A-Za-z0-9][A-Za-z0-9.-]*$/ })
  modelId: string;
}

export class RelyingPartyParam {
  @Text(32, { pattern: /^[a-z0-9][a-z0-9-]*$/ })
  relyingPartyId: string;
}

export class ImportStockBatchBody {
  @Text(100)
  name: string;

  @Text(100, { description: 'Id of a card model' })
  modelId: string;

  @Texts(10_000, 128, { description: 'Card identities: `<scheme>:<value>`' })
  serials: string[];

  @Jwe(8192, { description: 'Initial management key, PIN and PUK, sealed to the key of GET /vault-key' })
  jwe: string;
}

export class ProfileDefinitionBody {
  @AnyObject({ description: 'docs/schemas/credential-profile.schema.json' })
  definition: Record<string, unknown>;
}
export class ProfileProposalBody extends ProfileDefinitionBody {
  @Text(1000, { description: 'Why the profile changes, for whoever approves it' })
  reasonText: string;
}
export class ProposalParam {
  @Uuid()
  proposalId: string;
}
export class WithdrawalBody {
  @Text(1000, { description: 'Why, for the audit trail' })
  reasonText: string;
}
export class ProfileVersionQuery {
  @Whole(1, 1_000_000, { optional: true, description: 'Without it: the newest' })
  version?: number;
}
export class ProfileDiffQuery {
  @Whole(1, 1_000_000)
  from: number;

  @Whole(1, 1_000_000)
  to: number;
}
