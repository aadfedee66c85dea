/** The search part of a list's address: changed by what is chosen above the list and in its heads. */
import { usualOrder } from '@cardwright/contracts/nats/list-filters';
import type { Sorting } from './row-table.js';

type Search = object & { q?: string; sort?: string; order?: 'asc' | 'desc' };

/**
 * navigate: of the route. usual: what the server sorts by without being asked, where a column shows it. latestFirst: the sorts of which the order is
 * `desc` where none is asked for. What is typed takes the place of the
 * address before it; every choice is a step of its own, which Back undoes.
 */
export function listSearch<Of extends Search>(
  search: Of,
  navigate: (to: { search: Of; replace: boolean }) => unknown,
  usual?: Of['sort'],
  latestFirst?: readonly string[],
) {
  const go = (next: object, replace: boolean): void => {
    const given = Object.entries(next).filter(([, value]) => value !== undefined && value !== '');
    void navigate({ search: Object.fromEntries(given) as Of, replace });
  };
  type Change = Partial<{ [Name in keyof Of]: Of[Name] | undefined }>;
  const { q, sort, order, ...filters } = search;
  const sorting: Sorting = {
    by: sort ?? usual,
    order: order ?? usualOrder(sort ?? usual, latestFirst),
    onSort: (by, to) => go({ ...search, sort: by, order: to === usualOrder(by, latestFirst) ? undefined : to }, false),
  };
  return {
    sorting,
    narrowed: q !== undefined || Object.values(filters).some((value) => value !== undefined),
    choose: (change: Change) => go({ ...search, ...change }, false),
    type: (change: Change) => go({ ...search, ...change }, true),
    clear: () => go({ sort, order }, false),
  };
}

const hourMs = 3_600_000;

/** So many days ago, to the hour: the same question for an hour, and so one answer. */
export const daysAgo = (days: number): string =>
  new Date(Math.floor((Date.now() - 24 * hourMs * days) / hourMs) * hourMs).toISOString();
