/** How it went with a card that was to be put in again after its update, from the record. Fault harness only; requirements A16, A17. */
import type { Reinsertion } from '@cardwright/contracts/nats/issuance.api';
import { waitFor } from '@cardwright/embedded-servers/process';
import type { Records } from '../records.js';

type Row = Pick<Reinsertion, 'state' | 'why' | 'endedAt'> & { requestId: string };

/** A card that was put in is noticed when it is; nobody is reminded for ten minutes. */
const noticedWithinMs = 60_000;

/** Of the last update of the device. */
async function lastReinsertion(records: Records, deviceId: string): Promise<Row | undefined> {
  const [row] = await records.query<Row>(
    `SELECT request_id AS "requestId", state, why, ended_at AS "endedAt" FROM issuance.reinsertion
     WHERE device_id = $1 ORDER BY asked_at DESC LIMIT 1`,
    [deviceId],
  );
  return row;
}

/** What is broken while the card is awaited, in words. */
export async function notAwaited(records: Records, deviceId: string): Promise<string[]> {
  const row = await lastReinsertion(records, deviceId);
  return row?.state === 'AWAITING_REINSERT' ? [] : [`the card is not awaited: ${row?.state ?? 'never was'}`];
}

/** What is broken once it is in again. Nobody is at a desk here who could be asked what their programs see. */
export async function notNoticed(records: Records, deviceId: string): Promise<string[]> {
  const isOver = async (): Promise<boolean> => (await lastReinsertion(records, deviceId))?.endedAt != null;
  await waitFor(isOver, noticedWithinMs);
  const row = await lastReinsertion(records, deviceId);
  return row?.state === 'NOT_VERIFIED' && row.why === 'no-desk'
    ? []
    : [`the reinsertion is ${row?.state} (${row?.why})`];
}
