/**
 * Lists as files for spreadsheets: CSV as in RFC 4180, in UTF-8 with the byte order mark by which spreadsheet programs know it, one line per row,
 * written page by page as whoever asks takes it.
 */
import { Readable } from 'node:stream';
import type { Exportable } from '@cardwright/contracts/nats/list-filters';
import { pageRows, type Page, type PageRequest } from '@cardwright/contracts/nats/rpc';
import type { FastifyReply } from 'fastify';
import { type Validity, watchValidity } from '../auth/validity.js';

type Cell = string | number | boolean | null | undefined;
/** By the name in the first line. */
export type CsvColumns<Row> = Readonly<Record<string, (row: Row) => Cell>>;

/** Quoted where RFC 4180 section 2 asks for it. What a spreadsheet would take for a formula has an apostrophe before it (OWASP, CSV Injection). */
export function csvCell(value: Cell): string {
  const text = `${value ?? ''}`;
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

const csvLine = (cells: readonly Cell[]): string => `${cells.map(csvCell).join(',')}\r\n`;

/** ask: gives the rows of the list, by its filters and this page. One page is asked for before the answer begins, so that a refusal is one; a fault or the end of the sign-in after that cuts the file off. */
export async function sendCsv<Row>(
  reply: FastifyReply,
  list: string,
  columns: CsvColumns<Row>,
  ask: (page: PageRequest & Exportable) => Promise<Page<Row>>,
  validity: Validity,
): Promise<FastifyReply> {
  const page = (cursor?: string): Promise<Page<Row>> =>
    ask({ limit: pageRows.most, forExport: true, ...(cursor && { cursor }) });
  const stream = Readable.from(lines(columns, page, await page()), { highWaterMark: 1 });
  stream.once(
    'close',
    watchValidity(validity, () => stream.destroy(new Error('The sign-in ended during the export'))),
  );
  return reply
    .headers({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${list}-${new Date().toISOString().slice(0, 10)}.csv"`,
    })
    .send(stream);
}

async function* lines<Row>(
  columns: CsvColumns<Row>,
  page: (cursor: string) => Promise<Page<Row>>,
  first: Page<Row>,
): AsyncGenerator<string> {
  const cells = Object.values(columns);
  const text = ({ rows }: Page<Row>): string => rows.map((row) => csvLine(cells.map((cell) => cell(row)))).join('');
  yield `\ufeff${csvLine(Object.keys(columns))}${text(first)}`;
  for (let { nextCursor } = first; nextCursor !== null;) {
    const next = await page(nextCursor);
    yield text(next);
    ({ nextCursor } = next);
  }
}
