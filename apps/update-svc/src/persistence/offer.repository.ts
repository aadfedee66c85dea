/** Statements on offers, what is due, and the timers of cards. Technology only; the rules are in offers/. */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { UpdateKind } from '@cardwright/contracts/update/update-kinds';
import type {
  CampaignName,
  DueRow,
  OfferState,
  PostponeCause,
  SagaOutcome,
  UpdateCause,
} from '@cardwright/contracts/update/update-offer';
import { JoinedStatement } from '@cardwright/service-kit/database/joined-statement';
import { preparedIn, preparedQuery } from '@cardwright/service-kit/database/prepared-query';
import { enqueueEvent } from '@cardwright/service-kit/outbox/enqueue-event';
import { offerEvent, type OfferEvent } from './offer-event.js';

export interface Offer {
  offerId: string;
  tenantId: string;
  deviceId: string;
  deviceLabel: string;
  personId: string | null;
  state: OfferState;
  kind: UpdateKind;
  /** urgency as it was when it became due. */
  causes: UpdateCause[];
  deadline: Date | null;
  offeredAt: Date;
  workstationId: string | null;
  readerName: string | null;
  /** Kept for that workstation until then; of an accepted one: until then it has to be begun. */
  leasedUntil: Date | null;
  until: Date | null;
  postponements: { at: string; cause: PostponeCause; until: string }[];
  acceptedAt: Date | null;
  requestId: string | null;
  outcome: SagaOutcome | null;
  endedAt: Date | null;
}

/** A device while its row is locked: nobody else decides about its offer. */
export interface LockedDevice {
  tenantId: string;
  deviceId: string;
  identityText: string;
  label: string | null;
  personId: string | null;
  activeRequestId: string | null;
}

/** Where a card is, by the insertions that agents report. */
export interface Presence {
  workstationId: string;
  readerName: string;
  /** null: a release before has written it. */
  reportedAt: Date | null;
}

export interface StoredDue extends Required<Omit<DueRow, 'dueAt' | 'deadline' | 'campaign'>> {
  campaign?: CampaignName | null;
  dueAt: Date;
  deadline: Date | null;
  offered: boolean;
}

const ringClosed = 'ROLLOUT_NOT_YET' satisfies StoredDue['heldBack'];

const columns: Record<keyof Offer, string> = {
  offerId: 'offer_id',
  tenantId: 'tenant_id',
  deviceId: 'device_id',
  deviceLabel: 'device_label',
  personId: 'person_id',
  state: 'state',
  kind: 'kind',
  causes: 'causes',
  deadline: 'deadline',
  offeredAt: 'offered_at',
  workstationId: 'workstation_id',
  readerName: 'reader_name',
  leasedUntil: 'leased_until',
  until: 'until',
  postponements: 'postponements',
  acceptedAt: 'accepted_at',
  requestId: 'request_id',
  outcome: 'outcome',
  endedAt: 'ended_at',
};
const names = Object.keys(columns) as (keyof Offer)[];
const selected = names.map((name) => `offer.${columns[name]} as "${name}"`).join(', ');
const asJson: ReadonlySet<keyof Offer> = new Set(['causes', 'postponements']);
const stored = (name: keyof Offer, value: unknown): unknown => (asJson.has(name) ? JSON.stringify(value) : value);

/** In the order of the statement's parameters. */
const shownAt = ['tenantId', 'offerId', 'identityText', 'workstationId', 'readerName', 'leasedUntil', 'now'] as const;

const deviceColumns = `tenant_id as "tenantId", device_id as "deviceId", identity_text as "identityText", label,
  person_id as "personId", active_request_id as "activeRequestId"`;

/** An offer of this card is shown at a workstation; now and leasedUntil as the check has them. */
export interface ShownAt {
  tenantId: string;
  offerId: string;
  identityText: string;
  workstationId: string;
  readerName: string | null;
  leasedUntil: Date;
  now: Date;
}

/** Waits for no lock: one offer would keep all the others waiting, or two such statements each other. Of an offer that stands there twice, one is written. */
const leases = `
  with free as (
    select offer.offer_id, asked.place, asked.workstation_id, asked.reader_name, asked.leased_until
    from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::timestamptz[]) with ordinality
      as asked (tenant_id, offer_id, identity_text, workstation_id, reader_name, leased_until, now, place)
    join offer on offer.tenant_id = asked.tenant_id and offer.offer_id = asked.offer_id
    where offer.state = 'offered' and offer.request_id is null
      and (offer.workstation_id is null or offer.workstation_id = asked.workstation_id or offer.leased_until is null
        or offer.leased_until <= asked.now or exists (select from presence where presence.tenant_id = asked.tenant_id
          and presence.identity_text = asked.identity_text and presence.workstation_id = asked.workstation_id))
      and not exists (select from device_timer timer where timer.tenant_id = asked.tenant_id
        and timer.device_id = offer.device_id and timer.at <= asked.now)
    for no key update of offer skip locked)
  update offer set workstation_id = free.workstation_id, reader_name = free.reader_name, leased_until = free.leased_until
  from free where offer.offer_id = free.offer_id
  returning free.place::integer as place, ${selected}`;

async function tell(manager: EntityManager, event: OfferEvent | null): Promise<void> {
  if (event !== null) await enqueueEvent(manager, event);
}

@Injectable()
export class OfferRepository {
  private readonly leases: JoinedStatement<ShownAt, Offer | null>;

  constructor(private readonly dataSource: DataSource) {
    const run = preparedQuery<Offer & { place: number }>(dataSource, 'offer-leases', leases);
    this.leases = new JoinedStatement(async (asked) => {
      const columns = shownAt.map((name) => asked.map((each) => each[name]));
      const written = new Map((await run(columns)).map(({ place, ...offer }) => [place, offer]));
      return asked.map((_, index) => written.get(index + 1) ?? null);
    });
  }

  /** Before everything else in a transaction that decides about an offer. wait: else null where somebody else decides now. */
  async lockDevice(
    manager: EntityManager,
    { tenantId, deviceId }: { tenantId: string; deviceId: string },
    { wait = true } = {},
  ): Promise<LockedDevice | null> {
    const [row] = await preparedIn<LockedDevice>(
      manager,
      `device-lock-${wait ? 'wait' : 'skip'}`,
      `select ${deviceColumns} from device_state where tenant_id = $1 and device_id = $2 for update${wait ? '' : ' skip locked'}`,
      [tenantId, deviceId],
    );
    return row ?? null;
  }

  /** The one open offer of a device, which nobody else changes before the end of the transaction: a lease takes it without the device. */
  async open(manager: EntityManager, tenantId: string, deviceId: string): Promise<Offer | null> {
    const [row] = await preparedIn<Offer>(
      manager,
      'offer-open',
      `select ${selected} from offer where tenant_id = $1 and device_id = $2 and state in ('offered', 'accepted', 'postponed')
       for no key update`,
      [tenantId, deviceId],
    );
    return row ?? null;
  }

  async find(
    tenantId: string,
    offerId: string,
    manager: EntityManager = this.dataSource.manager,
  ): Promise<Offer | null> {
    const [row] = await preparedIn<Offer>(
      manager,
      'offer-by-id',
      `select ${selected} from offer where tenant_id = $1 and offer_id = $2`,
      [tenantId, offerId],
    );
    return row ?? null;
  }

  /** When the newest offer ended, if its saga ended without doing its work, and no saga has done any on the card since. */
  async lastUnfinished(manager: EntityManager, tenantId: string, deviceId: string): Promise<Date | null> {
    const [row] = await preparedIn<{ outcome: string | null; ended_at: Date | null }>(
      manager,
      'offer-last-end',
      `select outcome, ended_at from (
         select outcome, ended_at from offer where tenant_id = $1 and device_id = $2
         order by offered_at desc, offer_id desc limit 1) as last
       where not exists (select from saga_run where tenant_id = $1 and device_id = $2 and state = 'COMPLETED'
         and saga_run.ended_at >= last.ended_at)`,
      [tenantId, deviceId],
    );
    return row === undefined || row.outcome === null || row.outcome === 'COMPLETED' ? null : row.ended_at;
  }

  async isKnown(
    manager: EntityManager,
    { tenantId, deviceId }: { tenantId: string; deviceId: string },
  ): Promise<boolean> {
    const rows: unknown[] = await manager.query('select from device_state where tenant_id = $1 and device_id = $2', [
      tenantId,
      deviceId,
    ]);
    return rows.length > 0;
  }

  /** The offer that a saga was begun for. */
  async ofRequest(tenantId: string, requestId: string): Promise<Offer | null> {
    const [row]: Offer[] = await this.dataSource.query(
      `select ${selected} from offer where tenant_id = $1 and request_id = $2`,
      [tenantId, requestId],
    );
    return row ?? null;
  }

  /** Newest first, those after the offer `cursor`; one more than the limit where there are more. */
  page(tenantId: string, deviceId: string, limit: number, cursor: string | null): Promise<Offer[]> {
    return this.dataSource.query(
      `select ${selected} from offer where tenant_id = $1 and device_id = $2 and ($4::uuid is null or (offered_at, offer_id) < (
         select last.offered_at, last.offer_id from offer last where last.tenant_id = $1 and last.offer_id = $4))
       order by offered_at desc, offer_id desc limit $3`,
      [tenantId, deviceId, limit + 1, cursor],
    );
  }

  async insert(manager: EntityManager, offer: Offer): Promise<void> {
    await manager.query(
      `insert into offer (${names.map((name) => columns[name]).join(', ')}) values (${names.map((_, at) => `$${at + 1}`).join(', ')})`,
      names.map((name) => stored(name, offer[name])),
    );
    await tell(manager, offerEvent(null, offer));
  }

  /** offer: as it is before the patch. */
  async update(manager: EntityManager, offer: Offer, patch: Partial<Offer>): Promise<void> {
    const changed = names.filter((name) => patch[name] !== undefined);
    await manager.query(
      `update offer set ${changed.map((name, at) => `${columns[name]} = $${at + 2}`).join(', ')} where offer_id = $1`,
      [offer.offerId, ...changed.map((name) => stored(name, patch[name]))],
    );
    await tell(manager, offerEvent(offer, { ...offer, ...patch }));
  }

  /**
   * Keeps an offer for the workstation that shows it, unless something of it has to be decided first (null): it has come to a time, is kept for
   * another workstation while its card is not here, is not to be shown any more, or somebody else decides about it at this moment. The texts:
   * checked already, because they are written together with others'.
   */
  lease(lease: ShownAt): Promise<Offer | null> {
    return this.leases.of(lease);
  }

  /** Everything that is due for a device or will be, the earliest first. */
  due(tenantId: string, deviceId: string, manager: EntityManager = this.dataSource.manager): Promise<StoredDue[]> {
    return preparedIn<StoredDue>(
      manager,
      'due-of-device',
      `select kind, cause, key_references as "keyReferences", due_at as "dueAt", deadline, urgency, offered,
         coalesce(held_back, case when waits_for_ring then '${ringClosed}' end) as "heldBack", campaign
       from due where tenant_id = $1 and device_id = $2 order by due_at, kind, key_references`,
      [tenantId, deviceId],
    );
  }

  /** null: nothing will happen to it by time. */
  async setTimer(manager: EntityManager, tenantId: string, deviceId: string, at: Date | null): Promise<void> {
    await preparedIn(
      manager,
      at === null ? 'timer-clear' : 'timer-set',
      at === null
        ? 'delete from device_timer where tenant_id = $1 and device_id = $2'
        : `insert into device_timer (tenant_id, device_id, at) values ($1, $2, $3)
           on conflict (tenant_id, device_id) do update set at = excluded.at`,
      at === null ? [tenantId, deviceId] : [tenantId, deviceId, at],
    );
  }

  /** Cards whose time has come. Nobody else takes them before the end of the transaction. */
  takeTimers(manager: EntityManager, now: Date, limit: number): Promise<{ tenantId: string; deviceId: string }[]> {
    return preparedIn(
      manager,
      'timers-take',
      `select tenant_id as "tenantId", device_id as "deviceId" from device_timer where at <= $1 order by at limit $2
       for update skip locked`,
      [now, limit],
    );
  }

  async presence(manager: EntityManager, tenantId: string, identityText: string): Promise<Presence | null> {
    const [row] = await preparedIn<Presence>(
      manager,
      'presence-of-card',
      `select workstation_id as "workstationId", reader_name as "readerName", reported_at as "reportedAt" from presence
       where tenant_id = $1 and identity_text = $2`,
      [tenantId, identityText],
    );
    return row ?? null;
  }
}
