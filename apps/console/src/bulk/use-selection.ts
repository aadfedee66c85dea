/** What is selected in a list: rows, or everything that its search finds. Another search is another list, in which nothing is selected. */
import { useState } from 'react';
import type { BulkAction } from '@cardwright/contracts/nats/bulk-actions';
import type { DeviceFilter } from '@cardwright/contracts/nats/list-filters';
import type { Permission } from '@cardwright/contracts/access/role';
import { useMe } from '../me/me.js';
import type { Selecting } from '../ui/data-table.js';
import { text, type Of } from './bulk.text.js';

/** Where one of these is held, the action is offered; the server decides about each of the selection. */
const offered: Record<Of, readonly [BulkAction, readonly Permission[]][]> = {
  devices: [
    ['suspend', ['card.suspend']],
    ['resume', ['card.suspend']],
    ['request-reprovision', ['request.create']],
  ],
  sagas: [
    ['retry', ['card.run']],
    ['cancel', ['card.run', 'stock.manage', 'lease.break']],
  ],
};

export interface Selection {
  of: Of;
  /** What whoever is there may do to any of it. */
  actions: readonly BulkAction[];
  /** As the list of devices is narrowed; its order does not count. */
  filter: DeviceFilter;
  ids: readonly string[];
  /** Everything that the search finds, shown or not. */
  all: boolean;
  selectAll: () => void;
  clear: () => void;
  /** undefined: there is nothing that one may do, so nothing is selected. */
  selecting: <Row>(labelOf: (row: Row) => string) => Selecting<Row> | undefined;
}

const nothing = { ids: [] as readonly string[], all: false };

export function useSelection(
  of: Of,
  listed: { sort?: string; order?: string },
  selectRow: (label: string) => string,
): Selection {
  const { can } = useMe();
  const actions = offered[of].flatMap(([action, permissions]) => (permissions.some(can) ? [action] : []));
  const { sort: _sort, order: _order, ...filter } = listed;
  const search = JSON.stringify(filter);
  const [kept, keep] = useState({ ...nothing, search });
  const { ids, all } = kept.search === search ? kept : nothing;
  const change = (next: { ids: readonly string[]; all: boolean }): void => keep({ ...next, search });
  return {
    of,
    actions,
    filter: filter as DeviceFilter,
    ids,
    all,
    selectAll: () => change({ ids: [], all: true }),
    clear: () => change(nothing),
    selecting: (labelOf) =>
      actions.length === 0
        ? undefined
        : {
            has: (key) => all || ids.includes(key),
            set: (keys, chosen) => {
              const others = ids.filter((id) => !keys.includes(id));
              change({ ids: chosen ? [...others, ...keys] : others, all: false });
            },
            labelOf: (row) => selectRow(labelOf(row)),
            all: text.allShown,
          },
  };
}
