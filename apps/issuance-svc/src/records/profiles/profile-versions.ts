/** Which versions a credential profile has, how many cards have each, and what publishing another would change. Reads only. */
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { CredentialProfile } from '@cardwright/contracts/card/credential-profile';
import type { ProfilePreview, ProfileVersionRow } from '@cardwright/contracts/card/profile-preview';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { Page, RequestOf } from '@cardwright/contracts/nats/rpc';
import { ISSUANCE_CONFIG, type IssuanceConfig } from '../../config/config.js';
import { decodeCursor, pageLimit, pageOf } from '../../persistence/page.js';
import { diffProfiles } from './profile-diff.js';
import { ProfileProposalRepository } from './profile-proposal.repository.js';
import { ProfileWithdrawals } from './profile-withdrawals.js';
import { ProfileService } from './profile.service.js';

interface Version {
  version: number;
  published_at: Date;
  published_by: string;
  cards: string;
}

/** A version is a whole number of 32 bits. */
const isVersion = (text: string): boolean => /^[1-9]\d{0,8}$/.test(text);

@Injectable()
export class ProfileVersions {
  constructor(
    private readonly database: DataSource,
    private readonly profiles: ProfileService,
    private readonly proposals: ProfileProposalRepository,
    private readonly withdrawals: ProfileWithdrawals,
    @Inject(ISSUANCE_CONFIG) private readonly config: Pick<IssuanceConfig, 'profileApproval'>,
  ) {}

  /** Newest first. Throws PROFILE_NOT_FOUND, REQUEST_INVALID {field: cursor}. */
  async list(
    tenantId: string,
    { name, ...page }: RequestOf<IssuanceApi, 'profiles.versions'>,
  ): Promise<Page<ProfileVersionRow>> {
    const before = decodeCursor(page.cursor, isVersion);
    const limit = pageLimit(page.limit);
    const rows: Version[] = await this.database.query(
      `SELECT version, published_at, published_by, coalesce(cards, 0) AS cards FROM credential_profile_version
       LEFT JOIN (SELECT profile_version AS version, count(*) AS cards FROM device
         WHERE tenant_id = $1 AND profile_name = $2 AND state IN ('PENDING_ACTIVATION', 'ACTIVE', 'SUSPENDED')
         GROUP BY profile_version) used USING (version)
       WHERE tenant_id = $1 AND name = $2 AND ($3::integer IS NULL OR version < $3) ORDER BY version DESC LIMIT $4`,
      [tenantId, name, before, limit + 1],
    );
    if (rows.length === 0 && before === null) throw new CardwrightError('PROFILE_NOT_FOUND', undefined, { name });
    return pageOf(
      rows,
      limit,
      ({ version }) => String(version),
      ({ version, published_at: at, published_by: publishedBy, cards }) => ({
        version,
        publishedAt: at.toISOString(),
        publishedBy,
        cards: Number(cards),
      }),
    );
  }

  /** definition: valid. */
  async preview(tenantId: string, definition: CredentialProfile): Promise<ProfilePreview> {
    const { name } = definition;
    const basedOnVersion = (await this.proposals.newestVersions(tenantId, [name])).get(name) ?? null;
    const [newest, cards, reinstates] = await Promise.all([
      basedOnVersion === null ? null : this.profiles.get(tenantId, name, basedOnVersion),
      this.proposals.cards(tenantId, name),
      this.withdrawals.has(tenantId, name),
    ]);
    return {
      basedOnVersion,
      changes: newest === null ? [] : diffProfiles(newest.definition, definition),
      cards,
      reinstates,
      approvalNeeded: this.config.profileApproval === 'required',
    };
  }
}
