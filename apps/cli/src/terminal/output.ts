/** Answers for people (tables, aligned fields) or, with --json, the API's own JSON and nothing else on stdout. */
import Table from 'cli-table3';
import type { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { Io } from './io.js';

export type Cell = string | number | boolean | null | undefined;
export type Columns<Row> = Record<string, (row: Row) => Cell>;

export class Output {
  constructor(
    private readonly io: Io,
    readonly json: boolean,
  ) {}

  /** With --json the data, else what `show` makes of it. */
  result(data: unknown, show: () => void): void {
    if (this.json) this.line(JSON.stringify(data, null, 2));
    else show();
  }

  table<Row>(rows: readonly Row[], columns: Columns<Row>, none = 'Nothing there.'): void {
    this.result(rows, () => {
      if (rows.length === 0) return this.line(none);
      const table = new Table({ head: Object.keys(columns), style: { head: [], border: [] }, chars: plain });
      for (const row of rows) table.push(Object.values(columns).map((cell) => clean(cell(row))));
      this.line(table.toString());
    });
  }

  fields(data: unknown, fields: Record<string, Cell>): void {
    this.result(data, () => {
      const width = Math.max(...Object.keys(fields).map((name) => name.length));
      for (const [name, value] of Object.entries(fields)) this.line(`${name.padEnd(width)}  ${clean(value)}`);
    });
  }

  line(text = ''): void {
    this.io.stdout(`${text}\n`);
  }

  /** What goes on, for whoever watches: never on stdout. */
  note(text: string): void {
    if (!this.json) this.io.stderr(`${text}\n`);
  }

  error(error: CardwrightError): void {
    const { code, message, details, row } = error;
    if (this.json) return this.io.stderr(`${JSON.stringify({ code, message, fix: row.fix, details })}\n`);
    const { correlationId, fields, problems, ...rest } = details;
    this.io.stderr(`cardwright: ${message} (${code})\n`);
    for (const item of [fields, problems].filter(Array.isArray).flat()) this.io.stderr(`  ${describe(item)}\n`);
    for (const [name, value] of Object.entries(rest)) this.io.stderr(`  ${name}: ${describe(value)}\n`);
    this.io.stderr(`  ${row.fix}\n`);
    if (correlationId) this.io.stderr(`  correlation id ${String(correlationId)}\n`);
  }
}

/** Control characters in a name could redraw the terminal. */
export function clean(value: Cell): string {
  if (value === null || value === undefined) return '-';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  // eslint-disable-next-line no-control-regex -- that is what is taken out
  return String(value).replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, '?');
}

function describe(value: unknown): string {
  if (typeof value !== 'object' || value === null) return clean(value as Cell);
  if (Array.isArray(value)) return value.map(describe).join(', ');
  // Beside English texts: what other languages are made from.
  const shown = Object.entries(value).filter(([name]) => name !== 'said');
  const parts = shown.map(([name, part]) =>
    Array.isArray(part) ? part.map((each) => clean(each as Cell)).join('; ') : `${name} ${clean(part as Cell)}`,
  );
  return parts.join(', ');
}

const plain = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: ' ' },
};
