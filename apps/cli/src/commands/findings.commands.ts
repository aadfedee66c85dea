/** `devices reconcile` and `findings`: where card, record and CA do not agree, and the command that mends each (F06). */
import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  type FindingCode,
  findingKinds,
  type FindingRow,
  findingSeverities,
  type FindingSeverity,
} from '@cardwright/contracts/card/findings';
import type { QueryOf } from '@cardwright/api-client/client';
import type { ApiClient } from '../api/api-client.js';
import type { CommandContext, Runner } from './context.js';
import type { Columns } from '../terminal/output.js';
import { deviceArgument } from './device-options.js';
import { deviceIdOf, workstationIdOf } from './find.js';
import { wholeNumber } from './options.js';
import { writeAll } from './write-all.js';

/** After deviceCommands: it adds to that group. */
export function findingCommands(program: Command, run: Runner): void {
  const devices = program.commands.find((command) => command.name() === 'devices')!;
  devices
    .command('reconcile')
    .description('compare a card, its record and the CA; say what does not agree, and the command that mends it')
    .argument('<device>', deviceArgument)
    .option('--workstation <name>', 'where the card is (name or id): it is read too')
    .option('--reader <name>', 'which one, where several hold a card; a known card is found by its identity')
    .option('--repair', 'set right what needs no card')
    .action(run(reconcile));
  const findings = program.command('findings').description('where card, record and CA do not agree');
  findingFilters(findings.command('list').description('list findings, newest first'))
    .option('--limit <n>', 'at most so many', wholeNumber, 100)
    .action(run(list));
  findingFilters(findings.command('export').description('write a list of findings as CSV, all of it')).action(
    run(async ({ api, io }, options: FindingOptions) =>
      writeAll(
        io,
        api.text(
          api.get('/api/v1/findings/export', {
            params: { query: await findingQuery(api, options) },
            parseAs: 'stream',
          }),
        ),
      ),
    ),
  );
}

const findingFilters = (command: Command): Command =>
  command
    .option('--device <device>', 'only of this device')
    .addOption(new Option('--severity <weight>', 'only of this weight').choices(findingSeverities))
    .addOption(new Option('--code <code>', 'only of this kind, such as CARD_PIN_BLOCKED').argParser(findingCode))
    .option('--all', 'also those that are cleared');

interface At {
  workstation?: string;
  reader?: string;
  repair?: boolean;
}

async function reconcile({ api, output }: CommandContext, device: string, at: At): Promise<void> {
  const id = await deviceIdOf(api, device);
  const body = {
    workstationId: at.workstation && (await workstationIdOf(api, at.workstation)),
    readerName: at.reader,
    repair: at.repair,
  };
  const reply = await api.post('/api/v1/devices/{deviceId}/reconcile', { params: { path: { deviceId: id } }, body });
  output.result(reply, () => {
    const { findings, repaired, cardRead } = reply;
    for (const { sentence } of repaired) output.line(`repaired: ${sentence}`);
    if (repaired.length > 0) output.line();
    const compared = cardRead ? 'card, record and CA' : 'record and CA (name a --workstation to have the card read)';
    output.table(findings, columns, `Nothing found: ${compared} agree.`);
    for (const { command, code } of findings) if (command !== null) output.line(`${code}: ${command}`);
  });
}

interface FindingOptions {
  device?: string;
  severity?: FindingSeverity;
  code?: FindingCode;
  all?: boolean;
}

async function findingQuery(
  api: ApiClient,
  { device, all, ...narrowed }: FindingOptions,
): Promise<QueryOf<'/api/v1/findings'>> {
  const deviceId = device === undefined ? undefined : await deviceIdOf(api, device);
  return { ...narrowed, deviceId, open: all === true ? undefined : true };
}

async function list(
  { api, output }: CommandContext,
  { limit, ...options }: FindingOptions & { limit: number },
): Promise<void> {
  output.table(await api.rows('/api/v1/findings', { query: await findingQuery(api, options) }, limit), {
    ...columns,
    ...(options.all === true ? { cleared: ({ clearedAt }: FindingRow) => clearedAt } : {}),
    repair: ({ command }) => command,
  });
}

function findingCode(text: string): FindingCode {
  const code = text.toUpperCase();
  if (!Object.hasOwn(findingKinds, code)) throw new InvalidArgumentError('no finding has this code');
  return code as FindingCode;
}

const columns: Columns<FindingRow> = {
  severity: ({ severity }) => severity,
  code: ({ code }) => code,
  what: ({ sentence }) => sentence,
  since: ({ foundAt }) => foundAt,
};
