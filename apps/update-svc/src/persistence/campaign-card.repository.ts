/** Statements on the cards of campaigns. How many are done is counted by an index; nothing of it is kept anywhere else. */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { KeyReferenceName } from '@cardwright/contracts/card/card-model';
import type { DeviceState, ExportedCertificate } from '@cardwright/contracts/nats/issuance.api';
import type { CampaignCount, CampaignHindrance } from '@cardwright/contracts/update/campaign';
import type { UpdateCause, WriteRefusal } from '@cardwright/contracts/update/update-offer';
import { preparedIn } from '@cardwright/service-kit/database/prepared-query';
import type { Campaign } from './campaign.repository.js';

export type StoredCardState = 'waiting' | 'updated' | 'renewed-otherwise' | 'failed' | 'left';

/** What of a card campaigns look at. certificates null: an older issuance-svc. */
export interface CardFacts {
  deviceId: string;
  state: DeviceState;
  activeRequestId: string | null;
  refused: WriteRefusal | null;
  certificates: ExportedCertificate[] | null;
}

/** A card of a campaign that is not done. */
export interface Member {
  deviceId: string;
  place: number;
  certificates: { keyReference: KeyReferenceName; serialNumberHex: string }[];
  state: StoredCardState;
  campaign: Pick<
    Campaign,
    | 'campaignId'
    | 'name'
    | 'reason'
    | 'deadline'
    | 'createdAt'
    | 'cardsPerHour'
    | 'turnsBefore'
    | 'turnsFrom'
    | 'nextTurnAt'
  >;
}

export interface Ended {
  campaignId: string;
  deviceId: string;
  state: StoredCardState;
  requestId: string | null;
}

export interface CountedCards {
  state: StoredCardState;
  cards: number;
  /** Whose turn has come. */
  come: number;
  /** Since `failuresFrom`. */
  recently: number;
  codes: string[];
}

export interface StoredCard {
  deviceId: string;
  place: number;
  label: string | null;
  keyReferences: KeyReferenceName[];
  state: StoredCardState;
  hindered: CampaignHindrance | null;
  code: string | null;
  requestId: string | null;
  endedAt: Date | null;
}

const hindered = `case when device.state <> 'ACTIVE' then 'LIFECYCLE_NOT_ACTIVE' when device.refused is not null then device.refused
  when device.active_request_id is not null then 'REQUEST_DEVICE_BUSY' end`;

/** $1 tenant, $2 profile, $3 model, $4 issuer, $5 end: one row for each certificate that a filter finds. */
const matched = `
  select device.device_id, ${hindered} as hindered, certificate."keyReference" as key_reference, certificate."issuerId" as issuer_id,
    certificate."serialNumberHex" as serial, certificate."notAfter" as not_after
  from device_state device, jsonb_to_recordset(device.certificates) as certificate (
    "keyReference" text, "issuerId" text, "serialNumberHex" text, "notAfter" timestamptz)
  where device.tenant_id = $1 and ($2::text is null or device.profile_name = $2) and ($3::text is null or device.model_id = $3)
    and ($4::text is null or certificate."issuerId" = $4) and ($5::timestamptz is null or certificate."notAfter" < $5)
    and certificate."serialNumberHex" is not null`;

const wanted = ({ tenantId, filter }: Pick<Campaign, 'tenantId' | 'filter'>): unknown[] => [
  tenantId,
  filter.profileName ?? null,
  filter.modelId ?? null,
  filter.issuerId ?? null,
  filter.expiresBefore ?? null,
];

const mostFirst = (name: string, column: string, counted: string, value = 'count(*)'): string => `(
  select coalesce(jsonb_agg(jsonb_build_object('${name}', ${column}, '${counted}', number) order by number desc, ${column}), '[]')
  from (select ${column}, ${value}::integer as number from matched where ${column} is not null group by ${column}) as each) as`;

@Injectable()
export class CampaignCardRepository {
  constructor(private readonly dataSource: DataSource) {}

  async count(asked: Pick<Campaign, 'tenantId' | 'filter'>): Promise<CampaignCount> {
    const [row]: CampaignCount[] = await this.dataSource.query(
      `with matched as materialized (${matched})
       select (select count(distinct device_id) from matched)::integer as cards, (select count(*) from matched)::integer as certificates,
         ${mostFirst('code', 'hindered', 'cards', 'count(distinct device_id)')} hindered,
         ${mostFirst('keyReference', 'key_reference', 'certificates')} "keyReferences",
         ${mostFirst('issuerId', 'issuer_id', 'certificates')} issuers`,
      wanted(asked),
    );
    return row!;
  }

  /**
   * The cards that its filter finds now, those first whose certificate ends first; the number of them. One statement, so that they are those of one
   * moment; what is due for them follows by page. cards: the number that was counted; where more are found, how many there are is all that counts.
   */
  async fill(manager: EntityManager, { campaignId, ...campaign }: Campaign): Promise<number> {
    const [row]: { cards: number }[] = await manager.query(
      `with matched as (${matched}), filled as (
         insert into campaign_card (campaign_id, device_id, place, certificates, state, generation)
         select $6, device_id, row_number() over (order by min(not_after), device_id),
           jsonb_agg(jsonb_build_object('keyReference', key_reference, 'serialNumberHex', serial) order by key_reference), 'waiting', 0
         from matched group by device_id returning 1)
       select count(*)::integer as cards from filled`,
      [...wanted(campaign), campaignId],
    );
    return row!.cards;
  }

  /** Of these devices, those of their campaigns that are not done. */
  async ofDevices(manager: EntityManager, deviceIds: readonly string[]): Promise<Member[]> {
    const rows = await preparedIn<Omit<Member, 'campaign'> & Member['campaign']>(
      manager,
      'campaign-cards-of-devices',
      `select card.device_id as "deviceId", card.place, card.certificates, card.state, campaign_id as "campaignId", name, reason, deadline,
         created_at as "createdAt", cards_per_hour as "cardsPerHour", turns_before as "turnsBefore", turns_from as "turnsFrom",
         next_turn_at as "nextTurnAt"
       from campaign_card card join campaign using (campaign_id)
       where card.device_id = any ($1::uuid[]) and card.state not in ('updated', 'renewed-otherwise')`,
      [deviceIds],
    );
    return rows.map(({ deviceId, place, certificates, state, ...campaign }) => ({
      ...{ deviceId, place, certificates, state, campaign },
    }));
  }

  /** Offers of these devices that a saga was begun for, the newest first. */
  async begunOffers(
    manager: EntityManager,
    tenantId: string,
    deviceIds: readonly string[],
  ): Promise<{ deviceId: string; requestId: string; causes: UpdateCause[]; outcome: string | null }[]> {
    return manager.query(
      `select device_id as "deviceId", request_id as "requestId", causes, outcome from offer
       where tenant_id = $1 and device_id = any ($2::uuid[]) and request_id is not null order by offered_at desc, offer_id desc`,
      [tenantId, deviceIds],
    );
  }

  async end(manager: EntityManager, ended: readonly Ended[], now: Date): Promise<void> {
    await manager.query(
      `update campaign_card card set state = row.state, request_id = row."requestId", ended_at = $2,
         code = case when row.state = 'failed' then card.code end
       from jsonb_to_recordset($1::jsonb) as row ("campaignId" uuid, "deviceId" uuid, state text, "requestId" uuid)
       where card.campaign_id = row."campaignId" and card.device_id = row."deviceId"`,
      [JSON.stringify(ended), now],
    );
  }

  /** The update that these campaigns offered it failed. False: the card waits in none of them. */
  async failed(
    manager: EntityManager,
    failure: { campaignIds: readonly string[]; deviceId: string; requestId: string; code: string | null },
    now: Date,
  ): Promise<boolean> {
    const [rows]: [unknown[], number] = await manager.query(
      `update campaign_card set state = 'failed', code = $4, request_id = $3, ended_at = $5
       where campaign_id = any ($1::uuid[]) and device_id = $2 and state in ('waiting', 'failed') returning device_id`,
      [failure.campaignIds, failure.deviceId, failure.requestId, failure.code, now],
    );
    return rows.length > 0;
  }

  /** By state, of those that there are. come: up to which place cards have had their turn. */
  async counts(
    { campaignId, failuresFrom }: Pick<Campaign, 'campaignId' | 'failuresFrom'>,
    come: number,
    manager: EntityManager = this.dataSource.manager,
  ): Promise<CountedCards[]> {
    return preparedIn<CountedCards>(
      manager,
      'campaign-counts',
      `select state, count(*)::integer as cards, (count(*) filter (where place <= $2))::integer as come,
         (count(*) filter (where ended_at > $3))::integer as recently,
         coalesce(array_agg(distinct code) filter (where ended_at > $3 and code is not null), '{}') as codes
       from campaign_card where campaign_id = $1 group by state`,
      [campaignId, come, failuresFrom],
    );
  }

  /** In the order of their turns, those after the place `after`; one more than the limit where there are more. */
  async page(
    { campaignId, tenantId }: Pick<Campaign, 'campaignId' | 'tenantId'>,
    { states, from, to, limit }: { states: readonly string[]; from: number; to: number; limit: number },
  ): Promise<StoredCard[]> {
    return this.dataSource.query(
      `select card.device_id as "deviceId", card.place, device.label, card.state, ${hindered} as hindered, card.code,
         card.request_id as "requestId", card.ended_at as "endedAt",
         array(select each->>'keyReference' from jsonb_array_elements(card.certificates) each) as "keyReferences"
       from campaign_card card left join device_state device on device.tenant_id = $2 and device.device_id = card.device_id
       where card.campaign_id = $1 and card.state = any ($3) and card.place > $4 and card.place <= $5
       order by card.place limit $6`,
      [campaignId, tenantId, states, from, to, limit + 1],
    );
  }

  /**
   * Cards that have to be brought up to what their campaign is now, locked. Cards at which somebody else is at work are left for the next time; they
   * are found by their generation.
   */
  async stale(
    manager: EntityManager,
    { campaignId, tenantId }: Pick<Campaign, 'campaignId' | 'tenantId'>,
    limit: number,
  ): Promise<CardFacts[]> {
    return preparedIn<CardFacts>(
      manager,
      'campaign-cards-stale',
      `select device.device_id as "deviceId", device.state, device.active_request_id as "activeRequestId", device.refused, device.certificates
       from device_state device where device.tenant_id = $2 and device.device_id = any (array(
         select card.device_id from campaign_card card join campaign using (campaign_id)
         where campaign_id = $1 and card.generation < campaign.generation and card.state not in ('updated', 'renewed-otherwise')
           and exists (select from device_state known where known.tenant_id = $2 and known.device_id = card.device_id)
         limit $3))
       for update of device skip locked`,
      [campaignId, tenantId, limit],
    );
  }

  async settled(manager: EntityManager, campaignId: string, deviceIds: readonly string[]): Promise<void> {
    await preparedIn(
      manager,
      'campaign-cards-settled',
      `update campaign_card card set generation = campaign.generation from campaign
       where campaign.campaign_id = $1 and card.campaign_id = $1 and card.device_id = any ($2::uuid[])`,
      [campaignId, deviceIds],
    );
  }
}
