/** Of operators' lists, which are in English. */
export const text = {
  export: 'Export',
  clearFilters: 'Clear filters',
  changed: 'Changed',
  changedAnyTime: 'Changed at any time',
  changedWithin: (days: number) => (days === 1 ? 'Changed since yesterday' : `Changed within ${days} days`),
  sort: 'Sort',
  unsorted: 'Not sorted',
  ascending: (column: string) => `${column}, ascending`,
  descending: (column: string) => `${column}, descending`,
};
