/** What lists are narrowed and sorted by, as options: their exports take the same. */
import { Option, type Command } from 'commander';
import {
  type CertificateSort,
  certificateSorts,
  type CertificateStanding,
  certificateStandings,
} from '@cardwright/contracts/nats/certificate-list';
import {
  type DeviceSort,
  deviceSorts,
  type PersonSort,
  personSorts,
  type SagaSort,
  sagaSorts,
  type SortOrder,
  sortOrders,
} from '@cardwright/contracts/nats/list-filters';
import type { DeviceState, RequestState, RequestType } from '@cardwright/contracts/nats/issuance.api';
import { cardSagaTypes, waitingRequestTypes } from '@cardwright/contracts/workflow/saga-kinds';
import {
  type WorkstationPolicyState,
  workstationPolicyStates,
  type WorkstationReaders,
  workstationReaders,
  type WorkstationSort,
  workstationSorts,
} from '@cardwright/contracts/workstation/workstation';
import type { QueryOf } from '@cardwright/api-client/client';
import { wholeNumber } from './options.js';

interface SortOptions<Sort extends string> {
  sort?: Sort;
  order?: SortOrder;
}
interface ListOptions<Sort extends string> extends SortOptions<Sort> {
  updatedSince?: string;
}
export interface WorkstationListOptions extends SortOptions<WorkstationSort> {
  online?: boolean;
  away?: boolean;
  agentVersion?: string;
  policy?: WorkstationPolicyState;
  readers?: WorkstationReaders;
  group?: string;
}
export interface SagaListOptions extends SortOptions<SagaSort> {
  state?: RequestState;
  type?: RequestType;
  attention?: boolean;
  stuck?: boolean;
}
export interface PeopleListOptions extends ListOptions<PersonSort> {
  unit?: string;
}
export interface DeviceListOptions extends ListOptions<DeviceSort> {
  state?: DeviceState[];
  mine?: boolean;
  replacementAsked?: boolean;
  profile?: string;
  model?: string;
  expiresWithin?: number;
  certificatesExpireWithin?: number;
}

export interface CertificateListOptions extends ListOptions<CertificateSort> {
  status?: CertificateStanding[];
  slot?: string;
  profile?: string;
  certificateProfile?: string;
  issuer?: string;
  expiresWithin?: number;
}

export const peopleFilters = (command: Command): Command =>
  changedAndSorted(
    command
      .argument('[query]', 'part of a name or id')
      .option('--unit <unit>', 'only this organizational unit and those below it'),
    personSorts,
  );

export const deviceFilters = (command: Command): Command =>
  changedAndSorted(
    command
      .argument('[query]', 'part of an identity, label or name')
      .option('--state <state>', 'only those in this state; given again: or in this one', collected)
      .option('--mine', 'only my own')
      .option('--replacement-asked', 'only those whose holder asks for a new card, which nobody has decided')
      .option('--profile <name>', 'only those of this credential profile')
      .option('--model <id>', 'only those of this card model')
      .option('--expires-within <days>', 'only those in use whose card ends within so many days', wholeNumber)
      .option('--certificates-expire-within <days>', 'only those with a certificate that ends by then', wholeNumber),
    deviceSorts,
  );

export const certificateFilters = (command: Command): Command =>
  changedAndSorted(
    command
      .argument('[query]', 'the beginning of a serial number, or part of an identity, label or name')
      .option(
        '--status <status>',
        `only those that stand so (${certificateStandings.join(', ')}); given again: or so`,
        collected,
      )
      .option('--slot <key>', 'only those of this key reference: 9A')
      .option('--profile <name>', 'only those made by this credential profile')
      .option('--certificate-profile <name>', 'only those of this certificate profile')
      .option('--issuer <id>', 'only those of this CA')
      .option('--expires-within <days>', 'only those not revoked that end within so many days', wholeNumber),
    certificateSorts,
  );

export const workstationFilters = (command: Command): Command =>
  sorted(
    command
      .argument('[query]', 'part of a name, an id or an operating system')
      .option('--online', 'only those that were heard within the last seven minutes')
      .addOption(new Option('--away', 'only the others').conflicts('online'))
      .option('--agent-version <version>', 'only those with this version of the agent')
      .addOption(new Option('--policy <state>', 'only those ruled so').choices(workstationPolicyStates))
      .addOption(new Option('--readers <which>', 'only those with such readers').choices(workstationReaders))
      .option('--group <group>', 'only those of this group'),
    workstationSorts,
  );

export const sagaFilters = (command: Command): Command =>
  sorted(
    command
      .option('--state <state>', 'only those in this state')
      .addOption(
        new Option('--type <type>', 'only work of this kind').choices([...cardSagaTypes, ...waitingRequestTypes]),
      )
      .option('--attention', 'only those that wait for somebody: stuck, or for a PIN')
      .option('--stuck', 'only those that wait for a person to remove a reason'),
    sagaSorts,
  );

const changedAndSorted = (command: Command, sorts: readonly string[]): Command =>
  sorted(command.option('--updated-since <instant>', 'only those that changed then or later (ISO 8601, UTC)'), sorts);

const sorted = (command: Command, sorts: readonly string[]): Command =>
  command
    .addOption(new Option('--sort <by>', 'sort by').choices(sorts))
    .addOption(new Option('--order <order>', 'in this direction').choices(sortOrders));

const collected = (value: string, before: string[] = []): string[] => [...before, value];

export const peopleQuery = (
  query: string | undefined,
  { unit, ...options }: PeopleListOptions,
): QueryOf<'/api/v1/people'> => ({
  ...{ query, organizationalUnit: unit },
  ...sorting(options),
});

export const deviceQuery = (query: string | undefined, options: DeviceListOptions): QueryOf<'/api/v1/devices'> => ({
  ...{ query, state: options.state, mine: options.mine, replacementAsked: options.replacementAsked },
  ...{ profileName: options.profile, modelId: options.model, expiresWithinDays: options.expiresWithin },
  certificatesExpireWithinDays: options.certificatesExpireWithin,
  ...sorting(options),
});

export const certificateQuery = (
  query: string | undefined,
  options: CertificateListOptions,
): QueryOf<'/api/v1/certificates'> => ({
  ...{ query, status: options.status, keyReference: options.slot, profileName: options.profile },
  ...{ certificateProfile: options.certificateProfile, issuerId: options.issuer },
  expiresWithinDays: options.expiresWithin,
  ...sorting(options),
});

export const workstationQuery = (
  query: string | undefined,
  options: WorkstationListOptions,
): QueryOf<'/api/v1/workstations'> => ({
  ...{ query, online: options.online ?? (options.away === true ? false : undefined), version: options.agentVersion },
  ...{
    policy: options.policy,
    readers: options.readers,
    group: options.group,
    sort: options.sort,
    order: options.order,
  },
});

export const sagaQuery = ({
  state,
  type,
  attention,
  stuck,
  sort,
  order,
}: SagaListOptions): QueryOf<'/api/v1/sagas'> => ({
  ...{ state, type, attention, stuck },
  ...{ sort, order },
});

const sorting = <Sort extends string>({ sort, order, updatedSince }: ListOptions<Sort>) => ({
  sort,
  order,
  updatedSince,
});
