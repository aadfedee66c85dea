/**
 * A table of people -> people, or the list of everything that is wrong with it by line of the file; and how each column was understood.
 * The rule of each value is subject-fields', which the CA goes by too. Nothing is stored here, and a file with one problem gives no
 * people at all.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ImportedColumn, ImportProblem } from '@cardwright/contracts/nats/issuance.api';
import type { Sentence } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';
import { canonicalField, fieldKey, fieldProblem } from '@cardwright/service-kit/subject-fields/subject-fields';
import { columnNames, columnOfHeader, columnRow, enabledOf, plainHeader, type ColumnName } from './people-columns.js';
import { readTable, rowsPerTurn, type PeopleTable, type TableRow } from './people-table.js';

export interface ImportedPerson {
  externalId: string;
  /** Empty for a person with one name. */
  givenName: string;
  surname: string;
  displayName: string;
  email: string | null;
  upn: string | null;
  sid: string | null;
  /** Of the person in Entra ID or Keycloak, a UUID. */
  objectId: string | null;
  organizationalUnit: string | null;
  enabled: boolean;
  /** Where it begins in the file. */
  line: number;
}

/** Enough to correct a file, little enough for one NATS answer. */
const maximumProblems = 500;
const maximumExamples = 3;

export interface ParsedPeople {
  people: ImportedPerson[];
  problems: ImportProblem[];
  /** Optional columns that the file does not have: their stored values stay. */
  absent: string[];
  /** null: the file could not be read as a table. */
  table: { delimiter: string; headerLine: number; rows: number; blankRows: number; columns: ImportedColumn[] } | null;
}

/** A column of the file and, once it is known, of ours. */
interface ReadColumn extends ImportedColumn {
  column: ColumnName | null;
}

export async function parsePeople(csv: string): Promise<ParsedPeople> {
  const table = await readTable(csv);
  const unread = (found: ImportProblem): ParsedPeople => ({ people: [], problems: [found], absent: [], table: null });
  if (table === null) return unread(problem(1, null, 'MISSING', say('people.no-header')));
  if ('broken' in table) return unread(problem(table.line, null, 'INVALID', say('people.not-csv')));
  const problems: ImportProblem[] = [];
  const columns = readHeader(table, problems);
  const people = problems.length > 0 ? [] : await readRows(table, columns, problems);
  const { delimiter, header, rows, blankRows } = table;
  return {
    people: problems.length > 0 ? [] : people,
    problems: problems.slice(0, maximumProblems),
    absent: columnNames.filter((name) => !columns.some(({ column }) => column === name)),
    table: { delimiter, headerLine: header.line, rows: rows.length, blankRows, columns },
  };
}

function readHeader({ header, rows }: PeopleTable, problems: ImportProblem[]): ReadColumn[] {
  const { line, cells } = header;
  const columns = cells.map((cell): ReadColumn => ({
    header: cell.slice(0, 100),
    column: columnOfHeader(cell) ?? null,
    filled: 0,
    changed: 0,
    examples: [],
  }));
  columns.forEach(({ header: text, column }, index) => {
    const plain = plainHeader(text);
    const first = columns.findIndex((other) => other.column === column);
    if (column === null && plain !== '')
      problems.push(
        problem(line, plain, 'UNKNOWN_COLUMN', say('people.unknown-column', { column: text.slice(0, 40) })),
      );
    else if (column !== null && first !== index)
      problems.push(
        problem(
          line,
          column,
          'DUPLICATE_IN_FILE',
          say('people.both', {
            first: first + 1,
            firstHeader: columns[first]!.header,
            second: index + 1,
            secondHeader: text,
            column,
          }),
        ),
      );
    // Spreadsheets write separators for empty columns: a column without a name is accepted if it has no values either.
    else if (column === null) {
      const filled = rows.find(({ cells: row }) => (row[index] ?? '').trim() !== '');
      if (filled !== undefined)
        problems.push(problem(filled.line, null, 'UNKNOWN_COLUMN', say('people.nameless', { number: index + 1 })));
    }
  });
  for (const name of columnNames)
    if (columnRow(name).required && !columns.some(({ column }) => column === name))
      problems.push(problem(line, name, 'MISSING', say('people.column-missing', { column: name })));
  return columns;
}

type Values = Partial<Record<ColumnName, string>>;

/** One person by the rules of a row of a file: the names of the columns, and their text as it was given. */
export function checkedPerson(given: Values): { person: ImportedPerson; problems: ImportProblem[] } {
  const problems: ImportProblem[] = [];
  const values: Values = {};
  for (const [name, text] of Object.entries(given) as [ColumnName, string][]) values[name] = canonicalValue(name, text);
  checkValues(values, 1, new Map(), problems);
  return { person: personOf(values, 1), problems };
}

const canonicalValue = (name: ColumnName, text: string): string =>
  canonicalField(columnRow(name).field ?? 'organization', text);

async function readRows(
  table: PeopleTable,
  columns: ReadColumn[],
  problems: ImportProblem[],
): Promise<ImportedPerson[]> {
  const seen = new Map<string, number>();
  const people: ImportedPerson[] = [];
  for (const [index, row] of table.rows.entries()) {
    if (index % rowsPerTurn === 0) await nextTurn();
    const extra = row.cells.slice(columns.length);
    if (row.cells.length < columns.length || extra.some((cell) => cell.trim() !== '')) {
      problems.push(
        problem(
          row.line,
          null,
          'WRONG_COLUMN_COUNT',
          say('people.columns', { count: row.cells.length, header: columns.length }),
        ),
      );
      continue;
    }
    const values = valuesOf(row, columns);
    checkValues(values, row.line, seen, problems);
    people.push(personOf(values, row.line));
  }
  if (problems.length === 0 && people.length === 0)
    problems.push(problem(table.header.line + 1, null, 'MISSING', say('people.no-rows')));
  return people;
}

/** In canonical form; what was changed for it is counted. */
function valuesOf({ cells }: TableRow, columns: ReadColumn[]): Values {
  const values: Values = {};
  columns.forEach((shown, index) => {
    const { column } = shown;
    const cell = cells[index]!;
    if (column === null) return;
    const value = canonicalValue(column, cell);
    values[column] = value;
    if (value === '') return;
    shown.filled++;
    if (value !== cell) shown.changed++;
    keepExample(shown.examples, value);
  });
  return values;
}

/** Letters beyond ASCII show best whether a file was read correctly. */
function keepExample(examples: string[], value: string): void {
  const isPlain = (text: string): boolean => /^[ -~]*$/.test(text);
  if (examples.includes(value)) return;
  const plain = examples.findIndex(isPlain);
  if (examples.length < maximumExamples) examples.push(value);
  else if (!isPlain(value) && plain >= 0) {
    examples.splice(plain, 1);
    examples.unshift(value);
  }
}

function checkValues(values: Values, line: number, seen: Map<string, number>, problems: ImportProblem[]): void {
  for (const name of columnNames) {
    const value = values[name] ?? '';
    const { field } = columnRow(name);
    if (name === 'external_id' && value === '')
      problems.push(problem(line, name, 'MISSING', say('wrong.column', { column: name, problem: say('wrong.empty') })));
    if (name === 'given_name' && ![value, values.surname, values.display_name].some(Boolean))
      problems.push(problem(line, name, 'MISSING', say('people.no-name')));
    if (name === 'enabled' && enabledOf(value) === undefined)
      problems.push(problem(line, name, 'INVALID', say('wrong.column', { column: name, problem: say('wrong.flag') })));
    if (field === null || value === '') continue;
    const wrong = fieldProblem(field, value);
    if (wrong !== null)
      problems.push(problem(line, name, 'INVALID', say('wrong.column', { column: name, problem: wrong })));
    else checkOnce(name, fieldKey(field, value), line, seen, problems);
  }
}

function checkOnce(
  name: ColumnName,
  key: string | null,
  line: number,
  seen: Map<string, number>,
  problems: ImportProblem[],
): void {
  if (key === null) return;
  const first = seen.get(`${name}:${key}`);
  if (first === undefined) seen.set(`${name}:${key}`, line);
  else problems.push(problem(line, name, 'DUPLICATE_IN_FILE', say('people.twice', { column: name, line: first })));
}

function personOf(values: Values, line: number): ImportedPerson {
  const optional = (name: ColumnName): string | null => values[name] || null;
  const givenName = values.given_name ?? '';
  const surname = values.surname ?? '';
  return {
    externalId: values.external_id ?? '',
    givenName,
    surname,
    displayName: optional('display_name') ?? `${givenName} ${surname}`.trim(),
    email: optional('email'),
    upn: optional('upn'),
    sid: optional('sid'),
    objectId: optional('object_id'),
    organizationalUnit: optional('organizational_unit'),
    enabled: enabledOf(values.enabled ?? '') ?? true,
    line,
  };
}

function problem(line: number, column: string | null, code: ImportProblem['code'], message: Sentence): ImportProblem {
  return { line, column, code, message: message.text, said: { message: message.said } };
}
