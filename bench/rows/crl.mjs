/**
 * A CRL of a hundred thousand certificates: made anew after one more revocation, read piece by piece as the gateway does, and served by the
 * gateway. And a million revoked certificates in ten lists, of which one changes. Rows in the vault's tables; openssl reads what comes out.
 */
import { execFileSync } from 'node:child_process';
import { request } from 'node:http';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { openRecords } from '@cardwright/testing/records';
import { median } from '../lib/figures.mjs';

const perList = 100_000;
const bars = { builtMs: 300, servedMs: 100 };

/** @param {import('../lib/stand.mjs').Stand} stand @param {{ quick: boolean }} options */
export async function crl(stand, { quick }) {
  const lists = quick ? 2 : 10;
  const rounds = quick ? 3 : 9;
  const records = await openRecords(stand.system);
  stand.stopLater(() => records.close());
  const names = Array.from({ length: lists }, (_, index) => `issuing-1.${900 + index}`);
  for (const name of names) await plant(records, name);
  const [{ entries }] = await records.query(
    `select count(*)::int as entries from pki.crl_entries where issuer_id = 'issuing-1'`,
  );
  const gateway = await stand.system.rpcAs('gateway');
  stand.stopLater(() => gateway.close());
  const context = { tenantId: defaultTenantId, correlationId: 'bench-crl' };
  const ask = (/** @type {object} */ body) => gateway.rpc.pki('crl.get', body, context);
  const list = names[0];
  // The first of each: all of them, as after a migration.
  for (const name of names) await ask({ issuerId: name, piece: 0 });

  const built = [];
  const served = [];
  const bytes = [];
  for (let round = 0; round < rounds; round++) {
    await records.query('insert into pki.crl_changes (crl_list) values ($1)', [list]);
    const from = performance.now();
    const { crlNumber } = await ask({ issuerId: list, piece: 0 });
    built.push(performance.now() - from);
    // The first request of the new one brings it to the gateway's disk; the ones after it are what everybody gets.
    await untilServed(stand.gateway.httpPort, list, crlNumber);
    const begun = performance.now();
    const answer = await get(stand.gateway.httpPort, list);
    served.push(performance.now() - begun);
    bytes.push(answer.length);
    if (round === 0) check(answer);
  }
  return [
    row('CRL of 100,000 entries, made anew', built, bars.builtMs, `${entries} entries of the issuer in ${lists} lists`),
    row('the same, served by the gateway', served, bars.servedMs, `${(median(bytes) / 1e6).toFixed(1)} MB`),
  ];
}

/** @param {string} name @param {number[]} timesMs @param {number} barMs @param {string} about */
function row(name, timesMs, barMs, about) {
  const ms = median(timesMs);
  return {
    row: name,
    measured: `${ms.toFixed(0)} ms (${Math.min(...timesMs).toFixed(0)} to ${Math.max(...timesMs).toFixed(0)}), ${about}`,
    reference: `${barMs} ms`,
    ratio: ms / barMs,
    bar: '<= 1',
    ok: ms <= barMs,
  };
}

/** openssl reads it, and counts. @param {Buffer} der */
function check(der) {
  const text = execFileSync('openssl', ['crl', '-inform', 'DER', '-noout', '-text'], {
    input: der,
    maxBuffer: 1 << 28,
  });
  const count = text.toString().match(/Serial Number/g)?.length ?? 0;
  if (count !== perList) throw new Error(`openssl counts ${count} entries`);
}

/** @param {number} port @param {string} list @returns {Promise<Buffer>} */
function get(port, list) {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path: `/crl/${list}.crl` }, (response) => {
      /** @type {Buffer[]} */
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => {
        const body = Buffer.concat(chunks);
        if (response.statusCode === 200) resolve(Object.assign(body, { etag: response.headers.etag }));
        else reject(new Error(`the gateway answered ${response.statusCode}`));
      });
    })
      .on('error', reject)
      .end();
  });
}

/** The gateway looks again after two seconds. @param {number} port @param {string} list @param {number} crlNumber */
async function untilServed(port, list, crlNumber) {
  while (Number(/** @type {any} */ (await get(port, list)).etag.replaceAll('"', '')) < crlNumber)
    await new Promise((resolve) => setTimeout(resolve, 50));
}

/** A list of revoked certificates that never were. @param {Awaited<ReturnType<typeof openRecords>>} records @param {string} name */
async function plant(records, name) {
  await records.query(`insert into pki.crl_lists (crl_list, issuer_id) values ($1, 'issuing-1')`, [name]);
  await records.query(
    `with made as (
       insert into pki.certificates (tenant_id, issuer_id, serial_number, idempotency_key, public_key_sha256, request_sha256,
         certificate_profile, device_id, request_id, key_reference, subject_text, start_on_hold, status, tbs, certificate,
         not_before, not_after, planned_at, signed_at, revoked_at, revocation_reason, crl_list)
       select '${defaultTenantId}', 'issuing-1', '\\x40'::bytea || substring(sha256(convert_to($1 || nth, 'UTF8')) for 15),
         $1 || '/' || nth, sha256(convert_to($1 || nth, 'UTF8')), '\\x00', 'piv-authentication', $1 || '/' || nth, $1, '9A', 'CN=bench',
         false, 'revoked', '\\x00', '\\x00', now(), now() + interval '1 year', now(), now(), now(), 'superseded', $1
         from generate_series(1, ${perList}) nth
       returning id, issuer_id, not_after, serial_number)
     insert into pki.crl_entries (certificate_id, issuer_id, crl_list, not_after, entry)
     select id, issuer_id, $1, not_after, '\\x302f0210'::bytea || serial_number || '\\x170d3236313132383130303030305a'::bytea
         || '\\x300c300a0603551d1504030a0104'::bytea from made`,
    [name],
  );
}
