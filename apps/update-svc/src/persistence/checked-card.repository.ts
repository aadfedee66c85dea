/**
 * What an update check reads of its card: the hot path of the whole service. One prepared SELECT for all checks that come together, straight on the
 * pool (design.md 7); it brings the state of each card, and the open offer of those for which something is due.
 */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { DeviceState } from '@cardwright/contracts/nats/issuance.api';
import { JoinedStatement } from '@cardwright/service-kit/database/joined-statement';
import { preparedQuery } from '@cardwright/service-kit/database/prepared-query';
import type { OfferSignature } from './offer-signature.repository.js';
import type { Offer } from './offer.repository.js';

export interface CheckedCard {
  state: DeviceState;
  /** null where nothing is due and no saga is at work, as for nearly every card. */
  now: CheckedNow | null;
}

export interface CheckedNow {
  deviceId: string;
  activeRequestId: string | null;
  /** null: something has to be decided, because it has come to a time or there is none; or a saga is at work. */
  offer: GlancedOffer | null;
}

/** The open offer of a card. presentAt: where the card is, by the insertions that agents report. */
export interface GlancedOffer extends Pick<
  Offer,
  'offerId' | 'kind' | 'state' | 'causes' | 'deviceId' | 'deviceLabel' | 'deadline' | 'until'
> {
  leasedUntil: Date | null;
  workstationId: string | null;
  readerName: string | null;
  presentAt: string | null;
  /** What the vault has signed for the card last. */
  signature: OfferSignature | null;
}

interface CardKey {
  tenantId: string;
  identityText: string;
  /** Milliseconds since the epoch. */
  now: number;
}
interface Row {
  card: string | null;
  offer: StoredOffer | null;
}
type StoredOffer = { [key in keyof Omit<GlancedOffer, 'signature'>]: Stored<GlancedOffer[key]> } & StoredSignature;
/** As Postgres writes it into JSON. */
type Stored<Value> = Value extends Date ? string : Value;
type StoredSignature = { [key in keyof OfferSignature]: string | null };

/**
 * Two columns, because the driver describes each of them anew for every statement. Subqueries go by an index for each card; of joins Postgres might
 * think otherwise while its tables are still empty, and keep to it.
 */
const text = `
  select known.* from unnest($1::uuid[], $2::text[]) with ordinality as asked (tenant_id, identity_text, place)
  left join lateral (
    select case when due_from <= $3 or active_request_id is not null
        then concat_ws(' ', state, device_id, active_request_id) else state end as card,
      case when due_from <= $3 and active_request_id is null then (
        select row_to_json(glanced) from (
          select offer_id as "offerId", kind, state, causes, offer.device_id as "deviceId", device_label as "deviceLabel", deadline, until,
            encode(content_sha256, 'hex') as "contentSha256", signed_offer as "signedOffer", expires_at as "expiresAt",
            leased_until as "leasedUntil", workstation_id as "workstationId", reader_name as "readerName", (
              select presence.workstation_id from presence
              where presence.tenant_id = device.tenant_id and presence.identity_text = device.identity_text limit 1) as "presentAt"
          from offer left join offer_signature signature
            on signature.tenant_id = device.tenant_id and signature.device_id = device.device_id
          where offer.tenant_id = device.tenant_id and offer.device_id = device.device_id
            and state in ('offered', 'accepted', 'postponed') and request_id is null
            and not exists (select from device_timer timer
              where timer.tenant_id = device.tenant_id and timer.device_id = device.device_id and at <= $3)
        ) as glanced) end as offer
    from device_state device
    where device.tenant_id = asked.tenant_id and device.identity_text = asked.identity_text limit 1) as known on true
  order by place`;

@Injectable()
export class CheckedCardRepository {
  private readonly rows: JoinedStatement<CardKey, Row>;

  constructor(dataSource: DataSource) {
    const read = preparedQuery<Row>(dataSource, 'checked-cards', text);
    this.rows = new JoinedStatement((keys) =>
      read([
        keys.map(({ tenantId }) => tenantId),
        keys.map(({ identityText }) => identityText),
        new Date(Math.max(...keys.map(({ now }) => now))).toISOString(),
      ]),
    );
  }

  /** null: unknown. identityText: has that form (isIdentityText), because it is read together with others'. now: milliseconds since the epoch. */
  async find(tenantId: string, identityText: string, now: number): Promise<CheckedCard | null> {
    const { card, offer } = await this.rows.of({ tenantId, identityText, now });
    if (card === null) return null;
    const [state, deviceId, activeRequestId = null] = card.split(' ') as [DeviceState, string?, string?];
    return {
      state,
      now: deviceId === undefined ? null : { deviceId, activeRequestId, offer: offer && glanced(offer) },
    };
  }
}

function glanced({ contentSha256, signedOffer, expiresAt, ...offer }: StoredOffer): GlancedOffer {
  const signature =
    contentSha256 !== null && signedOffer !== null && expiresAt !== null
      ? { contentSha256: Buffer.from(contentSha256, 'hex'), signedOffer, expiresAt: new Date(expiresAt) }
      : null;
  const { deadline, until, leasedUntil } = offer;
  return { ...offer, deadline: date(deadline), until: date(until), leasedUntil: date(leasedUntil), signature };
}

const date = (stored: string | null): Date | null => (stored === null ? null : new Date(stored));
