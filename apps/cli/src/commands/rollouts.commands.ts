/** `rollouts`: how a new version of a profile reaches its cards, ring by ring. */
import { InvalidArgumentError, type Command } from 'commander';
import type { RolloutDetail, RolloutStop } from '@cardwright/contracts/update/rollout';
import type { CommandContext, Runner } from './context.js';

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
          why: ({ stop }) => why(stop),
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
  rollouts
    .command('pause')
    .description('offer nothing more until it is resumed')
    .argument('<id>')
    .action(
      run(async (context, id: string) =>
        show(context, (await context.api.post('/api/v1/rollouts/{rolloutId}/pause', named(id))).rollout),
      ),
    );
  rollouts
    .command('resume')
    .description('go on where it was paused or has stopped; what failed before does not stop it again')
    .argument('<id>')
    .action(
      run(async (context, id: string) =>
        show(context, (await context.api.post('/api/v1/rollouts/{rolloutId}/resume', named(id))).rollout),
      ),
    );
  rollouts
    .command('stop')
    .description('offer nothing more')
    .argument('<id>')
    .requiredOption('--reason-text <text>', 'why, for everybody who looks at it and for the audit trail')
    .action(
      run(async (context, id: string, body: { reasonText: string }) =>
        show(context, (await context.api.post('/api/v1/rollouts/{rolloutId}/stop', { ...named(id), body })).rollout),
      ),
    );
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
    output.line(`${profileName} version ${version}: ${state}${stop === null ? '' : `, ${why(stop)}`}`);
    output.line(`started ${startedAt}${endedAt === null ? '' : `, ended ${endedAt}`}, due over ${spreadDays} days`);
    for (const { ring, upToPercent, openedAt, cards, completed, failed } of rings)
      output.line(
        `ring ${ring}, up to ${upToPercent} %: ${completed} of ${cards} cards done, ${failed} failed, ${openedAt === null ? 'closed' : `open since ${openedAt}`}`,
      );
    output.line(`id ${rolloutId}`);
  });
}

function why(stop: RolloutStop | null): string {
  if (stop === null) return '';
  if (stop.cause === 'OPERATOR') return stop.reasonText;
  const { ring, failed, attempted, codes } = stop;
  return `${failed} of ${attempted} cards failed in ring ${ring}${codes.length === 0 ? '' : ` (${codes.join(', ')})`}`;
}
