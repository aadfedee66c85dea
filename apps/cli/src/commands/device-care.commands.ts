/**
 * `devices reprovision`, `update`, `pin-reset`, `suspend`, `resume`, `terminate`: what happens to a card between its issue and its end.
 * The first three write the card and are followed like an issue; the others change the record at once and need no card.
 */
import { type Command, Option } from 'commander';
import { replacementKindOf } from '@cardwright/contracts/card/reasons';
import type { Reply } from '../api/api-client.js';
import type { CommandContext, CommandResult, Runner } from './context.js';
import { exitCode } from './exit-codes.js';
import {
  type At,
  at,
  deviceArgument,
  follow,
  pinFor,
  placeOf,
  type Reasoned,
  reasonOf,
  type Started,
  withReason,
} from './device-options.js';
import { deviceIdOf } from './find.js';
import { fileDescriptor, pinFdHelp, wellKnownHelp } from './options.js';
import { requireAccepted, showReprovisionPlan } from './show.js';

interface PinResetOptions extends At, Reasoned {
  pinFd?: number;
  watch: boolean;
}
interface ReprovisionOptions extends PinResetOptions {
  plan?: boolean;
  yes?: boolean;
  acceptHistoryLoss?: boolean;
  acceptWellKnown?: boolean;
  planHash?: string;
  idempotencyKey?: string;
}
interface UpdateOptions extends ReprovisionOptions {
  key?: string[];
}

const historyLossHelp = 'go on although mail that was encrypted to the old key becomes unreadable';

export function careCommands(devices: Command, run: Runner): void {
  const one = (name: string, description: string): Command =>
    withReason(devices.command(name).description(description).argument('<device>', deviceArgument));
  const rewrite = (command: Command): Command =>
    at(command)
      .option('--plan', 'only show what would happen (dry run): reads the card, writes nothing')
      .option('--accept-history-loss', historyLossHelp)
      .option('--accept-well-known', wellKnownHelp)
      .option('--pin-fd <n>', pinFdHelp, fileDescriptor)
      .option('--plan-hash <hash>', 'stop when the plan is not the one that was shown')
      .option('--idempotency-key <key>', 'the same key gives the same saga')
      .option('--yes', 'do not show the plan and ask first')
      .option('--no-watch', 'only start it');
  rewrite(one('reprovision', 'write a card anew from the record, with the latest version of its profile')).action(
    run(reprovision),
  );
  rewrite(one('update', 'make single keys anew with their certificates; the PIN is asked once and stays'))
    .option(
      '--key <reference...>',
      'which: 9A, 9C, 9D, 9E; none: a new management key alone, with --reason KEYSET_ROTATION',
    )
    .action(run(update));
  one(
    'request-reprovision',
    'ask the holder to reprovision their card themselves, without the card here; `sagas cancel` withdraws it',
  )
    .option('--accept-history-loss', historyLossHelp)
    .action(run(requestReprovision));
  at(one('pin-reset', 'set a new PIN by the PUK, whether the old one is forgotten or blocked'))
    .option('--pin-fd <n>', pinFdHelp, fileDescriptor)
    .option('--no-watch', 'only start it')
    .action(run(resetPin));
  one(
    'request-pin-reset',
    'let the holder choose a new PIN where they put the card in, without the card here; `sagas cancel` withdraws it',
  ).action(run(requestThat('pin-reset-request')));
  at(one('lock', 'block the PIN of a card; `pin-reset` is the way back'))
    .option('--no-watch', 'only start it')
    .action(run(lock));
  one(
    'request-lock',
    'lock a card that is not here: it is done when the card is in a reader anywhere; `sagas cancel` withdraws it',
  ).action(run(requestThat('lock-request')));
  one(
    'replace',
    'ask for another card in the place of this one; it is issued with `devices issue --replacement`, and `sagas cancel` withdraws it',
  )
    .addOption(
      new Option('--kind <kind>', 'for a time or for good; default: as the reason says').choices([
        'temporary',
        'permanent',
      ]),
    )
    .option('--profile <name>', 'credential profile of the new card; default: as the old one')
    .action(run(replace));
  devices
    .command('decline-replacement')
    .description(
      'give its holder no new card, who asks for one; `devices replace` gives one, `devices list --replacement-asked` lists them',
    )
    .argument('<device>', deviceArgument)
    .requiredOption('--reason-text <text>', 'its holder reads it; goes into the audit')
    .action(run(declineReplacement));
  one('suspend', 'stop trusting a card for a while: its certificates go on hold; no card is needed').action(
    run(changeState('suspend')),
  );
  one('resume', 'trust a suspended card again, except what was on hold before').action(run(changeState('resume')));
  one('terminate', 'cancel a card for good: its certificates are revoked').action(run(changeState('terminate')));
}

const reprovision = (context: CommandContext, device: string, options: ReprovisionOptions): Promise<CommandResult> =>
  rewriteCard(context, device, options, { path: 'reprovision', question: 'Write this card anew?', more: {} });

const update = (context: CommandContext, device: string, options: UpdateOptions): Promise<CommandResult> =>
  rewriteCard(context, device, options, {
    path: 'update',
    question: options.key === undefined ? 'Set a new management key?' : 'Make these keys anew?',
    more: { keyReferences: (options.key ?? []).map((name) => name.toUpperCase()) },
  });

async function rewriteCard(
  context: CommandContext,
  device: string,
  options: ReprovisionOptions,
  { path, question, more }: { path: 'reprovision' | 'update'; question: string; more: object },
): Promise<CommandResult> {
  const { api, io, output } = context;
  const id = await deviceIdOf(api, device);
  const { acceptHistoryLoss, acceptWellKnown } = options;
  const place = await placeOf(context.api, options);
  const body = { ...place, ...reasonOf(options), acceptHistoryLoss, acceptWellKnown, ...more };
  const plan = () => api.post<Reply<'devices.plan-reprovision'>>(`/devices/${id}/${path}/plan`, body);
  if (options.plan) return showReprovisionPlan(output, await plan());
  const pin = pinFor(context, options);
  let { planHash } = options;
  // [D20, D21] Whoever sits here sees the warning and says so; a script has read it with --plan, or does not want to.
  if (io.interactive && !output.json && !options.yes) {
    const reply = await plan();
    showReprovisionPlan(output, reply);
    requireAccepted(reply.plan);
    if (!(await io.confirm(question))) return exitCode.failed;
    planHash ??= reply.plan.planHash;
  }
  const request = { ...body, planHash, idempotencyKey: options.idempotencyKey };
  return follow(context, await api.post<Started>(`/devices/${id}/${path}`, request), options.watch, pin);
}

/** [D14] It waits: there is nothing to follow. */
async function requestReprovision(
  context: CommandContext,
  device: string,
  options: Reasoned & { acceptHistoryLoss?: boolean },
): Promise<CommandResult> {
  const { api } = context;
  const body = { ...reasonOf(options), acceptHistoryLoss: options.acceptHistoryLoss };
  const path = `/devices/${await deviceIdOf(api, device)}/reprovision-request`;
  return follow(context, await api.post<Started>(path, body), false);
}

async function resetPin(context: CommandContext, device: string, options: PinResetOptions): Promise<CommandResult> {
  const pin = pinFor(context, options);
  const id = await deviceIdOf(context.api, device);
  const body = { ...(await placeOf(context.api, options)), ...reasonOf(options) };
  return follow(context, await context.api.post<Started>(`/devices/${id}/pin-reset`, body), options.watch, pin);
}

async function lock(
  context: CommandContext,
  device: string,
  options: At & Reasoned & { watch: boolean },
): Promise<CommandResult> {
  const id = await deviceIdOf(context.api, device);
  const body = { ...(await placeOf(context.api, options)), ...reasonOf(options) };
  return follow(context, await context.api.post<Started>(`/devices/${id}/lock`, body), options.watch);
}

/** [B05] It waits: there is nothing to follow. */
const requestThat =
  (request: 'lock-request' | 'pin-reset-request') =>
  async (context: CommandContext, device: string, options: Reasoned): Promise<CommandResult> => {
    const { api } = context;
    const path = `/devices/${await deviceIdOf(api, device)}/${request}`;
    return follow(context, await api.post<Started>(path, reasonOf(options)), false);
  };

async function replace(
  { api, output }: CommandContext,
  device: string,
  options: Reasoned & { kind?: string; profile?: string },
): Promise<void> {
  const kind = options.kind ?? replacementKindOf(options.reason);
  const body = { kind, ...reasonOf(options), profileName: options.profile };
  const reply = await api.post<Reply<'devices.replace'>>(`/devices/${await deviceIdOf(api, device)}/replace`, body);
  output.result(reply, () => {
    output.line(`${reply.device.label}  ${reply.device.state}`);
    output.line(reply.saga.requestId);
  });
}

async function declineReplacement(
  { api, output }: CommandContext,
  device: string,
  { reasonText }: { reasonText: string },
): Promise<void> {
  const path = `/devices/${await deviceIdOf(api, device)}/replacement-ask/decline`;
  const reply = await api.post<Reply<'devices.decline-replacement'>>(path, { reasonText });
  output.result(reply.device, () => output.line(`${reply.device.label}  ${reply.device.state}`));
}

const changeState =
  (action: 'suspend' | 'resume' | 'terminate') =>
  async ({ api, output }: CommandContext, device: string, options: Reasoned): Promise<void> => {
    const path = `/devices/${await deviceIdOf(api, device)}/${action}`;
    const reply = await api.post<Reply<`devices.${typeof action}`>>(path, reasonOf(options));
    output.result(reply.device, () => output.line(`${reply.device.label}  ${reply.device.state}`));
  };
