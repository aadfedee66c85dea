/** What the feed of events says of people who are new or changed: by their ids, never by names. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { enqueueEvents, type NewEvent } from '@cardwright/service-kit/outbox/enqueue-event';
import type { EntityManager } from 'typeorm';
import type { ChangeContext } from '../../persistence/change-context.js';
import type { WrittenRow } from './people-import.service.js';

type PersonEvent = NewEvent<'person.created' | 'person.changed' | 'person.disabled' | 'person.enabled'>;

/** People in one statement. */
const atOnce = 2000;

/** In the transaction that wrote them. A person whose row was written twice in it is told of once. */
export async function tellOfPeople(
  manager: EntityManager,
  written: readonly WrittenRow[],
  { tenantId, correlationId }: ChangeContext,
): Promise<void> {
  const people = [...new Map(written.map((row) => [row.person_id, row])).values()];
  for (let from = 0; from < people.length; from += atOnce) {
    if (from > 0) await nextTurn();
    const events = people.slice(from, from + atOnce).flatMap(eventsOf);
    await enqueueEvents(
      manager,
      events.map((event) => ({ ...event, tenantId, correlationId })),
    );
  }
}

function eventsOf(row: WrittenRow): Pick<PersonEvent, 'name' | 'data'>[] {
  const { person_id: personId, enabled } = row;
  if (row.created) return [{ name: 'person.created', data: { personId, enabled } }];
  const changed = { name: 'person.changed' as const, data: { personId, enabled } };
  if (enabled === row.was_enabled) return [changed];
  return [changed, { name: enabled ? ('person.enabled' as const) : ('person.disabled' as const), data: { personId } }];
}
