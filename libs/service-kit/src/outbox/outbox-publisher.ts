/**
 * Gives outbox rows to JetStream in the order of their ids, those of one device at least, with the event id as message id: at least once, doubles are
 * dropped by the server within its window and by consumers after it. Several copies may run: an advisory lock lets one publish at
 * a time. Polling is cheap (an empty partial index) and needs no connection of its own, unlike LISTEN.
 */
import { jetstream, type JetStreamClient } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { DataSource } from 'typeorm';
import type { DomainEvent } from '@cardwright/contracts/nats/domain-events';
import { eventSubject } from '@cardwright/contracts/nats/subjects';
import { preparedQuery } from '../database/prepared-query.js';
import type { Logger } from '../logging/logger.js';
import { sweepOutbox } from './outbox-table.js';

const batchSize = 100;
const intervalMs = 200;
/** While NATS is away: no need to ask it five times a second. */
const intervalAfterFailureMs = 2_000;
const sweepIntervalMs = 3600 * 1000;

interface OutboxRow {
  id: string;
  payload: DomainEvent;
}

export class OutboxPublisher {
  private readonly jetstream: JetStreamClient;
  private readonly anyWaiting: (values: readonly unknown[]) => Promise<{ any: boolean }[]>;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;
  private failing = false;
  private nextSweep = 0;

  constructor(
    private readonly dataSource: DataSource,
    connection: NatsConnection,
    private readonly logger: Pick<Logger, 'error' | 'info'>,
  ) {
    this.jetstream = jetstream(connection);
    this.anyWaiting = preparedQuery(
      dataSource,
      'outbox-waiting',
      'select exists (select from outbox where published_at is null) as any',
    );
  }

  start(): void {
    this.schedule(0);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  /**
   * One batch: returns how many events were published. Rejects when JetStream did not take one; those before it are marked, and it is the
   * first of the next batch. One after the other, but for states of different devices: of several under way, one could be refused and those behind it taken.
   */
  async publishOnce(): Promise<number> {
    // Most polls find nothing: one statement instead of a transaction of three.
    const [waiting] = await this.anyWaiting([]);
    if (waiting?.any !== true) return 0;
    const { published, failure } = await this.dataSource.transaction(async (manager) => {
      // One copy at a time: two would take every other row, and the order would be lost.
      const [turn]: { mine: boolean }[] = await manager.query(
        `select pg_try_advisory_xact_lock(hashtextextended('outbox ' || current_schema(), 0)) as mine`,
      );
      if (turn?.mine !== true) return { published: [] };
      const rows: OutboxRow[] = await manager.query(
        `select id, payload from outbox where published_at is null order by id limit ${batchSize} for update`,
      );
      const outcome = await this.publishInOrder(rows);
      if (outcome.published.length > 0)
        await manager.query('update outbox set published_at = clock_timestamp() where id = any($1::bigint[])', [
          outcome.published,
        ]);
      return outcome;
    });
    if (failure !== undefined) throw failure;
    return published.length;
  }

  /** Stops behind the first that is not taken. */
  private async publishInOrder(rows: readonly OutboxRow[]): Promise<{ published: string[]; failure?: Error }> {
    const published: string[] = [];
    for (const group of inAnyOrder(rows)) {
      const taken = await Promise.allSettled(group.map(({ payload }) => this.publish(payload)));
      published.push(...group.filter((_, at) => taken[at]!.status === 'fulfilled').map(({ id }) => id));
      const failed = taken.find((each) => each.status === 'rejected');
      if (failed !== undefined) return { published, failure: failed.reason as Error };
    }
    return { published };
  }

  private async publish(event: DomainEvent): Promise<void> {
    try {
      await this.jetstream.publish(eventSubject(event.name), JSON.stringify(event), { msgID: event.eventId });
    } catch (error) {
      throw new Error(`event ${event.eventId} (${event.name}) is not taken`, { cause: error });
    }
  }

  private schedule(delayMs: number): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.running = this.round().then((next) => this.schedule(next));
    }, delayMs);
    this.timer.unref();
  }

  private async round(): Promise<number> {
    try {
      const published = await this.publishOnce();
      if (this.failing) this.logger.info('domain events are published again');
      this.failing = false;
      await this.sweep();
      return published === batchSize ? 0 : intervalMs;
    } catch (error) {
      if (!this.failing) this.logger.error({ err: error }, 'domain events wait in the outbox');
      this.failing = true;
      return intervalAfterFailureMs;
    }
  }

  private async sweep(): Promise<void> {
    if (Date.now() < this.nextSweep) return;
    this.nextSweep = Date.now() + sweepIntervalMs;
    await sweepOutbox(this.dataSource);
  }
}

/**
 * Rows that follow each other and say how one device is now, each another one: they may overtake each other, and thousands of them come when a profile
 * has a new version. Every other row is by itself.
 */
function inAnyOrder(rows: readonly OutboxRow[]): OutboxRow[][] {
  const groups: OutboxRow[][] = [];
  let devices = new Set<string>();
  for (const row of rows) {
    const device =
      row.payload.name === 'device.changed' ? (row.payload as DomainEvent<'device.changed'>).data.deviceId : undefined;
    const joins = device !== undefined && devices.size > 0 && !devices.has(device);
    if (joins) groups.at(-1)!.push(row);
    else {
      groups.push([row]);
      devices = new Set();
    }
    if (device !== undefined) devices.add(device);
  }
  return groups;
}
