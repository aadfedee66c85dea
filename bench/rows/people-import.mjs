/**
 * A file of a hundred thousand people, in pieces as the command line sends it: checked only, brought in, and brought in again with one in a hundred
 * changed. The reference is what Postgres needs for as many bare rows of the same text (one INSERT).
 */
import { openRecords } from '@cardwright/testing/records';
import { accessToken } from '@cardwright/testing/tokens';

/** @param {import('../lib/stand.mjs').Stand} stand @param {{ quick: boolean }} options */
export async function peopleImport(stand, { quick }) {
  const count = quick ? 10_000 : 100_000;
  const records = await openRecords(stand.system);
  stand.stopLater(() => records.close());
  const client = 'cardwright-scripts';
  const claims = {
    sub: client,
    client_id: client,
    external_id: undefined,
    name: undefined,
    roles: ['system-administrator'],
  };
  const exp = Math.floor(Date.now() / 1000) + 3600;
  const authorization = `Bearer ${await accessToken(stand.system, { ...claims, exp })}`;
  const send = async (
    /** @type {string} */ method,
    /** @type {string} */ path,
    /** @type {any} */ body,
    type = 'application/json',
  ) => {
    const init = { method, headers: { authorization, 'content-type': type }, body };
    const response = await fetch(`${stand.gateway.url}/api/v1${path}`, init);
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  /** Seconds from the first piece to the answer. @param {string} text @param {boolean} dryRun */
  const bringIn = async (text, dryRun = false) => {
    const bytes = Buffer.from(text);
    const from = performance.now();
    const { importId, pieceBytes } = await send('POST', '/people/imports', '{}');
    const pieces = Math.ceil(bytes.length / pieceBytes);
    for (let piece = 1; piece <= pieces; piece++) {
      const part = bytes.subarray((piece - 1) * pieceBytes, piece * pieceBytes);
      await send('PUT', `/people/imports/${importId}/pieces/${piece}`, part, 'application/octet-stream');
    }
    const answer = await send('POST', `/people/imports/${importId}/commit`, JSON.stringify({ pieces, dryRun }));
    return { seconds: (performance.now() - from) / 1000, answer, megabytes: bytes.length / 1e6 };
  };
  const bare = await timed(() =>
    records.query(
      `CREATE TEMP TABLE bare AS SELECT gen_random_uuid() AS id, 'I' || n AS external_id, 'Given' || n AS given, 'Name' || n AS surname,
         'i' || n || '@example.test' AS email, 'Unit ' || n % 200 AS unit FROM generate_series(1, ${count}) n`,
    ),
  );
  const checked = await bringIn(file(count, 'Sales'), true);
  const first = await bringIn(file(count, 'Sales'));
  const again = await bringIn(file(count, 'Support'));
  const row = (/** @type {string} */ name, /** @type {typeof first} */ { seconds, answer, megabytes }) => ({
    row: `import of ${count} people: ${name}`,
    measured: `${seconds.toFixed(1)} s, ${megabytes.toFixed(1)} MB; created ${answer.created}, updated ${answer.updated}, unchanged ${answer.unchanged}`,
    reference: `${bare.toFixed(2)} s, bare rows`,
    ratio: seconds / bare,
  });
  return [row('checked only', checked), row('brought in', first), row('again, one in a hundred changed', again)];
}

/** unit: of every hundredth. @param {number} count @param {string} unit */
const file = (count, unit) =>
  ['external_id,given_name,surname,email,organizational_unit']
    .concat(
      Array.from({ length: count }, (_, n) => {
        const of = n % 100 === 0 ? unit : `Unit ${n % 200}`;
        return `I${n},Given${n},Name${n},i${n}@example.test,${of}`;
      }),
    )
    .join('\n');

/** @param {() => Promise<unknown>} work @returns {Promise<number>} seconds */
async function timed(work) {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1000;
}
