/** What roll-outs and campaigns have in common: each is paused, resumed and stopped, and says why it stands still. */
import type { Command } from 'commander';
import type { CampaignStop } from '@cardwright/contracts/update/campaign';
import type { RolloutStop } from '@cardwright/contracts/update/rollout';
import type { CommandContext, Runner } from './context.js';

/** Each sends the decision and shows what has become of the one with this id. */
interface RunDecisions {
  pause: (context: CommandContext, id: string) => Promise<void>;
  resume: (context: CommandContext, id: string) => Promise<void>;
  stop: (context: CommandContext, id: string, body: { reasonText: string }) => Promise<void>;
}

export function decisionCommands(parent: Command, run: Runner, { pause, resume, stop }: RunDecisions): void {
  parent.command('pause').description('offer nothing more until it is resumed').argument('<id>').action(run(pause));
  parent
    .command('resume')
    .description('go on where it was paused or has stopped; what failed before does not stop it again')
    .argument('<id>')
    .action(run(resume));
  parent
    .command('stop')
    .description('offer nothing more')
    .argument('<id>')
    .requiredOption('--reason-text <text>', 'why, for everybody who looks at it and for the audit trail')
    .action(run(stop));
}

/** Empty: it does not stand still. */
export function whyStopped(stop: RolloutStop | CampaignStop | null): string {
  if (stop === null) return '';
  if (stop.cause === 'OPERATOR') return stop.reasonText;
  const { failed, attempted, codes } = stop;
  const where = 'ring' in stop ? ` in ring ${stop.ring}` : '';
  return `${failed} of ${attempted} cards failed${where}${codes.length === 0 ? '' : ` (${codes.join(', ')})`}`;
}
