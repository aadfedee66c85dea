/** Statements on campaigns themselves; those on their cards are in campaign-card.repository.ts. The rules are in campaigns/. */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { CampaignEvent, CampaignFilter, CampaignState, CampaignStop } from '@cardwright/contracts/update/campaign';
import type { KeptStop } from './kept-stop.js';

export interface Campaign {
  campaignId: string;
  tenantId: string;
  name: string;
  filter: CampaignFilter;
  reason: string;
  reasonText: string | null;
  cardsPerHour: number;
  deadline: Date | null;
  state: CampaignState;
  cards: number;
  /** The cards up to this place have had their turn before `turnsFrom`. */
  turnsBefore: number;
  /** Since when the others have theirs; null: the campaign stands still. */
  turnsFrom: Date | null;
  /** Before then the next card has no turn, also after a pause; null: from `turnsFrom` on. */
  nextTurnAt: Date | null;
  generation: number;
  failuresFrom: Date;
  createdAt: Date;
  endedAt: Date | null;
  stop: KeptStop<CampaignStop> | null;
  history: CampaignEvent[];
}

const columns: Record<keyof Campaign, string> = {
  campaignId: 'campaign_id',
  tenantId: 'tenant_id',
  name: 'name',
  filter: 'filter',
  reason: 'reason',
  reasonText: 'reason_text',
  cardsPerHour: 'cards_per_hour',
  deadline: 'deadline',
  state: 'state',
  cards: 'cards',
  turnsBefore: 'turns_before',
  turnsFrom: 'turns_from',
  nextTurnAt: 'next_turn_at',
  generation: 'generation',
  failuresFrom: 'failures_from',
  createdAt: 'created_at',
  endedAt: 'ended_at',
  stop: 'stop',
  history: 'history',
};
const names = Object.keys(columns) as (keyof Campaign)[];
const selected = names.map((name) => `campaign.${columns[name]} as "${name}"`).join(', ');
const asJson: ReadonlySet<keyof Campaign> = new Set(['filter', 'stop', 'history']);
const stored = (name: keyof Campaign, value: unknown): unknown =>
  value !== null && asJson.has(name) ? JSON.stringify(value) : value;

@Injectable()
export class CampaignRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** False: there is one with this name. */
  async insert(manager: EntityManager, campaign: Campaign): Promise<boolean> {
    const inserted: unknown[] = await manager.query(
      `insert into campaign (${names.map((name) => columns[name]).join(', ')})
       values (${names.map((_, at) => `$${at + 1}`).join(', ')})
       on conflict (tenant_id, name) do nothing returning campaign_id`,
      names.map((name) => stored(name, campaign[name])),
    );
    return inserted.length > 0;
  }

  async named(manager: EntityManager, tenantId: string, name: string): Promise<string | null> {
    const [row]: { id: string }[] = await manager.query(
      'select campaign_id as id from campaign where tenant_id = $1 and name = $2',
      [tenantId, name],
    );
    return row?.id ?? null;
  }

  async find(tenantId: string, campaignId: string): Promise<Campaign | null> {
    const [row]: Campaign[] = await this.dataSource.query(
      `select ${selected} from campaign where tenant_id = $1 and campaign_id = $2`,
      [tenantId, campaignId],
    );
    return row ?? null;
  }

  /** Nobody else changes it before the end of the transaction. */
  async lock(manager: EntityManager, tenantId: string, campaignId: string): Promise<Campaign | null> {
    const [row]: Campaign[] = await manager.query(
      `select ${selected} from campaign where tenant_id = $1 and campaign_id = $2 for no key update`,
      [tenantId, campaignId],
    );
    return row ?? null;
  }

  async update(manager: EntityManager, campaignId: string, patch: Partial<Campaign>): Promise<void> {
    const changed = names.filter((name) => patch[name] !== undefined);
    await manager.query(
      `update campaign set ${changed.map((name, at) => `${columns[name]} = $${at + 2}`).join(', ')} where campaign_id = $1`,
      [campaignId, ...changed.map((name) => stored(name, patch[name]))],
    );
  }

  /** Those that may have to go on, or whose cards may have to be brought up to them. */
  async current(): Promise<Pick<Campaign, 'campaignId' | 'tenantId'>[]> {
    return this.dataSource.query(
      `select campaign_id as "campaignId", tenant_id as "tenantId" from campaign
       where state = 'running' or exists (
         select from campaign_card card where card.campaign_id = campaign.campaign_id
           and card.generation < campaign.generation and card.state not in ('updated', 'renewed-otherwise'))
       order by created_at`,
    );
  }

  /** Newest first, those after the campaign `cursor`; one more than the limit where there are more. */
  async page(tenantId: string, limit: number, cursor: string | null): Promise<Campaign[]> {
    return this.dataSource.query(
      `select ${selected} from campaign where tenant_id = $1 and ($3::uuid is null or (created_at, campaign_id) < (
         select last.created_at, last.campaign_id from campaign last where last.tenant_id = $1 and last.campaign_id = $3))
       order by created_at desc, campaign_id desc limit $2`,
      [tenantId, limit + 1, cursor],
    );
  }

  /** What is known of every card was found by these rules, so that a filter misses none. */
  async allKnown(tenantId: string, rules: number): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query(
      'select from read_model where tenant_id = $1 and rebuilt_at is not null and rules = $2',
      [tenantId, rules],
    );
    return rows.length > 0;
  }
}
