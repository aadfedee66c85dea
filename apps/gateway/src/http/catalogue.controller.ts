/** What can be issued and onto what: card models, stock batches, credential profiles and the relying parties that they may name. */
import { Body, Get, Param, Post, Query } from '@nestjs/common';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { type Caller, CurrentCaller } from '../auth/auth.guard.js';
import { Operation } from '../openapi/operation.js';
import { Reply } from '../openapi/reply.js';
import { ApiController } from './api-controller.js';
import {
  ImportStockBatchBody,
  ModelDefinitionBody,
  ModelParam,
  ProfileDefinitionBody,
  ProfileDiffQuery,
  ProfileVersionQuery,
  RelyingPartyParam,
  WithdrawalBody,
} from './dto/catalogue.dto.js';
import { PageQuery, ProfileParam } from './dto/common.dto.js';
import { wordsAsReason } from './reason-text.js';

@ApiController('models')
export class ModelsController {
  constructor(private readonly rpc: RpcClient) {}

  @Get()
  @Operation('List card models', { says: 'Every model that is published, with what its cards can do.' })
  @Reply('models.list')
  list(@CurrentCaller() caller: Caller) {
    return this.rpc.issuance('models.list', {}, caller);
  }

  @Post()
  @Operation('Publish a card model', {
    says: 'A definition that is there already changes nothing.',
    problems: ['MODEL_INVALID'],
  })
  @Reply('models.publish')
  publish(@Body() body: ModelDefinitionBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('models.publish', body, caller);
  }

  @Post('validate')
  @Operation('Check a card model', { says: 'Says each problem with its place. Nothing is published.' })
  @Reply('models.validate')
  validate(@Body() body: ModelDefinitionBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('models.validate', body, caller);
  }

  @Post(':modelId/withdraw')
  @Operation('Withdraw a card model', { says: 'No card is recognised by it any more; cards that were keep it.' })
  @Reply('models.withdraw')
  withdraw(@Param() param: ModelParam, @Body() body: WithdrawalBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('models.withdraw', { ...param, ...wordsAsReason(body) }, caller);
  }
}

@ApiController('stock-batches')
export class StockBatchesController {
  constructor(private readonly rpc: RpcClient) {}

  @Get()
  @Operation('List batches of cards in stock', {
    says: 'By name, with the card model and when each was taken in. No key is in the answer.',
  })
  @Reply('stock-batches.list')
  list(@Query() query: PageQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('stock-batches.list', query, caller);
  }

  @Post()
  @Operation('Take a batch of cards into stock', {
    says: 'Their factory keys come encrypted to the key of the vault (GET /api/v1/vault-key) and are stored there.',
    problems: ['STOCK_BATCH_INVALID', 'VAULT_DECRYPT_FAILED'],
  })
  @Reply('stock-batches.import', 201)
  import(@Body() body: ImportStockBatchBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('stock-batches.import', body, caller);
  }
}

@ApiController('vault-key')
export class VaultKeyController {
  constructor(private readonly rpc: RpcClient) {}

  @Get()
  @Operation('Get the public key of the vault', {
    says: 'As a JWK: what is encrypted to it no service but the vault can read.',
  })
  @Reply('vault-key.get')
  get(@CurrentCaller() caller: Caller) {
    return this.rpc.issuance('vault-key.get', {}, caller);
  }
}

@ApiController('relying-parties')
export class RelyingPartiesController {
  constructor(private readonly rpc: RpcClient) {}

  @Get()
  @Operation('List the services at which passkeys are registered', {
    says: 'By the ids by which credential profiles name them, as they are configured; none: no profile may ask for a passkey.',
  })
  @Reply('relying-parties.list')
  list(@CurrentCaller() caller: Caller) {
    return this.rpc.issuance('relying-parties.list', {}, caller);
  }

  @Get(':relyingPartyId/certificates')
  @Operation('List the certificates by which a relying party knows this installation', {
    says: 'Public, for the registration of the application at a tenant of Entra ID, or of the client in a realm of Keycloak. The one that signs now is first; the last one is to be uploaded beside it before it signs. Our own portal has none.',
    problems: ['RELYING_PARTY_NOT_CONFIGURED'],
  })
  @Reply('relying-parties.certificates')
  certificates(@Param() param: RelyingPartyParam, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('relying-parties.certificates', param, caller);
  }
}

@ApiController('profiles')
export class ProfilesController {
  constructor(private readonly rpc: RpcClient) {}

  @Get()
  @Operation('List credential profiles', { says: 'The newest version of each, withdrawn ones too.' })
  @Reply('profiles.list')
  list(@Query() query: PageQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('profiles.list', query, caller);
  }

  @Post()
  @Operation('Publish a version of a credential profile', {
    says: 'What is the newest version already changes nothing. Cards of the version before are offered the new one, ring by ring.',
    problems: ['PROFILE_INVALID', 'PROFILE_APPROVAL_NEEDED'],
  })
  @Reply('profiles.publish')
  publish(@Body() body: ProfileDefinitionBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('profiles.publish', body, caller);
  }

  @Post('validate')
  @Operation('Check a credential profile', {
    says: 'Says each problem with its place; of a definition that is valid, what publishing it would change and how many cards have the profile. Nothing is published.',
  })
  @Reply('profiles.validate')
  validate(@Body() body: ProfileDefinitionBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('profiles.validate', body, caller);
  }

  @Get(':name')
  @Operation('Get a credential profile', {
    says: 'The newest version, or the one that is named.',
    problems: ['PROFILE_NOT_FOUND'],
  })
  @Reply('profiles.get')
  get(@Param() param: ProfileParam, @Query() query: ProfileVersionQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('profiles.get', { ...param, ...query }, caller);
  }

  @Post(':name/withdraw')
  @Operation('Withdraw a credential profile', {
    says: 'No card is issued or reprovisioned with it any more, until it is published again.',
    problems: ['PROFILE_NOT_FOUND'],
  })
  @Reply('profiles.withdraw')
  withdraw(@Param() param: ProfileParam, @Body() body: WithdrawalBody, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('profiles.withdraw', { ...param, ...wordsAsReason(body) }, caller);
  }

  @Get(':name/versions')
  @Operation('List the versions of a credential profile', {
    says: 'Newest first, with who published each and how many cards in use have it.',
    problems: ['PROFILE_NOT_FOUND'],
  })
  @Reply('profiles.versions')
  versions(@Param() param: ProfileParam, @Query() query: PageQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('profiles.versions', { ...param, ...query }, caller);
  }

  @Get(':name/diff')
  @Operation('Compare two versions of a credential profile', { problems: ['PROFILE_NOT_FOUND'] })
  @Reply('profiles.diff')
  diff(@Param() param: ProfileParam, @Query() query: ProfileDiffQuery, @CurrentCaller() caller: Caller) {
    return this.rpc.issuance('profiles.diff', { ...param, ...query }, caller);
  }
}
