/** `events`: the feed of what happens, once or as it goes on. */
import { setTimeout as delay } from 'node:timers/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { QueryOf } from '@cardwright/api-client/client';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { type FeedEvent, type FeedEventType, feedEventTypes } from '@cardwright/contracts/nats/event-feed';
import { clean } from '../terminal/output.js';
import type { CommandContext, Runner } from './context.js';
import { wholeNumber } from './options.js';

const mostOfOnePage = 200;
const waitSeconds = 50;
/** While the server is away. */
const patienceMs = 60_000;

interface Asked {
  after?: string;
  type?: FeedEventType[];
}

export function eventCommands(program: Command, run: Runner): void {
  const events = program.command('events').description('what happened to cards, sagas, certificates and profiles');
  asked(events.command('list'))
    .description('list events, oldest first; with --json also the cursor to go on with')
    .option('--limit <n>', 'at most so many', wholeNumber, 100)
    .action(run(list));
  asked(events.command('follow'))
    .description('show events as they happen, until you stop it; with --json one event per line')
    .action(run(follow));
}

const asked = (command: Command): Command =>
  command
    .option('--after <cursor>', 'only what came after it; `newest`: after now')
    .addOption(
      new Option('--type <type>', 'only of this type, such as card.issued; given again: or of that one').argParser(
        (value: string, before: FeedEventType[] = []) => [...before, typeOf(value)],
      ),
    );

function typeOf(value: string): FeedEventType {
  const type = feedEventTypes.find((each) => each === value);
  if (type === undefined)
    throw new InvalidArgumentError(`There is no such type: ${[...feedEventTypes].sort().join(', ')}`);
  return type;
}

const pageOf = ({ api }: CommandContext, query: QueryOf<'/api/v1/events'>) =>
  api.get('/api/v1/events', { params: { query } });

async function list(context: CommandContext, { limit, ...query }: Asked & { limit: number }): Promise<void> {
  const { output } = context;
  const rows: FeedEvent[] = [];
  let { after } = query;
  for (let more = true; more;) {
    const most = Math.min(limit - rows.length, mostOfOnePage);
    const page = await pageOf(context, { ...query, after, limit: most });
    rows.push(...page.rows);
    after = page.nextCursor;
    more = page.rows.length === most && rows.length < limit;
  }
  if (output.json) return output.line(JSON.stringify({ rows, nextCursor: after }, null, 2));
  output.table(rows, {
    time: ({ time }) => time,
    type: ({ type }) => type,
    'about what': ({ subject }) => subject,
    data: ({ data }) => textOf(data),
  });
  output.note(`What comes next: --after ${after}`);
}

/** Ends by an error: of the API, when the server stays away, or when it is stopped. */
async function follow(context: CommandContext, query: Asked): Promise<never> {
  const { output, io } = context;
  let after = query.after ?? 'newest';
  let lastHeard = Date.now();
  try {
    for (;;) {
      try {
        const page = await pageOf(context, { ...query, after, waitSeconds });
        lastHeard = Date.now();
        after = page.nextCursor;
        for (const event of page.rows) output.line(output.json ? JSON.stringify(event) : lineOf(event));
      } catch (error) {
        const passing = error instanceof CardwrightError && error.row.retry === 'safe';
        if (io.signal.aborted || !passing || Date.now() - lastHeard > patienceMs) throw error;
        await delay(1000, undefined, { signal: io.signal });
      }
    }
  } finally {
    if (after !== 'newest') output.note(`To go on from here: cardwright events follow --after ${after}`);
  }
}

const lineOf = ({ time, type, subject, data }: FeedEvent): string =>
  [time, type, clean(subject), textOf(data)].join('  ');

/** What the subject does not say already. */
const textOf = (data: Record<string, unknown>): string =>
  Object.entries(data)
    .map(([name, value]) => `${name}=${clean(Array.isArray(value) ? value.join(',') : (value as string | null))}`)
    .join(' ');
