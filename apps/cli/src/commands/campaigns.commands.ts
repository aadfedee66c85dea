/** `campaigns`: certificates made anew on every card that matches a filter, at a pace. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { ReasonCode } from '@cardwright/contracts/card/reasons';
import {
  campaignCardStates,
  type CampaignCardState,
  type CampaignCount,
  type CampaignDetail,
  type CampaignFilter,
} from '@cardwright/contracts/update/campaign';
import type { CommandContext, Runner } from './context.js';
import { decisionCommands, whyStopped } from './run-decisions.js';
import { writeAll } from './write-all.js';

interface FilterOptions {
  profile?: string;
  model?: string;
  issuer?: string;
  expiresBefore?: string;
}
interface CreateOptions extends FilterOptions {
  reason: ReasonCode;
  reasonText?: string;
  perHour: number;
  deadline?: string;
  cards: number;
}

export function campaignCommands(program: Command, run: Runner): void {
  const campaigns = program
    .command('campaigns')
    .description('certificates made anew on every card that matches a filter, at a pace');
  filtered(
    campaigns.command('count').description('count the cards that match a filter, and what would be made anew'),
  ).action(
    run(async (context, options: FilterOptions) => {
      const { count } = await context.api.post('/api/v1/campaigns/count', {
        body: {
          filter: filterOf(options),
        },
      });
      showCount(context, count);
    }),
  );
  filtered(
    campaigns
      .command('create')
      .description('create one with exactly the cards that were counted; those that match later are not in it')
      .argument('<name>', 'no two campaigns have the same'),
  )
    .requiredOption('--reason <code>', 'a reason that an update may have (cardwright reasons)')
    .option('--reason-text <text>', 'the reason in words, where it asks for them')
    .requiredOption('--per-hour <n>', 'so many cards have their turn in an hour', whole)
    .option('--deadline <time>', 'then holders can no longer postpone; ISO 8601 in UTC or a day')
    .requiredOption('--cards <n>', 'the number that was counted: if it is another by now, nothing is created', whole)
    .action(
      run(async (context, name: string, options: CreateOptions) => {
        const { reason, reasonText, perHour: cardsPerHour, deadline, cards } = options;
        const filter = filterOf(options);
        const body = { name, filter, reason, cardsPerHour, cards, ...defined({ reasonText, deadline }) };
        show(context, (await context.api.post('/api/v1/campaigns', { body })).campaign);
      }),
    );
  campaigns
    .command('list')
    .description('list campaigns, newest first')
    .action(
      run(async ({ api, output }) =>
        output.table(await api.rows('/api/v1/campaigns', {}, 1000), {
          name: ({ name }) => name,
          state: ({ state }) => state,
          cards: ({ cards }) => cards,
          reason: ({ reason }) => reason,
          created: ({ createdAt }) => createdAt,
          why: ({ stop }) => whyStopped(stop),
          id: ({ campaignId }) => campaignId,
        }),
      ),
    );
  campaigns
    .command('show')
    .description('how many cards are done')
    .argument('<id>')
    .action(
      run(async (context, id: string) =>
        show(context, (await context.api.get('/api/v1/campaigns/{campaignId}', named(id))).campaign),
      ),
    );
  ofCards(campaigns.command('cards').description('what has become of each card, in the order of their turns')).action(
    run(async ({ api, output }, id: string, { state }: CardOptions) =>
      output.table(
        await api.rows('/api/v1/campaigns/{campaignId}/cards', { ...named(id).params, query: { state } }, 1000),
        {
          card: ({ label }) => label ?? '',
          state: ({ state: its }) => its,
          keys: ({ keyReferences }) => keyReferences.join(' '),
          why: ({ code, hindered }) => code ?? hindered ?? '',
          turn: ({ turnAt }) => turnAt ?? '',
          ended: ({ endedAt }) => endedAt ?? '',
          device: ({ deviceId }) => deviceId,
        },
      ),
    ),
  );
  ofCards(campaigns.command('export').description('write the cards of a campaign as CSV, all of them')).action(
    run(async ({ api, io }, id: string, { state }: CardOptions) =>
      writeAll(
        io,
        api.text(
          api.get('/api/v1/campaigns/{campaignId}/cards/export', {
            params: { ...named(id).params, query: { state } },
            parseAs: 'stream',
          }),
        ),
      ),
    ),
  );
  decisionCommands(campaigns, run, {
    pause: async (context, id) =>
      show(context, (await context.api.post('/api/v1/campaigns/{campaignId}/pause', named(id))).campaign),
    resume: async (context, id) =>
      show(context, (await context.api.post('/api/v1/campaigns/{campaignId}/resume', named(id))).campaign),
    stop: async (context, id, body) =>
      show(context, (await context.api.post('/api/v1/campaigns/{campaignId}/stop', { ...named(id), body })).campaign),
  });
}

interface CardOptions {
  state?: CampaignCardState;
}
const ofCards = (command: Command): Command =>
  command.argument('<id>').addOption(new Option('--state <state>', 'only those').choices(campaignCardStates));

const filtered = (command: Command): Command =>
  command
    .option('--profile <name>', 'cards with this credential profile')
    .option('--model <id>', 'cards of this model')
    .option('--issuer <id>', 'certificates that this CA issued')
    .option('--expires-before <time>', 'certificates that end before it; ISO 8601 in UTC or a day');

const filterOf = ({ profile, model, issuer, expiresBefore }: FilterOptions): CampaignFilter =>
  defined({ profileName: profile, modelId: model, issuerId: issuer, expiresBefore });

type Defined<Values> = { [key in keyof Values]?: Exclude<Values[key], undefined> };
const defined = <Values extends object>(values: Values): Defined<Values> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<Values>;

/** The server says how many are too many. */
function whole(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('not a whole number');
  return Number(text);
}

const named = (campaignId: string) => ({ params: { path: { campaignId } } });

function showCount({ output }: CommandContext, count: CampaignCount): void {
  const { cards, certificates, hindered, keyReferences, issuers } = count;
  output.result(count, () => {
    output.line(`${cards} cards match; ${certificates} certificates would be made anew`);
    for (const { code, cards: number } of hindered) output.line(`${number} cards cannot be updated now: ${code}`);
    for (const row of keyReferences) output.line(`key reference ${row.keyReference}: ${row.certificates} certificates`);
    for (const row of issuers) output.line(`issuer ${row.issuerId}: ${row.certificates} certificates`);
  });
}

function show({ output }: CommandContext, campaign: CampaignDetail): void {
  const { campaignId, name, state, filter, reason, cardsPerHour, deadline, createdAt, endedAt, stop } = campaign;
  output.result(campaign, () => {
    output.line(`${name}: ${state}${stop === null ? '' : `, ${whyStopped(stop)}`}`);
    output.line(`created ${createdAt}${endedAt === null ? '' : `, ended ${endedAt}`}, reason ${reason}`);
    output.line(
      `filter ${Object.entries(filter)
        .map(([part, value]) => `${part} ${value}`)
        .join(', ')}`,
    );
    output.line(`${cardsPerHour} cards an hour${deadline === null ? '' : `, deadline ${deadline}`}`);
    output.line(
      `${campaign.cards} cards: ${campaignCardStates.map((each) => `${campaign.counts[each]} ${each}`).join(', ')}`,
    );
    output.line(`id ${campaignId}`);
  });
}
