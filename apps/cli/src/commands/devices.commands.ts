/** `devices`: cards as they are known and as they are, and the sagas that write them. */
import { type Command, Option } from 'commander';
import { identifications, type Identification } from '@cardwright/contracts/access/identification';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { errorCatalogue } from '@cardwright/contracts/errors/error-catalogue';
import type { PlanSummary } from '@cardwright/contracts/nats/plan-summary';
import { onlyInEnglish } from '@cardwright/contracts/said';
import type { CommandContext, CommandResult, Runner } from './context.js';
import { careCommands } from './device-care.commands.js';
import { type At, at, deviceArgument, follow, ofDevice, pinFor, placeOf } from './device-options.js';
import { deviceIdOf, personIdOf } from './find.js';
import { deviceFilters, type DeviceListOptions, deviceQuery } from './list-options.js';
import { fileDescriptor, pinFdHelp, wellKnownHelp, wholeNumber } from './options.js';
import { showDevice, showInspection, showPlan } from './show.js';
import { writeAll } from './write-all.js';

interface IssueOptions extends At {
  reasonText?: string;
  acceptWellKnown?: boolean;
  person?: string;
  profile?: string;
  replacement?: string;
  initialPin?: boolean;
  pinFd?: number;
  planHash?: string;
  idempotencyKey?: string;
  identifiedBy?: Identification;
  watch: boolean;
}

const replacementHelp = 'take the place of another card: the request of `devices replace` names person and profile';

export function deviceCommands(program: Command, run: Runner): void {
  const devices = program.command('devices').description('smart cards and security keys');
  deviceFilters(devices.command('list').description('list devices'))
    .option('--limit <n>', 'at most so many', wholeNumber, 100)
    .action(run(list));
  deviceFilters(devices.command('export').description('write a list of devices as CSV, all of it')).action(
    run(async ({ api, io }, query: string | undefined, options: DeviceListOptions) =>
      writeAll(
        io,
        api.text(
          api.get('/api/v1/devices/export', { params: { query: deviceQuery(query, options) }, parseAs: 'stream' }),
        ),
      ),
    ),
  );
  devices
    .command('show')
    .description('show one device with its certificates')
    .argument('<device>', deviceArgument)
    .action(
      run(async ({ api, output }, device: string) => {
        const id = await deviceIdOf(api, device);
        showDevice(
          output,
          (await api.get('/api/v1/devices/{deviceId}', { params: { path: { deviceId: id } } })).device,
        );
      }),
    );
  devices
    .command('offers')
    .description('list which updates the holder of a card was offered, when, and what they did; newest first')
    .argument('<device>', deviceArgument)
    .option('--limit <n>', 'at most so many', wholeNumber, 100)
    .action(run(offers));
  devices
    .command('due')
    .description('list what is due for a card or will be, and why it is not offered; the earliest first')
    .argument('<device>', deviceArgument)
    .action(run(due));
  at(devices.command('inspect').description('read the card in a reader, without changing anything on it'))
    .option('--card <identity>', 'the card with this identity, in whichever reader it is')
    .action(
      run(async ({ api, output }, options: At & { card?: string }) => {
        const body = { ...(await placeOf(api, options)), identity: options.card };
        showInspection(output, await api.post('/api/v1/inspections', { body }));
      }),
    );
  issueOptions(devices.command('plan').description('what an issue would do (dry run)')).action(
    run(async ({ api, output }, device: string, options: IssueOptions) =>
      showPlan(output, await plan(api, await deviceIdOf(api, device), await issueBody(api, options))),
    ),
  );
  issueOptions(devices.command('issue').description('issue a card to a person'))
    .option('--pin-fd <n>', pinFdHelp, fileDescriptor)
    .addOption(
      new Option('--identified-by <way>', 'how you made sure who the holder is, who is with you').choices(
        identifications,
      ),
    )
    .option('--plan-hash <hash>', 'stop when the plan is not the one that was shown')
    .option('--idempotency-key <key>', 'the same key gives the same saga')
    .option('--no-watch', 'only start it')
    .action(run(issue));
  devices
    .command('bind')
    .description(
      'bind a blank card to a person, who is offered to set it up where it is put in; `devices unbind` takes it back',
    )
    .argument('<device>', deviceArgument)
    .option('--person <id>', 'person id or external id')
    .option('--profile <name>', 'credential profile')
    .option('--replacement <saga>', replacementHelp)
    .option('--accept-well-known', wellKnownHelp)
    .option('--reason-text <text>', 'goes into the audit')
    .action(run(bind));
  devices
    .command('unbind')
    .description('make a card that is bound to a person blank and nobody’s again; what was offered is withdrawn')
    .argument('<device>', deviceArgument)
    .requiredOption('--reason-text <text>', 'goes into the audit')
    .action(
      run(async ({ api, output }, device: string, { reasonText }: { reasonText: string }) => {
        const reply = await api.post('/api/v1/devices/{deviceId}/unbind', {
          ...(await ofDevice(api, device)),
          body: { reasonText },
        });
        output.result(reply.device, () => output.line(`${reply.device.label}  ${reply.device.state}`));
      }),
    );
  devices
    .command('activate')
    .description('activate a card that waits for it (PENDING_ACTIVATION)')
    .argument('<device>', deviceArgument)
    .option('--reason-text <text>', 'goes into the audit')
    .option('--no-watch', 'only start it')
    .action(
      run(async (context, device: string, { reasonText, watch }: { reasonText?: string; watch: boolean }) => {
        const asked = { ...(await ofDevice(context.api, device)), body: { reasonText } };
        return follow(context, await context.api.post('/api/v1/devices/{deviceId}/activate', asked), watch);
      }),
    );
  at(
    devices
      .command('recycle')
      .description('wipe a card and revoke its certificates; on a key every passkey goes, those of its holder too')
      .argument('<device>', deviceArgument),
  )
    .requiredOption('--reason-text <text>', 'goes into the audit')
    .option('--no-watch', 'only start it')
    .action(
      run(async (context, device: string, options: At & { reasonText: string; watch: boolean }) => {
        const body = { ...(await placeOf(context.api, options)), reasonText: options.reasonText };
        const asked = { ...(await ofDevice(context.api, device)), body };
        return follow(context, await context.api.post('/api/v1/devices/{deviceId}/recycle', asked), options.watch);
      }),
    );
  careCommands(devices, run);
}

type Api = CommandContext['api'];
type HolderOptions = Pick<IssueOptions, 'person' | 'profile' | 'replacement' | 'reasonText'>;

/** [B06] It waits: there is nothing to follow. */
async function bind(
  { api, output }: CommandContext,
  device: string,
  options: HolderOptions & { acceptWellKnown?: boolean },
): Promise<void> {
  const { reasonText, acceptWellKnown } = options;
  const body = { ...(await holderOf(api, options)), reasonText, acceptWellKnown };
  const reply = await api.post('/api/v1/devices/{deviceId}/bind', {
    ...(await ofDevice(api, device)),
    body,
  });
  output.result(reply, () => {
    output.line(`${reply.device.label}  ${reply.device.state}`);
    output.line(reply.saga.requestId);
  });
}

const issueOptions = (command: Command): Command =>
  at(command.argument('<device>', deviceArgument))
    .option('--person <id>', 'person id or external id')
    .option('--profile <name>', 'credential profile')
    .option('--replacement <saga>', replacementHelp)
    .option('--accept-well-known', wellKnownHelp)
    .option('--initial-pin', 'the holder is not here: the card gets an initial PIN and waits for its activation')
    .option('--reason-text <text>', 'goes into the audit');

async function issueBody(api: Api, options: IssueOptions) {
  return {
    ...(await holderOf(api, options)),
    ...(await placeOf(api, options)),
    pinChange: options.initialPin ? ('none' as const) : ('holder' as const),
    reasonText: options.reasonText,
    acceptWellKnown: options.acceptWellKnown,
  };
}

/** Throws REQUEST_INVALID where neither a request nor the options name person and profile. */
async function holderOf(api: Api, { person, profile, replacement }: HolderOptions) {
  if (replacement !== undefined) {
    const { saga } = await api.get('/api/v1/sagas/{requestId}', { params: { path: { requestId: replacement } } });
    const { personId, profileName } = saga;
    if (personId === null || profileName === null)
      throw new CardwrightError(
        'LIFECYCLE_REPLACEMENT_MISMATCH',
        onlyInEnglish('That request is not about a card of somebody'),
      );
    return { personId, profileName, replacementRequestId: replacement };
  }
  if (person === undefined || profile === undefined)
    throw new CardwrightError(
      'REQUEST_INVALID',
      onlyInEnglish('Name --person and --profile, or the --replacement that the card is for'),
    );
  return { personId: await personIdOf(api, person), profileName: profile };
}

const plan = async (api: Api, deviceId: string, body: Awaited<ReturnType<typeof issueBody>>): Promise<PlanSummary> =>
  (await api.post('/api/v1/devices/{deviceId}/plan', { params: { path: { deviceId } }, body })).plan;

async function issue(context: CommandContext, device: string, options: IssueOptions): Promise<CommandResult> {
  const { api } = context;
  const pin = options.initialPin ? undefined : pinFor(context, options, '--pin-fd, --initial-pin or --no-watch');
  const body = {
    ...(await issueBody(api, options)),
    planHash: options.planHash,
    identifiedBy: options.identifiedBy,
    idempotencyKey: options.idempotencyKey,
  };
  const started = await api.post('/api/v1/devices/{deviceId}/issue', {
    ...(await ofDevice(api, device)),
    body,
  });
  return follow(context, started, options.watch, pin);
}

async function list(
  { api, output }: CommandContext,
  query: string | undefined,
  { limit, ...options }: DeviceListOptions & { limit: number },
): Promise<void> {
  output.table(await api.rows('/api/v1/devices', { query: deviceQuery(query, options) }, limit), {
    identity: (device) => device.identityText,
    state: (device) => device.state,
    person: (device) => device.personName,
    profile: (device) => device.profileName && `${device.profileName} v${device.profileVersion}`,
    expires: (device) => device.expiresOn,
    pin: (device) => device.pin,
    id: (device) => device.deviceId,
  });
}

async function offers({ api, output }: CommandContext, device: string, { limit }: { limit: number }): Promise<void> {
  const path = { deviceId: await deviceIdOf(api, device) };
  output.table(await api.rows('/api/v1/devices/{deviceId}/update-offers', { path }, limit), {
    offered: (offer) => offer.offeredAt,
    what: (offer) => offer.kind,
    why: (offer) => offer.causes.map(({ cause }) => cause).join(', '),
    urgency: (offer) => offer.urgency,
    deadline: (offer) => offer.deadline,
    state: (offer) => offer.state,
    until: (offer) => offer.until,
    postponed: (offer) => offer.postponements.map(({ cause }) => cause).join(', ') || null,
    saga: (offer) => offer.requestId,
    outcome: (offer) => offer.outcome,
    id: (offer) => offer.offerId,
  });
}

async function due({ api, output }: CommandContext, device: string): Promise<void> {
  // The same on every page of the offers, which are not asked for here.
  output.table(
    (
      await api.get('/api/v1/devices/{deviceId}/update-offers', {
        params: { path: { deviceId: await deviceIdOf(api, device) }, query: { limit: 1 } },
      })
    ).due,
    {
      what: (row) => row.kind,
      why: (row) => row.cause,
      keys: (row) => row.keyReferences.join(', ') || null,
      due: (row) => row.dueAt,
      deadline: (row) => row.deadline,
      urgency: (row) => row.urgency,
      'held back': (row) => row.heldBack && `${row.heldBack}: ${errorCatalogue[row.heldBack].title}`,
    },
  );
}
