/**
 * What an operator finds things by, at 100,000 people, 100,000 cards and 420,000 certificates: both lists, sorted and narrowed, the search over
 * everything, and what the start page shows. Through the gateway, one after the other, as one person asks. Rows in the tables; nothing is issued.
 */
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { deviceSorts, personSorts } from '@cardwright/contracts/nats/list-filters';
import { openRecords } from '@cardwright/testing/records';
import { median } from '../lib/figures.mjs';

const barMs = 100;
const pages = 5;

/** @param {import('../lib/stand.mjs').Stand} stand @param {{ quick: boolean }} options */
export async function lists(stand, { quick }) {
  const count = quick ? 10_000 : 100_000;
  const records = await openRecords(stand.system);
  stand.stopLater(() => records.close());
  await plant(records, count);
  const since = new Date(Date.now() - 3_600_000).toISOString();
  const filters = {
    devices: [
      '',
      'state=SUSPENDED',
      'profileName=rare',
      'certificatesExpireWithinDays=30',
      `updatedSince=${since}`,
      'query=Name9',
    ],
    people: ['', 'organizationalUnit=Unit%207', `updatedSince=${since}`, 'query=Name9'],
  };
  /** Some pages of it, one after the other. @param {string} path @returns {Promise<number[]>} milliseconds of each */
  const read = async (path) => {
    const times = [];
    let cursor = '';
    for (let page = 0; page < pages && cursor !== undefined; page++) {
      const from = performance.now();
      const { nextCursor } = await stand.api('GET', `${path}${cursor}`);
      times.push(performance.now() - from);
      cursor = nextCursor === null ? undefined : `&cursor=${encodeURIComponent(nextCursor)}`;
    }
    return times;
  };
  const rows = [];
  for (const [list, sorts] of /** @type {const} */ ([
    ['devices', deviceSorts],
    ['people', personSorts],
  ])) {
    const paths = sorts.flatMap((sort) =>
      ['asc', 'desc'].flatMap((order) =>
        filters[list].map((filter) => `/${list}?limit=50&sort=${sort}&order=${order}${filter && `&${filter}`}`),
      ),
    );
    rows.push(await slowest(`list of ${list}, each sort with each filter`, paths, read));
  }
  const searched = ['Name9', 'Given77 Name7', 'E4711', '20004711', 'nobody of that name', '7f00ff0000aa11'];
  rows.push(
    await slowest(
      'search over everything',
      searched.map((text) => `/search?query=${encodeURIComponent(text)}`),
      once,
    ),
  );
  rows.push(
    await slowest(
      'start page',
      ['/devices/overview', '/sagas/attention', '/sagas/weeks', '/sagas?attention=true&limit=50'],
      once,
    ),
  );
  return rows;

  /** @param {string} path */
  async function once(path) {
    const from = performance.now();
    await stand.api('GET', path);
    return [performance.now() - from];
  }
}

/** The median of each in turn, thrice; the slowest is what counts. @param {string} name @param {string[]} paths @param {(path: string) => Promise<number[]>} read */
async function slowest(name, paths, read) {
  const medians = [];
  for (const path of paths) {
    await read(path);
    medians.push({ path, ms: median([...(await read(path)), ...(await read(path)), ...(await read(path))]) });
  }
  medians.sort((a, b) => a.ms - b.ms);
  const worst = /** @type {{ path: string, ms: number }} */ (medians.at(-1));
  const over = medians.filter(({ ms }) => ms > barMs).length;
  return {
    row: name,
    measured: `${median(medians.map(({ ms }) => ms)).toFixed(0)} ms, slowest ${worst.ms.toFixed(0)} ms (${worst.path}), ${over} of ${medians.length} over`,
    reference: `${barMs} ms each`,
    ratio: worst.ms / barMs,
    bar: '<= 1',
    ok: worst.ms <= barMs,
  };
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
    `INSERT INTO issuance.request (request_id, tenant_id, workflow_id, type, state, stage, percent, sentence, device_id, workstation_id, requested_by,
       correlation_id, finished_at)
     SELECT device_id, tenant_id, 'bench-lists', 'ISSUE', 'COMPLETED', 'done', 100, 'done', device_id, 'none', 'bench-lists', 'bench-lists', now()
     FROM issuance.device WHERE identity_text LIKE 'ykserial:20%' AND person_id IS NOT NULL`,
    `INSERT INTO issuance.credential (credential_id, tenant_id, device_id, request_id, attempt, application, container, key_reference, algorithm,
       key_origin, state, issuer_id, serial_number_hex, not_after)
     SELECT gen_random_uuid(), tenant_id, device_id, device_id, 1, 'PIV', c::text, '9A', 'ECCP256', 'card',
       CASE WHEN c = 6 THEN 'REVOKED' ELSE 'ACTIVE' END, 'issuing-1', md5(device_id::text || c),
       now() + (abs(hashtext(device_id::text) % 1000) + c % 2) * interval '1 day'
     FROM issuance.device, generate_series(1, 6) c WHERE identity_text LIKE 'ykserial:20%' AND person_id IS NOT NULL`,
    'ANALYZE',
  ])
    await records.query(statement);
}
