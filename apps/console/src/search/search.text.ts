/** Texts of the search over everything. Pages for operators are in English, and so is what leads to them. */
import type { SearchKind } from '../api/types.js';

export const text = {
  title: 'Search',
  label: 'Name, external id, serial number, label, request id or workstation',
  hint: 'Type at least two characters. Arrow keys choose, Enter opens.',
  results: 'What was found',
  searching: 'Searching …',
  nothing: (query: string) => `Nothing fits “${query}”`,
  nothingHint: 'Numbers may be given with or without colons, names without accents.',
  found: (count: number) => (count === 1 ? '1 result' : `${count} results`),
  kinds: {
    person: 'Person',
    card: 'Device',
    certificate: 'Certificate',
    request: 'Saga',
    workstation: 'Workstation',
  } satisfies Record<SearchKind, string>,
  /** Of the kinds that have a list with a search. */
  more: { person: 'All people that fit', card: 'All devices that fit', workstation: 'All workstations that fit' },
  narrow: 'There are more: type more of it.',
  unanswered: {
    person: 'People cannot be searched at the moment.',
    card: 'Devices cannot be searched at the moment.',
    certificate: 'Certificates cannot be searched at the moment.',
    request: 'Sagas cannot be searched at the moment.',
    workstation: 'Workstations cannot be searched at the moment.',
  } satisfies Record<SearchKind, string>,
  onCard: (label: string) => `on ${label}`,
};
