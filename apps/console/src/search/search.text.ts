/** Texts of the search over everything. */
import type { SearchKind } from '../api/types.js';
import { inPagesLanguage } from '../ui/language.js';

const en = {
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

const de: typeof en = {
  title: 'Suchen',
  label: 'Name, externe ID, Seriennummer, Bezeichnung, ID einer Anfrage oder Arbeitsplatz',
  hint: 'Geben Sie mindestens zwei Zeichen ein. Pfeiltasten wählen, die Eingabetaste öffnet.',
  results: 'Was gefunden wurde',
  searching: 'Sucht …',
  nothing: (query) => `Nichts passt zu „${query}“`,
  nothingHint: 'Nummern gehen mit und ohne Doppelpunkte, Namen ohne Akzente.',
  found: (count) => (count === 1 ? '1 Treffer' : `${count} Treffer`),
  kinds: {
    person: 'Person',
    card: 'Karte',
    certificate: 'Zertifikat',
    request: 'Saga',
    workstation: 'Arbeitsplatz',
  },
  more: {
    person: 'Alle Personen, die passen',
    card: 'Alle Karten, die passen',
    workstation: 'Alle Arbeitsplätze, die passen',
  },
  narrow: 'Es gibt mehr: Geben Sie mehr davon ein.',
  unanswered: {
    person: 'Personen können im Moment nicht gesucht werden.',
    card: 'Karten können im Moment nicht gesucht werden.',
    certificate: 'Zertifikate können im Moment nicht gesucht werden.',
    request: 'Sagas können im Moment nicht gesucht werden.',
    workstation: 'Arbeitsplätze können im Moment nicht gesucht werden.',
  },
  onCard: (label) => `auf ${label}`,
};

export const text = inPagesLanguage({ en, de });
