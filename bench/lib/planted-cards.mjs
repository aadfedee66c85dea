/** People, cards and certificates as rows in the tables, for the rows about lists; nothing is issued. */
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { openRecords } from '@cardwright/testing/records';

/** Once for a stand. @param {import('./stand.mjs').Stand} stand @param {number} count of people and of cards; seven of ten cards are in use */
export async function plantCards(stand, count) {
  const records = await openRecords(stand.system);
  try {
    const [planted] = await records.query(`SELECT 1 FROM issuance.request WHERE requested_by = 'bench-lists' LIMIT 1`);
    if (planted === undefined) await plant(records, count);
  } finally {
    await records.close();
  }
}

/** @param {Awaited<ReturnType<typeof openRecords>>} records @param {number} count of people and of cards; seven of ten cards are in use */
async function plant(records, count) {
  const tenant = `'${defaultTenantId}'::uuid`;
  for (const statement of [
    `INSERT INTO issuance.person (person_id, tenant_id, external_id, given_name, surname, display_name, organizational_unit, created_at, updated_at)
     SELECT gen_random_uuid(), ${tenant}, 'E' || n, 'Given' || (n * 7919 % ${count}), 'Name' || n, 'Given' || (n * 7919 % ${count}) || ' Name' || n,
       CASE WHEN n % 10 > 0 THEN 'Unit ' || (n % 200) END, now() - n * interval '1 minute', now() - (n * 31 % ${count}) * interval '1 minute'
     FROM generate_series(1, ${count}) n`,
    `INSERT INTO issuance.device (device_id, tenant_id, identity_text, label, model_id, state, person_id, profile_name, profile_version, expires_on,
       created_at, updated_at)
     SELECT gen_random_uuid(), ${tenant}, 'ykserial:' || (20000000 + n), (20000000 + n)::text, (SELECT min(model_id) FROM issuance.card_model),
       CASE WHEN n % 10 < 7 THEN 'ACTIVE' WHEN n % 1000 = 9 THEN 'SUSPENDED' ELSE 'AVAILABLE' END,
       CASE WHEN n % 10 < 7 OR n % 1000 = 9 THEN person_id END,
       CASE WHEN n % 10 < 7 THEN CASE WHEN n % 500 = 0 THEN 'rare' ELSE 'piv-four' END END, 1,
       CASE WHEN n % 10 < 7 THEN CURRENT_DATE + (n % 1500)::int END, now() - n * interval '1 minute',
       now() - (n * 17 % ${count}) * interval '1 minute'
     FROM (SELECT row_number() OVER (ORDER BY random()) AS n, person_id FROM issuance.person WHERE external_id LIKE 'E%') p`,
    `INSERT INTO issuance.request (request_id, tenant_id, workflow_id, type, state, stage, percent, sentence, device_id, person_id, profile_name,
       workstation_id, requested_by, correlation_id, created_at, finished_at)
     SELECT device_id, tenant_id, 'bench-lists', 'ISSUE', 'COMPLETED', 'done', 100, 'done', device_id, person_id, profile_name, 'none', 'bench-lists',
       'bench-lists', created_at, now()
     FROM issuance.device WHERE identity_text LIKE 'ykserial:20%' AND person_id IS NOT NULL`,
    `INSERT INTO issuance.credential (credential_id, tenant_id, device_id, request_id, attempt, application, container, key_reference, algorithm,
       key_origin, state, issuer_id, serial_number_hex, certificate_profile, not_after, created_at, updated_at)
     SELECT gen_random_uuid(), tenant_id, device_id, device_id, 1, 'PIV', c::text, (ARRAY['9A', '9C', '9D', '9E', '82', '9A'])[c], 'ECCP256', 'card',
       CASE WHEN c = 6 THEN CASE WHEN abs(hashtext(device_id::text)) % 20 = 0 THEN 'SUPERSEDED' ELSE 'REVOKED' END
         WHEN state = 'SUSPENDED' THEN 'HELD' ELSE 'ACTIVE' END,
       CASE WHEN abs(hashtext(device_id::text)) % 1000 = 0 THEN 'issuing-0' ELSE 'issuing-1' END, upper(md5(device_id::text || c)),
       (ARRAY['piv-authentication', 'piv-signature', 'piv-key-management', 'piv-card-authentication', 'piv-key-management', 'piv-authentication'])[c],
       now() + (abs(hashtext(device_id::text) % 1000) + c % 2 - CASE WHEN c = 6 THEN 900 ELSE 0 END) * interval '1 day', created_at, updated_at
     FROM issuance.device, generate_series(1, 6) c WHERE identity_text LIKE 'ykserial:20%' AND person_id IS NOT NULL`,
    'ANALYZE',
  ])
    await records.query(statement);
}
