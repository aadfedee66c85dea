/**
 * The list of workstations at 100,000 of them, which were heard at some time before and are away now: each order (by last seen is the console's) with
 * each filter, of what is frequent, of what is rare and of what is not there. Through the gateway, one after the other, as one person asks. Rows in the
 * table; no agent runs behind them, and none is asked.
 */
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { workstationSorts } from '@cardwright/contracts/workstation/workstation';
import { openRecords } from '@cardwright/testing/records';
import { pageTimes, slowest } from '../lib/list-times.mjs';

/** @param {import('../lib/stand.mjs').Stand} stand @param {{ quick: boolean }} options */
export async function workstationList(stand, { quick }) {
  await plantWorkstations(stand, quick ? 10_000 : 100_000);
  const filters = [
    ...[
      '',
      'online=true',
      'online=false',
      'version=1.4.2',
      'version=9.9.9',
      'policy=off',
      'policy=mistakes',
      'readers=none',
      'readers=card',
    ],
    ...['group=Group%207', 'group=nowhere', 'query=pc-000', 'query=pc-0777', 'query=nothing%20of%20that%20name'],
  ];
  const paths = workstationSorts.flatMap((sort) =>
    ['asc', 'desc'].flatMap((order) =>
      filters.map((filter) => `/workstations?limit=50&sort=${sort}&order=${order}${filter && `&${filter}`}`),
    ),
  );
  const bySeen = paths.filter((path) => path.includes('sort=last-seen'));
  const read = (/** @type {string} */ path) => pageTimes(stand, path);
  const others = paths.filter((path) => !bySeen.includes(path));
  return [
    await slowest('list of workstations by last seen, each filter', bySeen, read),
    await slowest('list of workstations, each other sort with each filter', others, read),
  ];
}

/** @param {import('../lib/stand.mjs').Stand} stand @param {number} count */
async function plantWorkstations(stand, count) {
  const records = await openRecords(stand.system);
  try {
    await records.query(
      `INSERT INTO issuance.workstation (workstation_id, tenant_id, name, group_name, agent_nkey, agent_version, enrolled_at, last_seen_at, gone_at,
         reported_at, system, auto_update, auto_update_source, policy_problems, reader_count, card_count, created_at)
       SELECT 'bench-' || n, '${defaultTenantId}'::uuid, 'pc-' || lpad(n::text, 6, '0'), CASE WHEN n % 10 > 0 THEN 'Group ' || (n % 200) END, NULL,
         '1.' || (n % 7) || '.2', now() - n * interval '1 minute', now() - (n * 31 % ${count} + 60) * interval '1 minute',
         now() - (n * 31 % ${count} + 59) * interval '1 minute', now() - (n * 31 % ${count} + 60) * interval '1 minute', 'Ubuntu 24.04',
         n % 5 > 0, 'policy', CASE WHEN n % 500 = 0 THEN 1 ELSE 0 END, n % 3, 0, now() - n * interval '1 minute'
       FROM generate_series(1, ${count}) n`,
    );
    await records.query('ANALYZE issuance.workstation');
  } finally {
    await records.close();
  }
}
