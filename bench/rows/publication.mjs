/**
 * A new version of a profile of a hundred thousand cards, all the way: issuance-svc notes its cards and publishes each by an event of its own,
 * update-svc gives each its place in the roll-out, and checks go on meanwhile. No card has a workflow of its own for it.
 */
import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import { plantCards } from '@cardwright/testing/planted-cards';
import { openRecords } from '@cardwright/testing/records';
import { asAgents, untilAnswered } from '../lib/checks.mjs';
import { closedLoop, median, percentile } from '../lib/figures.mjs';
import { cpuDuring } from '../lib/process-figures.mjs';
import { firstSerial, planted, startUpdateService } from './update-due.mjs';

const profileName = 'authentication-only';
/** Of a check meanwhile: what an agent waits for an answer. */
const budgetMs = 5_000;

/** @param {import('../lib/stand.mjs').Stand} stand @param {{ quick: boolean }} options */
export async function publication(stand, { quick }) {
  const wanted = quick ? 10_000 : 100_000;
  const records = await openRecords(stand.system);
  stand.stopLater(() => records.close());
  /** @param {string} sql @returns {Promise<number>} */
  const number = async (sql) => (await records.query(`SELECT count(*)::int AS number FROM ${sql}`))[0].number;
  const until = async (/** @type {() => Promise<boolean>} */ holds) => {
    while (!(await holds())) await delay(250);
    return performance.now();
  };
  // Other rows leave theirs.
  const there = await number(`issuance.device WHERE label = 'bench'`);
  if (there === 0) await plantCards(records, planted(stand.people.first, wanted));
  const cards = there === 0 ? wanted : there;
  await stand.system.services['update-svc'].stop();
  const startedAt = (await records.query('SELECT clock_timestamp() AS now'))[0].now.toISOString();
  const service = await startUpdateService(stand, { READ_MODEL_REBUILD: 'on' });
  await until(async () => (await number(`update.read_model WHERE rebuilt_at > '${startedAt}'`)) > 0);
  await until(async () => (await number('update.device_timer WHERE at <= now()')) === 0);

  const agents = await asAgents(stand);
  const check = async (/** @type {number} */ card) => {
    const body = { identityText: `ykserial:${firstSerial + card}`, agentVersion: '0.1.0', offers: 1, readerName: 'R' };
    const envelope = { tenantId: defaultTenantId, correlationId: randomUUID(), body };
    const reply = await agents.ask('update.check', envelope, Math.floor(card / 5));
    if (reply.error !== undefined) throw new Error(`update.check: ${reply.error.code}`);
    return reply.body.answer;
  };
  // Something is due for every fifth card.
  const quietCard = () => randomInt(cards / 5) * 5 + 1 + randomInt(4);
  await untilAnswered(() => check(1));
  const workflows = async () => (await stand.temporal.client.workflow.count()).count;
  const workflowsBefore = await workflows();

  const { profile } = await stand.api('GET', `/profiles/${profileName}`);
  const { credentials } = profile.definition;
  const more = { container: 'card-authentication', keyReference: '9E', algorithm: 'ECCP256', keyOrigin: 'card' };
  // What `rollout` has added already.
  const has = credentials.some((/** @type {{ keyReference: string }} */ each) => each.keyReference === '9E');
  const next = has
    ? credentials.map((/** @type {any} */ each) => ({ ...each, algorithm: 'ECCP384' }))
    : [...credentials, { ...more, certificateProfile: 'piv-card-authentication' }];
  let placed = false;
  const measured = await cpuDuring(process.pid, async () => {
    const from = performance.now();
    await stand.api('POST', '/profiles', { definition: { ...profile.definition, credentials: next } });
    const { version } = (await stand.api('GET', `/profiles/${profileName}`)).profile;
    const meanwhile = closedLoop({
      inFlight: 1,
      next: () => (placed ? undefined : true),
      work: () => check(quietCard()),
    });
    const noted = await until(
      async () =>
        (await number('issuance.profile_to_publish')) === 0 && (await number('issuance.device_to_publish')) === 0,
    );
    const published = await until(async () => (await number('issuance.outbox WHERE published_at IS NULL')) === 0);
    const placedAt = await until(
      async () =>
        (await number(
          `update.rollout_card JOIN update.rollout USING (rollout_id) WHERE profile_name = '${profileName}' AND version = ${version}`,
        )) >= cards,
    );
    placed = true;
    return { noted: noted - from, published: published - from, placed: placedAt - from, ...(await meanwhile) };
  });
  await agents.close();
  const { result, cpu } = measured;
  const p99 = percentile(result.latenciesMs, 0.99);
  const seconds = (/** @type {number} */ ms) => `${(ms / 1000).toFixed(0)} s`;
  const used = ['issuance-svc', 'update-svc', 'postgres', 'nats-server'].map(
    (name) => `${name} ${((1000 * (cpu[name] ?? 0)) / cards).toFixed(2)}`,
  );
  const made = (await workflows()) - workflowsBefore;
  await service.stop();
  return [
    {
      row: `a version for ${cards} cards by the events of issuance-svc, until each has its place in the roll-out`,
      measured: `${seconds(result.placed)} (events written after ${seconds(result.noted)}, published after ${seconds(result.published)}); ms CPU per card: ${used.join(', ')}`,
    },
    {
      row: 'update check meanwhile',
      measured: `${median(result.latenciesMs).toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
      ratio: p99 / budgetMs,
      bar: `p99 <= ${budgetMs / 1000} s`,
      ok: p99 <= budgetMs,
    },
    { row: 'workflows that were begun for it', measured: String(made), bar: '0', ok: made === 0 },
  ];
}
