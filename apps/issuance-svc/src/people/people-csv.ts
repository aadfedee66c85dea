/**
 * Reads the CSV of an import (RFC 4180, UTF-8, header row) into people, or into the list of everything that is wrong with
 * it by line. Pure: nothing is stored here, and a file with one problem gives no people at all.
 */
import { parse } from 'csv-parse/sync';
import type { ImportProblem } from '@cardwright/contracts/nats/issuance.api';

export interface ImportedPerson {
  externalId: string;
  givenName: string;
  surname: string;
  displayName: string;
  email: string | null;
  upn: string | null;
  sid: string | null;
  organizationalUnit: string | null;
  enabled: boolean;
  /** Where it stands in the file. */
  line: number;
}

interface Column {
  required?: true;
  /** Longest value, in UTF-16 units: X.520 upper bounds where there is one, else a sane end. */
  maxLength: number;
  pattern?: RegExp;
  says?: string;
  /** No two people share it. */
  unique?: 'case-sensitive' | 'case-insensitive';
}

const columns = {
  external_id: { required: true, maxLength: 128, unique: 'case-sensitive' },
  given_name: { required: true, maxLength: 128 },
  surname: { required: true, maxLength: 128 },
  display_name: { maxLength: 256 },
  email: {
    maxLength: 254,
    pattern: /^[^\s@<>()",;:\\[\]]+@[^\s@<>()",;:\\[\].]+(\.[^\s@<>()",;:\\[\].]+)+$/u,
    says: 'an e-mail address',
    unique: 'case-insensitive',
  },
  upn: { maxLength: 254, pattern: /^[^\s@]+@[^\s@]+$/u, says: 'a user principal name', unique: 'case-insensitive' },
  // MS-DTYP section 2.4.2.1: revision 1, a 48-bit authority, at most 15 sub-authorities.
  sid: {
    maxLength: 184,
    pattern: /^S-1-\d{1,15}(-\d{1,10}){1,15}$/,
    says: 'a SID (S-1-...)',
    unique: 'case-sensitive',
  },
  organizational_unit: { maxLength: 256 },
  enabled: { maxLength: 5, pattern: /^(true|false|1|0|yes|no)$/i, says: 'true or false' },
} as const satisfies Record<string, Column>;
type ColumnName = keyof typeof columns;
const columnNames = Object.keys(columns) as ColumnName[];
const isColumn = (name: string): name is ColumnName => Object.hasOwn(columns, name);

/** `givenName` and `Given name` are given_name too; directories call the surname family name. */
function columnOf(text: string): string {
  const name = text
    .trim()
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll(/[\s-]+/g, '_')
    .toLowerCase();
  return { family_name: 'surname', ou: 'organizational_unit' }[name] ?? name;
}

/** Control characters, line and paragraph separators, and the bidirectional overrides that make a name read as another. */
// eslint-disable-next-line no-control-regex
const forbidden = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffd]/u;

/** Enough to correct a file, little enough for one NATS answer. */
const maximumProblems = 500;

export interface ParsedPeople {
  people: ImportedPerson[];
  problems: ImportProblem[];
  /** Optional columns that the file does not have: what is stored there stays. */
  absent: string[];
}

interface CsvRecord {
  record: string[];
  info: { lines: number };
}

export function parsePeople(csv: string): ParsedPeople {
  const problems: ImportProblem[] = [];
  const records = readCsv(csv, problems);
  const header = records[0];
  if (header === undefined) {
    if (problems.length === 0) problems.push(problem(1, null, 'MISSING', 'The file has no header row'));
    return { people: [], problems, absent: [] };
  }
  const names = header.record.map(columnOf);
  checkHeader(names, problems);
  if (problems.length > 0) return { people: [], problems, absent: [] };
  const seen = new Map<string, number>();
  const people: ImportedPerson[] = [];
  records.slice(1).forEach(({ record }, index) => {
    // `lines` counts where the record ends; a quoted line break makes it start earlier.
    const line = (records[index]?.info.lines ?? 0) + 1;
    if (record.length !== names.length)
      return void problems.push(
        problem(line, null, 'WRONG_COLUMN_COUNT', `The row has ${record.length} columns, the header ${names.length}`),
      );
    const values = Object.fromEntries(names.map((name, column) => [name, clean(record[column]!)])) as Record<
      ColumnName,
      string | undefined
    >;
    checkValues(values, line, seen, problems);
    people.push(personOf(values, line));
  });
  if (problems.length === 0 && people.length === 0)
    problems.push(problem(2, null, 'MISSING', 'The file has no rows besides its header'));
  return {
    people: problems.length > 0 ? [] : people,
    problems: problems.slice(0, maximumProblems),
    absent: columnNames.filter((name) => !names.includes(name)),
  };
}

function readCsv(csv: string, problems: ImportProblem[]): CsvRecord[] {
  try {
    return parse(csv, {
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: 20_000,
    }) as unknown as CsvRecord[];
  } catch (error) {
    // A quote that never ends and the like: the parser says on which line it gave up.
    const line = (error as { lines?: number }).lines;
    problems.push(problem(line ?? 1, null, 'INVALID', 'The row is not valid CSV (quotes that do not match)'));
    return [];
  }
}

function checkHeader(names: string[], problems: ImportProblem[]): void {
  names.forEach((name, index) => {
    if (!isColumn(name)) problems.push(problem(1, name, 'UNKNOWN_COLUMN', `Unknown column "${name.slice(0, 40)}"`));
    else if (names.indexOf(name) !== index)
      problems.push(problem(1, name, 'DUPLICATE_IN_FILE', `Column "${name}" stands twice`));
  });
  for (const name of columnNames)
    if ((columns[name] as Column).required && !names.includes(name))
      problems.push(problem(1, name, 'MISSING', `Column "${name}" is missing`));
}

function checkValues(
  values: Record<ColumnName, string | undefined>,
  line: number,
  seen: Map<string, number>,
  problems: ImportProblem[],
): void {
  for (const name of columnNames) {
    const column: Column = columns[name];
    const value = values[name] ?? '';
    if (value === '') {
      if (column.required) problems.push(problem(line, name, 'MISSING', `${name} is empty`));
      continue;
    }
    if (forbidden.test(value))
      problems.push(problem(line, name, 'INVALID', `${name} holds a character that no name or address has`));
    else if (value.length > column.maxLength)
      problems.push(problem(line, name, 'INVALID', `${name} is longer than ${column.maxLength} characters`));
    else if (column.pattern !== undefined && !column.pattern.test(value))
      problems.push(problem(line, name, 'INVALID', `${name} is not ${column.says ?? 'valid'}`));
    else if (column.unique !== undefined) {
      const key = `${name}:${column.unique === 'case-insensitive' ? value.toLowerCase() : value}`;
      const first = seen.get(key);
      if (first === undefined) seen.set(key, line);
      else problems.push(problem(line, name, 'DUPLICATE_IN_FILE', `${name} stands on line ${first} already`));
    }
  }
}

const clean = (text: string): string => text.trim().normalize('NFC');

function personOf(values: Record<ColumnName, string | undefined>, line: number): ImportedPerson {
  const optional = (name: ColumnName): string | null => values[name] || null;
  const givenName = values.given_name ?? '';
  const surname = values.surname ?? '';
  return {
    externalId: values.external_id ?? '',
    givenName,
    surname,
    displayName: optional('display_name') ?? `${givenName} ${surname}`,
    email: optional('email'),
    upn: optional('upn'),
    sid: optional('sid'),
    organizationalUnit: optional('organizational_unit'),
    enabled: !/^(false|0|no)$/i.test(values.enabled ?? ''),
    line,
  };
}

function problem(line: number, column: string | null, code: ImportProblem['code'], message: string): ImportProblem {
  return { line, column, code, message };
}
