/** What the lists of devices and people are narrowed and sorted by, as options: their exports take the same. */
import { Option, type Command } from 'commander';
import { deviceSorts, personSorts, sortOrders } from '@cardwright/contracts/nats/list-filters';
import type { Query } from '../api/api-client.js';
import { wholeNumber } from './options.js';

interface ListOptions {
  sort?: string;
  order?: string;
  updatedSince?: string;
}
export interface PeopleListOptions extends ListOptions {
  unit?: string;
}
export interface DeviceListOptions extends ListOptions {
  state?: string[];
  mine?: boolean;
  replacementAsked?: boolean;
  profile?: string;
  model?: string;
  expiresWithin?: number;
  certificatesExpireWithin?: number;
}

export const peopleFilters = (command: Command): Command =>
  sorted(
    command
      .argument('[query]', 'part of a name or id')
      .option('--unit <unit>', 'only this organizational unit and those below it'),
    personSorts,
  );

export const deviceFilters = (command: Command): Command =>
  sorted(
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

const sorted = (command: Command, sorts: readonly string[]): Command =>
  command
    .option('--updated-since <instant>', 'only those that changed then or later (ISO 8601, UTC)')
    .addOption(new Option('--sort <by>', 'sort by').choices(sorts))
    .addOption(new Option('--order <order>', 'in this direction').choices(sortOrders));

const collected = (value: string, before: string[] = []): string[] => [...before, value];

export const peopleQuery = (query: string | undefined, { unit, ...options }: PeopleListOptions): Query => ({
  ...{ query, organizationalUnit: unit },
  ...sorting(options),
});

export const deviceQuery = (query: string | undefined, options: DeviceListOptions): Query => ({
  ...{ query, state: options.state, mine: options.mine, replacementAsked: options.replacementAsked },
  ...{ profileName: options.profile, modelId: options.model, expiresWithinDays: options.expiresWithin },
  certificatesExpireWithinDays: options.certificatesExpireWithin,
  ...sorting(options),
});

const sorting = ({ sort, order, updatedSince }: ListOptions): Query => ({ sort, order, updatedSince });
