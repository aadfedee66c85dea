/** A campaign over ten thousand cards: by page, through the loss of the database, and through the kill of the copy that was at it. Real NATS and Postgres. */
import 'reflect-metadata';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { defaultTenantId } from '@cardwright/contracts/nats/rpc';
import type { CampaignDetail } from '@cardwright/contracts/update/campaign';
import { describeWith } from '@cardwright/testing/describe-with';
import { eventually } from '@cardwright/testing/eventually';
import { TcpLine } from '@cardwright/testing/tcp-line';
import { CampaignClock } from '../../src/campaigns/campaign-clock.js';
import { startUpdateStand, type UpdateStand } from '../support/update-stand.js';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const missing = existsSync(main) ? undefined : 'apps/update-svc is not built: run npm run build';
const many = 10_000;
const perPage = 500;

describeWith(missing, '[F12] a campaign over ten thousand cards', () => {
  let stand: UpdateStand;
  let line: TcpLine;

  beforeAll(async () => {
    stand = await startUpdateStand(new Date().toISOString());
    const url = new URL(stand.databaseUrl);
    line = await TcpLine.start({ host: url.hostname, port: Number(url.port) });
    await stand.start();
  }, 60_000);
  afterAll(async () => {
    await line?.mend().catch(() => undefined);
    await stand?.stop();
  }, 30_000);

  const query = <Row>(text: string, parameters: unknown[] = []): Promise<Row[]> =>
    stand.services[0]!.dataSource!.query<Row[]>(text, parameters);
  /** As events leave them, each with one certificate; their model is the name of the course. */
  const plant = (model: string): Promise<unknown> =>
    query(
      `insert into device_state (tenant_id, identity_text, device_id, state, profile_name, profile_version, revision, model_id, certificates)
       select $1, $2::text || ':' || n, gen_random_uuid(), 'ACTIVE', 'piv', 1, 1, $2::text, jsonb_build_array(jsonb_build_object(
         'keyReference', '9A', 'issuerId', 'ca', 'serialNumberHex', n::text, 'notAfter', '2099-01-01T00:00:00.000Z'))
       from generate_series(1, $3) n`,
      [defaultTenantId, model, many],
    );
  const create = async (model: string): Promise<CampaignDetail> => {
    const wanted = { name: model, filter: { modelId: model }, reason: 'RENEW', cardsPerHour: 100, cards: many };
    const { body, error } = await stand.ask('campaigns.create', wanted);
    expect(error).toBeUndefined();
    return body!.campaign as CampaignDetail;
  };
  const due = async ({ campaignId }: CampaignDetail): Promise<number> =>
    (
      await query<{ n: number }>(`select count(*)::integer as n from due where campaign->>'campaignId' = $1`, [
        campaignId,
      ])
    )[0]!.n;
  const settledCards = async ({ campaignId }: CampaignDetail): Promise<number> =>
    (
      await query<{ n: number }>(
        'select count(*)::integer as n from campaign_card where campaign_id = $1 and generation > 0',
        [campaignId],
      )
    )[0]!.n;
  /** The most rows of what is due that one transaction wrote. */
  const mostAtOnce = async ({ campaignId }: CampaignDetail): Promise<number> =>
    (
      await query<{ n: number }>(
        `select max(n)::integer as n from (
         select count(*) as n from due where campaign->>'campaignId' = $1 group by xmin) as written`,
        [campaignId],
      )
    )[0]!.n;

  it('has a row of what is due for each card, written by page, and none after it is stopped', async () => {
    await plant('by-page');
    const campaign = await create('by-page');
    expect(campaign).toMatchObject({ cards: many, counts: { waiting: many - 1, open: 1 } });
    await eventually(() => due(campaign), many, 60_000);
    expect(await mostAtOnce(campaign)).toBeLessThanOrEqual(perPage);
    // Its turns follow each other, 36 s apart.
    const [turns] = await query<{ first: Date; last: Date }>(
      `select min(due_at) as first, max(due_at) as last from due where campaign->>'campaignId' = $1`,
      [campaign.campaignId],
    );
    expect(turns!.last.getTime() - turns!.first.getTime()).toBe((many - 1) * 36_000);
    await stand.ask('campaigns.stop', { campaignId: campaign.campaignId, reason: 'spec' });
    await eventually(() => due(campaign), 0, 60_000);
  }, 150_000);

  it('is brought up to the end after the database was away in the middle', async () => {
    await plant('database-away');
    await stand.services.pop()!.close();
    const url = new URL(stand.databaseUrl);
    url.port = String(line.port);
    await stand.start({ DATABASE_URL: url.href });
    const campaign = await create('database-away');
    await eventually(async () => (await settledCards(campaign)) >= perPage, true, 30_000);
    line.cut();
    expect((await stand.ask('campaigns.get', { campaignId: campaign.campaignId })).error?.code).toBe(
      'REQUEST_SERVICE_UNAVAILABLE',
    );
    await line.mend();
    await eventually(() => due(campaign), many, 60_000);
    expect(await settledCards(campaign)).toBe(many);
  }, 150_000);

  it('is brought up to the end by another copy, after the one that was at it was killed', async () => {
    await plant('killed');
    // The other copy answers, and brings no card up to anything.
    await stand.services[0]!.app.get(CampaignClock).onApplicationShutdown();
    const copy = spawn(process.execPath, [main], { env: { ...stand.environment() }, stdio: 'ignore' });
    const exited = once(copy, 'exit');
    try {
      const campaign = await create('killed');
      await eventually(async () => (await settledCards(campaign)) >= perPage, true, 60_000);
      copy.kill('SIGKILL');
      await exited;
      const settled = await settledCards(campaign);
      expect([settled < many, await due(campaign)]).toEqual([true, settled]);
      await stand.start();
      await eventually(() => due(campaign), many, 60_000);
      expect(await settledCards(campaign)).toBe(many);
    } finally {
      copy.kill('SIGKILL');
    }
  }, 150_000);
});
