/**
 * Whether what services published is what the AsyncAPI document says, and nothing besides: a field that it does not name is a fault here, although clients
 * are told to ignore it. Each test system is asked when it stops (system.ts), so that every run of the system specs is held against the document. Specs only.
 */
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import type { DomainEvent } from '@cardwright/contracts/nats/domain-events';
import { feedEventOf, isFeedEvent } from '@cardwright/contracts/nats/event-feed';
import { openRecords } from './records.js';
import type { TestSystem } from './installation.js';

type Schema = Record<string, unknown>;

const document = JSON.parse(readFileSync(new URL('../../../apps/gateway/asyncapi.json', import.meta.url), 'utf8')) as {
  components: { schemas: Record<string, Schema> };
};

/** What update-svc alone is told. */
const between: ReadonlySet<string> = new Set(['device.changed']);

/** A sentence for each event that does not match. */
export function eventFaults(events: readonly DomainEvent[]): string[] {
  const ajv = new Ajv({ strict: false, validateFormats: false });
  ajv.addSchema(closed(document) as Schema, 'document');
  return events.flatMap((event) => {
    if (between.has(event.name)) return [];
    const named = `${event.name} ${event.eventId}`;
    if (!isFeedEvent(event)) return [`${named}: the feed knows no such event`];
    if (ajv.validate(`document#/components/schemas/${event.name}`, feedEventOf(event))) return [];
    return [`${named}: ${ajv.errorsText()} in ${JSON.stringify(event.data)}`];
  });
}

/** Throws Error with a line per fault. A system whose database is gone already has nothing to say. */
export async function expectEventsAsDocumented(system: TestSystem): Promise<void> {
  const records = await openRecords(system);
  try {
    const rows = await records.query<{ payload: DomainEvent }>(
      'SELECT payload FROM issuance.outbox UNION ALL SELECT payload FROM pki.outbox UNION ALL SELECT payload FROM "update".outbox',
    );
    const faults = eventFaults(rows.map(({ payload }) => payload));
    if (faults.length > 0) throw new Error(['Events are not as asyncapi.json says:', ...faults].join('\n'));
  } catch (error) {
    if ((error as { code?: string }).code !== 'ECONNREFUSED') throw error;
  } finally {
    await records.close();
  }
}

/** Objects hold what is named and no more. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const schema = Object.fromEntries(Object.entries(value).map(([key, each]) => [key, closed(each)]));
  return schema['type'] === 'object' && 'properties' in schema && !('additionalProperties' in schema)
    ? { ...schema, additionalProperties: false }
    : schema;
}
