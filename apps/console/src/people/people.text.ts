/** Texts of people. */
export const text = {
  title: 'People',
  lead: 'Everybody who may hold a card. Imported from a CSV file of your directory.',
  search: 'Search by name, id or unit',
  list: 'People',
  columns: {
    name: 'Name',
    externalId: 'External id',
    email: 'E-mail',
    unit: 'Unit',
    state: 'State',
    changed: 'Changed',
  },
  unitFilter: 'Unit and those below it',
  enabled: 'Enabled',
  disabled: 'Disabled',
  empty: 'No people yet',
  emptyHint: 'Import them from a file of your directory, here or with cardwright people import people.csv.',
  noMatch: 'Nobody matches',
  noMatchHint: 'Try a part of the name or the external id, or clear the filters.',
  facts: { upn: 'User principal name', sid: 'Windows SID', since: 'Imported', given: 'Given name', surname: 'Surname' },
  record: 'Record',
  cards: 'Devices',
  noCards: 'No devices',
  noCardsHint: 'A card that is issued to this person appears here.',
  issue: 'Issue a card',
  signOut: {
    open: 'Sign out everywhere',
    title: 'Sign this person out everywhere?',
    explanation:
      'Every browser in which this person is signed in here is signed out. They can sign in again, unless the sign-in service refuses them.',
    reason: 'Reason',
    reasonHint: 'Goes into the audit trail',
    confirm: 'Sign out everywhere',
    cancel: 'Leave as it is',
    done: (ended: number) => (ended === 1 ? '1 browser was signed out' : `${ended} browsers were signed out`),
  },
  import: {
    open: 'Import',
    title: 'Import people',
    lead: 'A table as your directory or spreadsheet saves it: CSV with commas, semicolons or tabs. Nothing is imported before you have seen how it was read.',
    file: 'File',
    choose: 'Choose a file',
    encoding: 'Encoding',
    encodingHint: 'Only where the file does not say so itself',
    automatic: 'As the file says',
    failed: 'Nothing was imported',
    read: 'How the file was read',
    columns: {
      header: 'Column of the file',
      column: 'Read as',
      filled: 'Values',
      changed: 'Changed',
      examples: 'Examples',
    },
    noName: '(no name)',
    notRead: 'not read',
    changedHint: 'Blanks, invisible characters and the case of domains are put in one form',
    problems: 'What is wrong, by line of the file',
    line: 'Line',
    summary: ({
      encoding,
      delimiter,
      rows,
      blankRows,
    }: {
      encoding: string;
      delimiter: string;
      rows: number;
      blankRows: number;
    }) =>
      `${encoding}, separated by ${{ ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars' }[delimiter] ?? delimiter}, ${rows} rows, ${blankRows} blank`,
    would: ({ created, updated, unchanged }: { created: number; updated: number; unchanged: number }) =>
      `${created} new, ${updated} changed, ${unchanged} as they are`,
    confirm: (people: number) => `Import ${people} people`,
    done: 'Imported',
  },
};
