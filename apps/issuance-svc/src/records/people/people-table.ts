/**
 * Text -> header and rows of a table, each with the line of the file that it begins on: commas, semicolons, tabs or bars, `sep=`, quoted
 * cells with line breaks, blank lines and rows of separators alone. people-columns.ts knows what the columns mean. Governing document: RFC
 * 4180, and what spreadsheets make of it.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Readable } from 'node:stream';
import { parse as parseStream, type CsvError, type Options } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import { canonicalText } from '@cardwright/service-kit/subject-fields/canonical-text';
import { columnOfHeader } from './people-columns.js';

export interface TableRow {
  line: number;
  cells: string[];
}

export interface PeopleTable {
  delimiter: string;
  header: TableRow;
  /** Without blank ones. */
  rows: TableRow[];
  blankRows: number;
}

/** The text is no CSV from this line on. */
export interface BrokenTable {
  line: number;
  broken: true;
}

const delimiters = [',', ';', '\t', '|'] as const;
const chunkBytes = 65_536;
/** How many rows are read between two turns of the event loop, so that a large file does not block other requests. */
export const rowsPerTurn = 500;

interface CsvRecord {
  record: string[];
  raw: string;
  info: { lines: number };
}

/** null: there is no row at all. */
export async function readTable(text: string): Promise<PeopleTable | BrokenTable | null> {
  // A `sep=` line stays as a blank one, so that lines are counted as in the file.
  const { delimiter: named, body } = withoutSeparatorLine(text.replace(/^\ufeff/, '').replaceAll(/\r\n?/g, '\n'));
  const delimiter = named ?? likelyDelimiter(body);
  const bytes = Buffer.from(body, 'utf8');
  const chunks = function* (): Generator<Buffer> {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  };
  const records = Readable.from(chunks()).pipe(parseStream({ ...options, delimiter, info: true, raw: true }));
  let header: TableRow | undefined;
  const rows: TableRow[] = [];
  let [count, blankRows] = [0, 0];
  try {
    for await (const { record, raw, info } of records as AsyncIterable<CsvRecord>) {
      if (++count % rowsPerTurn === 0) await nextTurn();
      // `lines` is where the record ends; line breaks in its cells put its beginning further up.
      const line = info.lines - (raw.replace(/\n$/, '').match(/\n/g)?.length ?? 0);
      if (record.every((cell) => canonicalText(cell) === '')) blankRows++;
      else if (header === undefined) header = { line, cells: record };
      else rows.push({ line, cells: record });
    }
  } catch (error) {
    const { code, lines } = error as CsvError & { lines?: number };
    if (!code?.startsWith('CSV_') && code !== 'INVALID_OPENING_QUOTE') throw error;
    return { line: lines ?? 1, broken: true };
  }
  return header === undefined ? null : { delimiter, header, rows, blankRows };
}

const options: Options = { relax_column_count: true, record_delimiter: '\n', max_record_size: 20_000 };

/** The first line of a file that Excel should open with another separator than its own. */
function withoutSeparatorLine(text: string): { delimiter?: string; body: string } {
  const match = /^[^\S\n]*"?sep=(.)"?[^\S\n]*(?=\n|$)/i.exec(text);
  return match === null ? { body: text } : { delimiter: match[1]!, body: text.slice(match[0].length) };
}

/** The one with which most columns of the first row are known; where none is, the one that stands there most often. */
function likelyDelimiter(text: string): string {
  const first = text.split('\n', 50).find((line) => /[^\s,;|"]/.test(line)) ?? '';
  const known = (delimiter: string): number => {
    try {
      const [cells = []] = parse(first, { ...options, delimiter, relax_quotes: true, max_record_size: 0 });
      return cells.filter((cell) => columnOfHeader(cell) !== undefined).length;
    } catch {
      return 0;
    }
  };
  const ranked = delimiters
    .map((delimiter) => ({ delimiter, known: known(delimiter), often: first.split(delimiter).length }))
    .sort((a, b) => b.known - a.known || b.often - a.often);
  return ranked[0]!.delimiter;
}
