/** The record of browser sessions: begun once, ended for good, whoever asks and however many copies there are. */
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Actor } from '@cardwright/contracts/nats/rpc';
import { actorWith, startRecordsService, type RecordsService } from '../support/records-service.js';

const grace = actorWith('grace');
const officer = actorWith('sofia', ['SO']);
let service: RecordsService;
const newId = (): string => createHash('sha256').update(randomBytes(32)).digest('hex').toUpperCase();
const query = <Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> =>
  service.running.dataSource!.query(sql, parameters);

beforeAll(async () => {
  service = await startRecordsService();
}, 90_000);
afterAll(async () => service?.stop(), 30_000);

async function begun(actor: Actor = grace, idleSeconds = 3600, absoluteSeconds = 28_800): Promise<string> {
  const sessionSha256Hex = newId();
  const { expiresAt } = await service.ask('sessions.start', { sessionSha256Hex, idleSeconds, absoluteSeconds }, actor);
  expect(Math.abs(Date.parse(expiresAt) - Date.now() - absoluteSeconds * 1000)).toBeLessThan(10_000);
  return sessionSha256Hex;
}
const isActive = async (sessionSha256Hex: string, touch = false): Promise<boolean> =>
  (await service.ask('sessions.check', { sessionSha256Hex, touch })).active;
const end = async (sessionSha256Hex: string): Promise<boolean> =>
  (await service.ask('sessions.end', { sessionSha256Hex })).ended;
/** As if so long ago. */
const ago = (id: string, column: 'last_seen_at' | 'expires_at', seconds: number) =>
  query(`UPDATE web_session SET ${column} = now() - make_interval(secs => $2) WHERE session_sha256_hex = $1`, [
    id,
    seconds,
  ]);

it('goes on until it is ended, and never again after that', async () => {
  const [id, other] = [await begun(), await begun()];
  expect([await isActive(id), await isActive(id, true)]).toEqual([true, true]);
  expect([await end(id), await end(id)]).toEqual([true, false]);
  expect([await isActive(id, true), await isActive(other)]).toEqual([false, true]);
});

it('is not known when nobody began it', async () => {
  const id = newId();
  expect([await isActive(id), await end(id)]).toEqual([false, false]);
});

it('ends when nobody uses it for its idle time, and a use begins that anew', async () => {
  const id = await begun(grace, 600);
  await ago(id, 'last_seen_at', 599);
  expect(await isActive(id)).toBe(true);
  // Only a look: the time goes on.
  await ago(id, 'last_seen_at', 601);
  expect(await isActive(id, true)).toBe(false);
  const used = await begun(grace, 600);
  await ago(used, 'last_seen_at', 590);
  expect(await isActive(used, true)).toBe(true);
  const [row] = await query<{ seconds: number }>(
    `SELECT extract(epoch FROM now() - last_seen_at)::float AS seconds FROM web_session WHERE session_sha256_hex = $1`,
    [used],
  );
  expect(row!.seconds).toBeLessThan(10);
});

it('ends after its absolute time, however much it is used', async () => {
  const id = await begun();
  await ago(id, 'expires_at', 1);
  expect([await isActive(id, true), await end(id)]).toEqual([false, false]);
});

it('is not used back to life while it is being ended', async () => {
  for (let round = 0; round < 10; round++) {
    const id = await begun();
    await ago(id, 'last_seen_at', 60);
    await Promise.all([isActive(id, true), end(id), isActive(id, true)]);
    expect(await isActive(id)).toBe(false);
  }
});

it('is written into the audit trail with its person, and without what it is known by', async () => {
  const owner = actorWith('anna');
  const id = await begun(owner);
  await end(id);
  const rows = (await service.ask('audit.list', { limit: 200 }, officer)).rows.filter(({ actor }) =>
    actor.startsWith('person:anna@'),
  );
  expect(rows.map(({ action, object }) => [action, object])).toEqual([
    ['session.ended', `session:${id.slice(0, 16)}`],
    ['session.started', `session:${id.slice(0, 16)}`],
  ]);
  expect(JSON.stringify(rows)).not.toContain(id);
});

it('refuses / nobody’s session, and ids and times that are none', async () => {
  const good = { sessionSha256Hex: newId(), idleSeconds: 60, absoluteSeconds: 60 };
  await expect(service.ask('sessions.start', good)).rejects.toMatchObject({ code: 'AUTH_REQUIRED' });
  for (const wrong of [
    { sessionSha256Hex: 'abc' },
    { sessionSha256Hex: good.sessionSha256Hex.toLowerCase() },
    { idleSeconds: 0 },
    { absoluteSeconds: 1e9 },
    { idleSeconds: 1.5 },
  ])
    await expect(service.ask('sessions.start', { ...good, ...wrong }, grace)).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
    });
  await expect(service.ask('sessions.check', { sessionSha256Hex: "' OR 1=1", touch: true })).rejects.toMatchObject({
    code: 'REQUEST_INVALID',
  });
});

it('is forgotten a month after its end, a few with each new one', async () => {
  const old = await begun();
  await ago(old, 'expires_at', 31 * 24 * 3600);
  await begun();
  expect(await query('SELECT 1 FROM web_session WHERE session_sha256_hex = $1', [old])).toEqual([]);
});
