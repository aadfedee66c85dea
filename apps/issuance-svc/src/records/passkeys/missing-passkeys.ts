/** Which cards are to get a new passkey, in SQL. `device` is the row of the card. */

/** The newest that ended for a reason of its own, and not because an attempt to make it came to nothing. */
const newest = `(SELECT delete_why AS why, delete_requested_at AS since FROM passkey ended
  WHERE ended.device_id = device.device_id AND delete_why IS NOT NULL AND delete_why <> 'undone'
  ORDER BY delete_requested_at DESC LIMIT 1)`;
const hasOne = `EXISTS (SELECT FROM passkey living WHERE living.device_id = device.device_id AND living.state = 'REGISTERED')`;

/** Since when it has none although its card goes on; null: it has one, or had none. */
export const missingSince = `(SELECT newest.since FROM ${newest} newest WHERE newest.why IN ('suspended', 'renewed') AND NOT ${hasOne})`;

/** As DeviceExport says; null: none is due. */
export const passkeyDue = `(SELECT jsonb_build_object('cause', due.cause, 'since', due.since) FROM (
    SELECT 'PASSKEY_MISSING' AS cause, ${missingSince} AS since
    UNION ALL
    SELECT 'PASSKEY_RENEWAL', (SELECT min(renew_since) FROM passkey old
      WHERE old.device_id = device.device_id AND old.state = 'REGISTERED')
  ) due WHERE due.since IS NOT NULL AND EXISTS (SELECT FROM credential_profile_version version
    WHERE version.tenant_id = device.tenant_id AND version.name = device.profile_name
      AND version.version = device.profile_version AND version.definition ? 'passkey') LIMIT 1)`;
