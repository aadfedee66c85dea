/**
 * Versions of credential profiles that one person writes and another approves (model.md section 6: an administrator submits, somebody else
 * approves). Approving publishes what was proposed, which never
 * changes, as the next version after the one it was based on.
 */
import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { ProfileProposal } from '@cardwright/contracts/card/profile-proposal';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import type { Page, PageRequest, ReplyOf, RequestOf } from '@cardwright/contracts/nats/rpc';
import { isUuid } from '@cardwright/contracts/uuid';
import { say } from '@cardwright/contracts/words/say';
import { actorText, appendAudit } from '@cardwright/service-kit/audit/append-audit';
import { inTransaction } from '@cardwright/service-kit/database/transaction';
import type { ChangeContext } from '../../persistence/change-context.js';
import { pageLimit, pageOf } from '../../persistence/page.js';
import type { ProfileProposalEntity } from '../../persistence/profile-proposal.entity.js';
import { diffProfiles } from './profile-diff.js';
import { ProfileProposalRepository, type Decision } from './profile-proposal.repository.js';
import { lockProfile } from './profile-withdrawals.js';
import { ProfileService, requireValid, sha256HexOf } from './profile.service.js';

/** Whoever asks, and the person they are, if they are one: the same by every client and every sign-in. */
export interface Who {
  context: ChangeContext;
  personId: string | null;
}

@Injectable()
export class ProfileProposals {
  constructor(
    private readonly database: DataSource,
    private readonly proposals: ProfileProposalRepository,
    private readonly profiles: ProfileService,
  ) {}

  /** Throws PROFILE_INVALID {problems}. */
  async create(
    { definition, reason }: RequestOf<IssuanceApi, 'profile-proposals.create'>,
    { context, personId }: Who,
  ): Promise<{ proposal: ProfileProposal }> {
    const valid = requireValid(await this.profiles.validate(definition, context));
    const { tenantId } = context;
    const { name } = valid;
    const sha256Hex = sha256HexOf(valid);
    return inTransaction(this.database, async (manager) => {
      await lockProfile(manager, tenantId, name);
      const basedOnVersion = await this.newest(tenantId, name, manager);
      const row = await this.proposals.add(manager, {
        ...{ proposalId: randomUUID(), tenantId, name, definition: valid, sha256Hex, basedOnVersion },
        ...{ reason, proposedBy: actorText(context.actor), proposerIdentity: identityOf(context) },
        proposerPersonId: personId,
      });
      await this.audit(manager, context, 'profile.proposed', row, reason);
      return { proposal: shownAs(row, basedOnVersion) };
    });
  }

  async list(tenantId: string, page: PageRequest): Promise<Page<ProfileProposal>> {
    const rows = await this.proposals.page(tenantId, page);
    const newest = await this.proposals.newestVersions(
      tenantId,
      rows.map(({ name }) => name),
    );
    return pageOf(
      rows,
      pageLimit(page.limit),
      ({ proposalId }) => proposalId,
      (row) => shownAs(row, newest.get(row.name) ?? null),
    );
  }

  /** Throws REQUEST_NOT_FOUND. */
  async get(tenantId: string, proposalId: string): Promise<ReplyOf<IssuanceApi, 'profile-proposals.get'>> {
    const row = isUuid(proposalId) ? await this.proposals.find(tenantId, proposalId) : null;
    if (row === null) throw notFound(proposalId);
    const { name, basedOnVersion } = row;
    const before = basedOnVersion === null ? null : await this.profiles.get(tenantId, name, basedOnVersion);
    return {
      proposal: shownAs(row, await this.newest(tenantId, name)),
      changes: before === null ? [] : diffProfiles(before.definition, row.definition),
      cards: await this.proposals.cards(tenantId, name),
    };
  }

  /** Throws REQUEST_NOT_FOUND, PROFILE_OWN_PROPOSAL, PROFILE_PROPOSAL_DECIDED {state}, PROFILE_PROPOSAL_OUTDATED {version}, PROFILE_INVALID {problems}. */
  async approve(
    { proposalId }: RequestOf<IssuanceApi, 'profile-proposals.approve'>,
    who: Who,
  ): Promise<ReplyOf<IssuanceApi, 'profile-proposals.approve'>> {
    const { context } = who;
    const { proposal } = await this.get(context.tenantId, proposalId);
    // Models and certificate profiles may have changed since it was proposed.
    const validated = await this.profiles.validate(proposal.definition, context);
    return this.decide(proposalId, context, async (manager, row) => {
      if (isOwn(row, who)) throw new CardwrightError('PROFILE_OWN_PROPOSAL');
      const newest = await this.newest(row.tenantId, row.name, manager);
      if (newest !== row.basedOnVersion)
        throw new CardwrightError('PROFILE_PROPOSAL_OUTDATED', undefined, { version: newest });
      requireValid(validated);
      const { profile } = await this.profiles.publishIn(manager, row.definition, context, {
        proposalId,
        proposedBy: row.proposedBy,
      });
      const decision = { decision: 'approved', decisionReason: null, version: profile.version } as const;
      return { decision, audited: 'profile.proposal-approved', answer: { profile } };
    });
  }

  /** Throws REQUEST_NOT_FOUND, PROFILE_PROPOSAL_DECIDED {state}. */
  decline(
    { proposalId, reason }: RequestOf<IssuanceApi, 'profile-proposals.decline'>,
    { context }: Who,
  ): Promise<{ proposal: ProfileProposal }> {
    return this.decide(proposalId, context, async () => ({
      decision: { decision: 'declined', decisionReason: reason, version: null },
      audited: 'profile.proposal-declined',
      answer: {},
    }));
  }

  private decide<Answer>(
    proposalId: string,
    context: ChangeContext,
    decided: (
      manager: EntityManager,
      row: ProfileProposalEntity,
    ) => Promise<{ decision: Omit<Decision, 'decidedBy'>; audited: string; answer: Answer }>,
  ): Promise<Answer & { proposal: ProfileProposal }> {
    const { tenantId } = context;
    return inTransaction(this.database, async (manager) => {
      const row = isUuid(proposalId) ? await this.proposals.lock(manager, tenantId, proposalId) : null;
      if (row === null) throw notFound(proposalId);
      await lockProfile(manager, tenantId, row.name);
      if (row.decision !== null)
        throw new CardwrightError('PROFILE_PROPOSAL_DECIDED', undefined, { state: row.decision });
      const { decision, audited, answer } = await decided(manager, row);
      const after = await this.proposals.decide(manager, proposalId, {
        ...decision,
        decidedBy: actorText(context.actor),
      });
      await this.audit(manager, context, audited, after, decision.decisionReason);
      return { ...answer, proposal: shownAs(after, await this.newest(tenantId, row.name, manager)) };
    });
  }

  private async newest(tenantId: string, name: string, manager?: EntityManager): Promise<number | null> {
    return (await this.proposals.newestVersions(tenantId, [name], manager)).get(name) ?? null;
  }

  private audit(
    manager: EntityManager,
    context: ChangeContext,
    action: string,
    { proposalId, name, sha256Hex, version }: ProfileProposalEntity,
    reason: string | null,
  ): Promise<void> {
    const details = { proposalId, sha256Hex, ...(version !== null && { version }) };
    return appendAudit(manager, { ...context, action, object: `profile:${name}`, reason, details });
  }
}

function identityOf({ actor }: ChangeContext): string {
  return typeof actor === 'string' ? actor : `${actor.kind}:${actor.sub}@${actor.iss}`;
}

const isOwn = (row: ProfileProposalEntity, { context, personId }: Who): boolean =>
  row.proposerIdentity === identityOf(context) || (personId !== null && row.proposerPersonId === personId);

const notFound = (proposalId: string): CardwrightError =>
  new CardwrightError('REQUEST_NOT_FOUND', say('missing.proposal'), { proposalId });

const shownAs = (row: ProfileProposalEntity, newest: number | null): ProfileProposal => ({
  proposalId: row.proposalId,
  name: row.name,
  definition: row.definition,
  sha256Hex: row.sha256Hex,
  basedOnVersion: row.basedOnVersion,
  state: row.decision ?? (newest === row.basedOnVersion ? 'open' : 'outdated'),
  reasonText: row.reason,
  proposedBy: row.proposedBy,
  proposedAt: row.proposedAt.toISOString(),
  decidedBy: row.decidedBy,
  decidedAt: row.decidedAt?.toISOString() ?? null,
  decisionReasonText: row.decisionReason,
  version: row.version,
});
