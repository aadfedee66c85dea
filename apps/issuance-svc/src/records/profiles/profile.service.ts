/**
 * Credential profiles: immutable versions, numbered per name. Publishing what is published already changes nothing.
 * Certificate profiles belong to pki-svc and are asked for, never copied.
 */
import { createHash } from 'node:crypto';
import type { CredentialProfile, CredentialProfileVersion } from '@cardwright/contracts/card/credential-profile';
import { canonicalJson } from '@cardwright/contracts/canonical-json';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { Page, PageRequest, ReplyOf } from '@cardwright/contracts/nats/rpc';
import { actorText, appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import { RpcClient } from '@cardwright/service-kit/nats/rpc-client';
import { enqueueEvent } from '@cardwright/service-kit/outbox/enqueue-event';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ISSUANCE_CONFIG, type IssuanceConfig } from '../../config/config.js';
import { CardModelRegistry } from '../models/card-model-registry.js';
import { RelyingParties } from '../../relying-parties/relying-parties.js';
import { callContextOf, type ChangeContext } from '../../persistence/change-context.js';
import { CredentialProfileVersionEntity } from '../../persistence/credential-profile-version.entity.js';
import { decodeCursor, pageLimit, pageOf } from '../../persistence/page.js';
import { diffProfiles, type ProfileChange } from './profile-diff.js';
import { lockProfile, ProfileWithdrawals } from './profile-withdrawals.js';
import { validateProfile, validateShape, type ValidatedProfile } from './profile-validator.js';

type ProfileRow = ReplyOf<IssuanceApi, 'profiles.list'>['rows'][number];
interface ListedProfile {
  name: string;
  title: string;
  version: number;
  published_at: Date;
  withdrawn_at: Date | null;
  self_service: boolean;
}

@Injectable()
export class ProfileService {
  constructor(
    private readonly database: DataSource,
    private readonly models: CardModelRegistry,
    private readonly rpc: RpcClient,
    private readonly withdrawals: ProfileWithdrawals,
    private readonly relyingParties: RelyingParties,
    @Inject(ISSUANCE_CONFIG) private readonly config: Pick<IssuanceConfig, 'profileApproval'>,
  ) {}

  /** The newest version, or the one asked for. Throws PROFILE_NOT_FOUND. */
  async get(tenantId: string, name: string, version?: number): Promise<CredentialProfileVersion> {
    const [row] = await this.database.manager.find(CredentialProfileVersionEntity, {
      where: { tenantId, name: String(name), ...(version === undefined ? {} : { version: Number(version) }) },
      order: { version: 'DESC' },
      take: 1,
    });
    if (row === undefined) throw new CardwrightError('PROFILE_NOT_FOUND', undefined, { name, version });
    return versionOf(row);
  }

  /** The newest version of each, by name. */
  async list(tenantId: string, page: PageRequest): Promise<Page<ProfileRow>> {
    const limit = pageLimit(page.limit);
    const rows: ListedProfile[] = await this.database.query(
      `SELECT DISTINCT ON (name) name, definition->>'title' AS title, version, published_at, withdrawn_at,
         coalesce((definition->>'selfService')::boolean, false) AS self_service
       FROM credential_profile_version LEFT JOIN profile_withdrawal USING (tenant_id, name)
       WHERE tenant_id = $1 AND name > $2
       ORDER BY name, version DESC LIMIT $3`,
      [tenantId, decodeCursor(page.cursor) ?? '', limit + 1],
    );
    return pageOf(
      rows,
      limit,
      ({ name }) => name,
      ({ name, title, version, published_at: at, withdrawn_at: withdrawnAt, self_service: selfService }) => ({
        name,
        title,
        version,
        publishedAt: at.toISOString(),
        withdrawnAt: withdrawnAt?.toISOString() ?? null,
        selfService,
      }),
    );
  }

  /** What `passkey` of a profile may name, and `madeBy` of each. */
  passkeyMakers(): ReturnType<RelyingParties['makers']> {
    return this.relyingParties.makers();
  }

  async diff(tenantId: string, name: string, from: number, to: number): Promise<ProfileChange[]> {
    const [before, after] = await Promise.all([this.get(tenantId, name, from), this.get(tenantId, name, to)]);
    return diffProfiles(before.definition, after.definition);
  }

  async validate(definition: unknown, context: ChangeContext): Promise<ValidatedProfile> {
    const shaped = validateShape(definition);
    if (!('definition' in shaped)) return shaped;
    const [models, { profiles }] = await Promise.all([
      this.models.list(context.tenantId),
      this.rpc.pki('profiles.list', {}, callContextOf(context)),
    ]);
    return validateProfile(definition, models, profiles, this.relyingParties.makers());
  }

  /** Throws PROFILE_APPROVAL_NEEDED, PROFILE_INVALID with details.problems. changed: false when the newest version says the same and is not withdrawn. */
  async publish(
    definition: unknown,
    context: ChangeContext,
  ): Promise<{ profile: CredentialProfileVersion; changed: boolean }> {
    if (this.config.profileApproval === 'required') throw new CardwrightError('PROFILE_APPROVAL_NEEDED');
    const valid = requireValid(await this.validate(definition, context));
    return inTransaction(this.database, (manager) => this.publishIn(manager, valid, context));
  }

  /** Publishes a profile that ships with the product, where no profile has its name yet. */
  async seed(definition: unknown, context: ChangeContext): Promise<void> {
    const shaped = validateShape(definition);
    if (!('definition' in shaped))
      throw new TypeError(`a built-in profile is not valid: ${JSON.stringify(shaped.problems)}`);
    await inTransaction(this.database, async (manager) => {
      await lockProfile(manager, context.tenantId, shaped.definition.name);
      const { tenantId } = context;
      const known = await manager.existsBy(CredentialProfileVersionEntity, { tenantId, name: shaped.definition.name });
      if (!known) await this.publishIn(manager, shaped.definition, context);
    });
  }

  /** As `publish`, for a definition that was validated; in the transaction of whatever else becomes of it. details: for the audit. */
  async publishIn(
    manager: EntityManager,
    definition: CredentialProfile,
    context: ChangeContext,
    details: Record<string, unknown> = {},
  ): Promise<{ profile: CredentialProfileVersion; changed: boolean }> {
    const { tenantId, correlationId } = context;
    const { name } = definition;
    await lockProfile(manager, tenantId, name);
    const [newest] = await manager.find(CredentialProfileVersionEntity, {
      where: { tenantId, name },
      order: { version: 'DESC' },
      take: 1,
    });
    const sha256Hex = sha256HexOf(definition);
    const reinstated = await this.withdrawals.lift(manager, tenantId, name);
    if (reinstated) await appendAudit(manager, { ...context, action: 'profile.reinstated', object: `profile:${name}` });
    if (newest?.sha256Hex === sha256Hex) return { profile: versionOf(newest), changed: reinstated };
    const row = manager.create(CredentialProfileVersionEntity, {
      tenantId,
      name,
      version: (newest?.version ?? 0) + 1,
      definition,
      sha256Hex,
      publishedAt: new Date(),
      publishedBy: actorText(context.actor),
    });
    await manager.insert(CredentialProfileVersionEntity, row as never);
    await appendAudit(manager, {
      ...context,
      action: 'profile.published',
      object: `profile:${name}`,
      details: { version: row.version, sha256Hex, ...details },
    });
    await enqueueEvent(manager, {
      name: 'profile.published',
      tenantId,
      correlationId,
      data: { name, version: row.version },
    });
    return { profile: versionOf(row), changed: true };
  }
}

/** Throws PROFILE_INVALID with details.problems. */
export function requireValid(validated: ValidatedProfile): CredentialProfile {
  if (!('definition' in validated))
    throw new CardwrightError('PROFILE_INVALID', undefined, { problems: validated.problems });
  return validated.definition;
}

/** Over the canonical JSON of the definition. */
export const sha256HexOf = (definition: CredentialProfile): string =>
  createHash('sha256').update(canonicalJson(definition)).digest('hex').toUpperCase();

const versionOf = (row: CredentialProfileVersionEntity): CredentialProfileVersion => ({
  name: row.name,
  version: row.version,
  definition: row.definition,
  publishedAt: row.publishedAt.toISOString(),
  publishedBy: row.publishedBy,
  sha256Hex: row.sha256Hex,
});
