/**
 * A profile of a hundred thousand cards has a new version: every card gets its place in the roll-out while the read model is filled, with checks
 * meanwhile; then checks of cards that wait for their ring, compared with an echo handler that does one primary-key SELECT of the same cards; and
 * rings that are opened. Rows only: how long issuance-svc takes to publish so many cards is not in it.
 */
import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { plantCards } from '@cardwright/testing/planted-cards';
import { openRecords } from '@cardwright/testing/records';
import { asAgents, startEcho, untilAnswered } from '../lib/checks.mjs';
import { byTurns, closedLoop, forSeconds, median, percentile } from '../lib/figures.mjs';
import { cpuDuring, cpuSeconds } from '../lib/process-figures.mjs';
import { firstSerial, planted, rowsOf, startUpdateService } from './update-due.mjs';

const inFlight = 16;
const profileName = 'authentication-only';

/** @param {import('../lib/stand.mjs').Stand} stand @param {{ quick: boolean }} options */
export async function rollout(stand, { quick }) {
  const [rounds, seconds, wanted] = quick ? [1, 2, 10_000] : [5, 4, 100_000];
  const records = await openRecords(stand.system);
  stand.stopLater(() => records.close());
  /** @param {string} sql @returns {Promise<number>} */
  const number = async (sql) => (await records.query(`SELECT count(*)::int AS number FROM ${sql}`))[0].number;
  // `update-due` leaves its own.
  const there = await number(`issuance.device WHERE label = 'bench'`);
  if (there === 0) await plantCards(records, planted(stand.people.first, wanted));
  const cards = there === 0 ? wanted : there;
  await stand.system.services['update-svc'].stop();
  const agents = await asAgents(stand);
  const ask = async (/** @type {string} */ name, /** @type {number} */ card) => {
    const body = { identityText: `ykserial:${firstSerial + card}`, agentVersion: '0.1.0', offers: 1, readerName: 'R' };
    const envelope = { tenantId: defaultTenantId, correlationId: randomUUID(), body };
    const reply = await agents.ask(name, envelope, Math.floor(card / 5));
    if (reply.error !== undefined) throw new Error(`${name}: ${reply.error.code}`);
    return reply.body.answer;
  };
  // Of the others something is due beside the version.
  const quietCard = () => randomInt(cards / 5) * 5 + 1 + randomInt(4);

  const { profile } = await stand.api('GET', `/profiles/${profileName}`);
  const more = { container: 'card-authentication', keyReference: '9E', algorithm: 'ECCP256', keyOrigin: 'card' };
  const credentials = [...profile.definition.credentials, { ...more, certificateProfile: 'piv-card-authentication' }];
  await stand.api('POST', '/profiles', { definition: { ...profile.definition, credentials } });
  // No event for each of them: they come with the export.
  await records.query('DELETE FROM issuance.profile_to_publish');
  const startedAt = (await records.query('SELECT clock_timestamp() AS now'))[0].now;
  const from = performance.now();
  const service = await startUpdateService(stand, { ROLLOUT_SPREAD_DAYS: '5', READ_MODEL_REBUILD: 'on' });
  let joined = false;
  const meanwhile = closedLoop({
    inFlight: 1,
    next: () => (joined ? undefined : true),
    work: () => ask('update.check', quietCard()),
  });
  while ((await number(`update.read_model WHERE rebuilt_at > '${startedAt.toISOString()}'`)) === 0) await delay(500);
  joined = true;
  const joinedMs = performance.now() - from;
  const joinedCpu = await cpuSeconds(service.pid);
  const { latenciesMs } = await meanwhile;
  const places = await number('update.rollout_card');
  if (places < cards) throw new Error(`${places} of ${cards} cards have a place in the roll-out`);

  await records.query(
    'VACUUM ANALYZE update.device_state, update.due, update.offer, update.device_timer, update.rollout_card',
  );
  const echo = await startEcho(stand);
  await untilAnswered(() => ask('update.echo', 1));
  const measure = (/** @type {string} */ name, /** @type {number} */ pid) => async () => {
    const before = await cpuSeconds(pid);
    const { result: round, cpu } = await cpuDuring(process.pid, () =>
      closedLoop({ inFlight, next: forSeconds(seconds), work: () => ask(name, quietCard()) }),
    );
    const micros = (/** @type {number} */ used) => (1e6 * used) / round.count;
    return {
      rate: round.rate,
      p99: percentile(round.latenciesMs, 0.99),
      cpuMicros: micros((await cpuSeconds(pid)) - before),
      postgresMicros: micros(cpu.postgres ?? 0),
    };
  };
  const [ours, reference] = [measure('update.check', service.pid), measure('update.echo', echo.pid)];
  await ours();
  await reference();
  const compared = await byTurns(rounds, { ours, reference });

  const { rows } = await stand.api('GET', '/rollouts');
  const openedAt = performance.now();
  const openedCpu = await cpuSeconds(service.pid);
  for (let ring = 2; ring <= 3; ring++) await stand.api('POST', `/rollouts/${rows[0].rolloutId}/advance`, {});
  const stale = () =>
    number(
      `update.rollout_card card JOIN update.rollout USING (rollout_id) WHERE card.generation < rollout.generation`,
    );
  while ((await stale()) > 0) await delay(200);
  const openedMs = performance.now() - openedAt;
  const opened = (await cpuSeconds(service.pid)) - openedCpu;
  await agents.close();
  await service.stop();
  const per = (/** @type {number} */ used) => `${((1000 * used) / cards).toFixed(2)} ms CPU of update-svc per card`;
  return [
    {
      row: `a version for ${cards} cards: each gets its place in the roll-out as the read model is filled`,
      measured: `${(joinedMs / 1000).toFixed(0)} s, ${per(joinedCpu)}`,
      reference: `check meanwhile ${median(latenciesMs).toFixed(1)} ms, p99 ${percentile(latenciesMs, 0.99).toFixed(1)} ms`,
    },
    ...rowsOf(`update check, a roll-out of ${cards} cards is open, nothing due`, compared),
    {
      row: `two rings of that roll-out opened, until each of ${cards} cards has its time`,
      measured: `${(openedMs / 1000).toFixed(0)} s, ${per(opened)}`,
    },
  ];
}
