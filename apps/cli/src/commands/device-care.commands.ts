/**
 * `devices reprovision`, `update`, `pin-reset`, `passkey`, `suspend`, `resume`, `terminate`: what happens to a card between its issue and its end.
 * The first four write the card and are followed like an issue; the others change the record at once and need no card.
 */
import { type Command, Option } from 'commander';
import type { Answer } from '@cardwright/api-client/client';
import { type ReplacementKind, replacementKindOf } from '@cardwright/contracts/card/reasons';
import type { CommandContext, CommandResult, Runner } from './context.js';
import { exitCode } from './exit-codes.js';
import {
  type At,
  at,
  deviceArgument,
  follow,
  ofDevice,
  pinFor,
  placeOf,
  type Reasoned,
  reasonOf,
  type Started,
  withReason,
} from './device-options.js';
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
  ).action(run(requestThat('pin-reset')));
  at(
    devices
      .command('passkey')
      .description('make a new passkey in the place of the one that the card had; its PIN for passkeys and a touch')
      .argument('<device>', deviceArgument),
  )
    .option('--no-watch', 'only start it')
    .action(run(makePasskey));
  at(one('lock', 'block the PIN of a card; `pin-reset` is the way back'))
    .option('--no-watch', 'only start it')
    .action(run(lock));
  one(
    'request-lock',
    'lock a card that is not here: it is done when the card is in a reader anywhere; `sagas cancel` withdraws it',
  ).action(run(requestThat('lock')));
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
  rewriteCard(context, device, options, {
    question: 'Write this card anew?',
    more: {},
    plan: (asked) => context.api.post('/api/v1/devices/{deviceId}/reprovision/plan', asked),
    start: (asked) => context.api.post('/api/v1/devices/{deviceId}/reprovision', asked),
  });

const update = (context: CommandContext, device: string, options: UpdateOptions): Promise<CommandResult> =>
  rewriteCard(context, device, options, {
    question: options.key === undefined ? 'Set a new management key?' : 'Make these keys anew?',
    // Which there are, the server says.
    more: { keyReferences: (options.key ?? []).map((name) => name.toUpperCase() as UpdatableKey) },
    plan: (asked) => context.api.post('/api/v1/devices/{deviceId}/update/plan', asked),
    start: (asked) => context.api.post('/api/v1/devices/{deviceId}/update', asked),
  });

type ReprovisionPlan = Answer<'/api/v1/devices/{deviceId}/reprovision/plan', 'post'>;
type UpdatableKey = '9A' | '9C' | '9D' | '9E';
type RewriteBody = Awaited<ReturnType<typeof placeOf>> &
  Reasoned &
  Pick<ReprovisionOptions, 'acceptHistoryLoss' | 'acceptWellKnown' | 'planHash' | 'idempotencyKey'>;
type Asked<Body> = { params: { path: { deviceId: string } }; body: Body };
/** more: what its body has besides. */
interface Rewrite<More> {
  question: string;
  more: More;
  plan: (asked: Asked<RewriteBody & More>) => Promise<ReprovisionPlan>;
  start: (asked: Asked<RewriteBody & More>) => Promise<Started>;
}

async function rewriteCard<More extends object>(
  context: CommandContext,
  device: string,
  options: ReprovisionOptions,
  { question, more, plan: planOf, start }: Rewrite<More>,
): Promise<CommandResult> {
  const { api, io, output } = context;
  const { params } = await ofDevice(api, device);
  const { acceptHistoryLoss, acceptWellKnown } = options;
  const place = await placeOf(context.api, options);
  const body = { ...place, ...reasonOf(options), acceptHistoryLoss, acceptWellKnown, ...more };
  const plan = () => planOf({ params, body });
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
  return follow(context, await start({ params, body: request }), options.watch, pin);
}

/** [D14] It waits: there is nothing to follow. */
async function requestReprovision(
  context: CommandContext,
  device: string,
  options: Reasoned & { acceptHistoryLoss?: boolean },
): Promise<CommandResult> {
  const body = { ...reasonOf(options), acceptHistoryLoss: options.acceptHistoryLoss };
  const asked = { ...(await ofDevice(context.api, device)), body };
  return follow(context, await context.api.post('/api/v1/devices/{deviceId}/reprovision-request', asked), false);
}

const hereFor = async ({ api }: CommandContext, options: At & Reasoned) => ({
  ...(await placeOf(api, options)),
  ...reasonOf(options),
});

async function resetPin(context: CommandContext, device: string, options: PinResetOptions): Promise<CommandResult> {
  const pin = pinFor(context, options);
  const asked = { ...(await ofDevice(context.api, device)), body: await hereFor(context, options) };
  return follow(context, await context.api.post('/api/v1/devices/{deviceId}/pin-reset', asked), options.watch, pin);
}

/** Its PIN is not that of the card, and is typed: no descriptor gives it. */
async function makePasskey(
  context: CommandContext,
  device: string,
  options: At & { watch: boolean },
): Promise<CommandResult> {
  const pin = pinFor(context, options, '--no-watch');
  const asked = { ...(await ofDevice(context.api, device)), body: await placeOf(context.api, options) };
  return follow(context, await context.api.post('/api/v1/devices/{deviceId}/passkey', asked), options.watch, pin);
}

async function lock(
  context: CommandContext,
  device: string,
  options: At & Reasoned & { watch: boolean },
): Promise<CommandResult> {
  const asked = { ...(await ofDevice(context.api, device)), body: await hereFor(context, options) };
  return follow(context, await context.api.post('/api/v1/devices/{deviceId}/lock', asked), options.watch);
}

const requests = {
  lock: '/api/v1/devices/{deviceId}/lock-request',
  'pin-reset': '/api/v1/devices/{deviceId}/pin-reset-request',
} as const;

/** [B05] It waits: there is nothing to follow. */
const requestThat =
  (request: keyof typeof requests) =>
  async (context: CommandContext, device: string, options: Reasoned): Promise<CommandResult> => {
    const asked = { ...(await ofDevice(context.api, device)), body: reasonOf(options) };
    return follow(context, await context.api.post(requests[request], asked), false);
  };

async function replace(
  { api, output }: CommandContext,
  device: string,
  options: Reasoned & { kind?: ReplacementKind; profile?: string },
): Promise<void> {
  const kind = options.kind ?? replacementKindOf(options.reason);
  const body = { kind, ...reasonOf(options), profileName: options.profile };
  const reply = await api.post('/api/v1/devices/{deviceId}/replace', { ...(await ofDevice(api, device)), body });
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
  const reply = await api.post('/api/v1/devices/{deviceId}/replacement-ask/decline', {
    ...(await ofDevice(api, device)),
    body: { reasonText },
  });
  output.result(reply.device, () => output.line(`${reply.device.label}  ${reply.device.state}`));
}

const changes = {
  suspend: '/api/v1/devices/{deviceId}/suspend',
  resume: '/api/v1/devices/{deviceId}/resume',
  terminate: '/api/v1/devices/{deviceId}/terminate',
} as const;

const changeState =
  (action: keyof typeof changes) =>
  async ({ api, output }: CommandContext, device: string, options: Reasoned): Promise<void> => {
    const reply = await api.post(changes[action], { ...(await ofDevice(api, device)), body: reasonOf(options) });
    output.result(reply.device, () => output.line(`${reply.device.label}  ${reply.device.state}`));
  };
