/**
 * Cards of one person, as issuance-svc would have them, written as rows: thousands that nobody has to issue. One certificate each, which ends in
 * ten days where something is to be due and in two years otherwise. Specs and benchmarks only.
 */
import { randomUUID } from 'node:crypto';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import type { Records } from './records.js';

export interface PlantedCards {
  personId: string;
  count: number;
  firstSerial: number;
  /** A certificate of every so-manieth card ends soon: those whose serial number is divisible by this. */
  dueEvery: number;
  profileName?: string;
  /** By which they are found again. */
  label?: string;
}

/** update-svc does not hear of them: it reads them at a rebuild, or when they are published (`publishPlanted`). */
export async function plantCards(
  records: Records,
  { personId, count, firstSerial, dueEvery, profileName = 'authentication-only', label = 'planted' }: PlantedCards,
): Promise<void> {
  const requestId = randomUUID();
  await records.query(
    `INSERT INTO issuance.device (device_id, tenant_id, identity_text, label, model_id, state, pin_state, person_id, profile_name,
       profile_version, expires_on)
     SELECT gen_random_uuid(), $1, 'ykserial:' || ($3::bigint + n), $6, model_id, 'ACTIVE', 'set', $2, $4, 1,
       (now() + interval '5 years')::date
     FROM generate_series(0, $5::integer - 1) n, (SELECT model_id FROM issuance.card_model WHERE tenant_id = $1 LIMIT 1) model`,
    [defaultTenantId, personId, firstSerial, profileName, count, label],
  );
  await records.query(
    `INSERT INTO issuance.request (request_id, tenant_id, workflow_id, type, state, stage, percent, sentence, device_id, workstation_id,
       requested_by, correlation_id, finished_at)
     SELECT $1, tenant_id, $2, 'ISSUE', 'COMPLETED', 'done', 100, 'done', device_id, 'none', $2, $2, now()
     FROM issuance.device WHERE label = $2 LIMIT 1`,
    [requestId, label],
  );
  await records.query(
    `INSERT INTO issuance.credential (credential_id, tenant_id, device_id, request_id, attempt, application, container, key_reference,
       algorithm, key_origin, state, not_after)
     SELECT gen_random_uuid(), tenant_id, device_id, $1, 1, 'PIV', 'authentication', '9A', 'ECCP256', 'card', 'ACTIVE',
       now() + CASE WHEN substr(identity_text, 10)::bigint % $3 = 0 THEN interval '10 days' ELSE interval '2 years' END
     FROM issuance.device WHERE label = $2`,
    [requestId, label, dueEvery],
  );
  await records.query('ANALYZE issuance.device, issuance.credential');
}

/** issuance-svc publishes them by its own events, as it does when a holder or a profile has changed. */
export async function publishPlanted(records: Records, identityTexts: readonly string[]): Promise<void> {
  await records.query(
    `INSERT INTO issuance.device_to_publish SELECT device_id FROM issuance.device WHERE identity_text = ANY ($1)
     ON CONFLICT DO NOTHING`,
    [identityTexts],
  );
}

/** A certificate of these cards ends in ten days: something is due for them now. */
export async function becomeDue(records: Records, identityTexts: readonly string[]): Promise<void> {
  await records.query(
    `UPDATE issuance.credential SET not_after = now() + interval '10 days'
     WHERE device_id IN (SELECT device_id FROM issuance.device WHERE identity_text = ANY ($1))`,
    [identityTexts],
  );
  await publishPlanted(records, identityTexts);
}
