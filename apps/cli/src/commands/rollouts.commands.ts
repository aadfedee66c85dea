/** `rollouts`: how a new version of a profile reaches its cards, ring by ring. */
import { InvalidArgumentError, type Command } from 'commander';
import type { RolloutDetail } from '@cardwright/contracts/update/rollout';
import type { CommandContext, Runner } from './context.js';
import { decisionCommands, whyStopped } from './run-decisions.js';

export function rolloutCommands(program: Command, run: Runner): void {
  const rollouts = program.command('rollouts').description('how new versions of profiles reach their cards');
  rollouts
    .command('list')
    .description('list roll-outs, newest first')
    .action(
      run(async ({ api, output }) =>
        output.table(await api.rows('/api/v1/rollouts', {}, 1000), {
          profile: ({ profileName }) => profileName,
          version: ({ version }) => version,
          state: ({ state }) => state,
          ring: ({ ring }) => ring,
          started: ({ startedAt }) => startedAt,
          why: ({ stop }) => whyStopped(stop),
          id: ({ rolloutId }) => rolloutId,
        }),
      ),
    );
  rollouts
    .command('show')
    .description('how many cards of each ring are done')
    .argument('<id>')
    .action(
      run(async (context, id: string) =>
        show(context, (await context.api.get('/api/v1/rollouts/{rolloutId}', named(id))).rollout),
      ),
    );
  rollouts
    .command('advance')
    .description('open the next ring at once')
    .argument('<id>')
    .option('--spread-days <n>', 'its cards become due over so many days; 0: at once', days)
    .action(
      run(async (context, id: string, body: { spreadDays?: number }) =>
        show(context, (await context.api.post('/api/v1/rollouts/{rolloutId}/advance', { ...named(id), body })).rollout),
      ),
    );
  decisionCommands(rollouts, run, {
    pause: async (context, id) =>
      show(context, (await context.api.post('/api/v1/rollouts/{rolloutId}/pause', named(id))).rollout),
    resume: async (context, id) =>
      show(context, (await context.api.post('/api/v1/rollouts/{rolloutId}/resume', named(id))).rollout),
    stop: async (context, id, body) =>
      show(context, (await context.api.post('/api/v1/rollouts/{rolloutId}/stop', { ...named(id), body })).rollout),
  });
}

/** The server says how many are too many. */
function days(text: string): number {
  if (!/^\d{1,3}$/.test(text)) throw new InvalidArgumentError('not a whole number of days');
  return Number(text);
}

const named = (rolloutId: string) => ({ params: { path: { rolloutId } } });

function show({ output }: CommandContext, rollout: RolloutDetail): void {
  const { rolloutId, profileName, version, state, spreadDays, startedAt, endedAt, stop, rings } = rollout;
  output.result(rollout, () => {
    output.line(`${profileName} version ${version}: ${state}${stop === null ? '' : `, ${whyStopped(stop)}`}`);
    output.line(`started ${startedAt}${endedAt === null ? '' : `, ended ${endedAt}`}, due over ${spreadDays} days`);
    for (const { ring, upToPercent, openedAt, cards, completed, failed } of rings)
      output.line(
        `ring ${ring}, up to ${upToPercent} %: ${completed} of ${cards} cards done, ${failed} failed, ${openedAt === null ? 'closed' : `open since ${openedAt}`}`,
      );
    output.line(`id ${rolloutId}`);
  });
}
