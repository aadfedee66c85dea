/** The file of an import of stock: which cards it names, and on which lines it names none. Pure. */
import { identityIn } from '@cardwright/contracts/card/card-identity';
import type { IdentityScheme } from '@cardwright/contracts/card/card-model';

export interface SerialProblem {
  /** From 1, as editors count. */
  line: number;
  /** The whole line, or the card that stands there twice. */
  value: string;
  /** The line on which the same card stands already; absent: it is no identity of such a card. */
  twiceOf?: number;
}
export interface ReadSerials {
  /** As the API takes them, each card once. */
  identities: string[];
  /** Of each identity, in the same order. */
  lines: number[];
  problems: SerialProblem[];
}

/** One card on each line, or several with blanks between them. of: the scheme of the model; undefined: any. */
export function readSerials(text: string, of: IdentityScheme | undefined): ReadSerials {
  const found = new Map<string, number>();
  const problems: SerialProblem[] = [];
  // What an editor or a spreadsheet puts at the beginning of UTF-8 is no part of the first card.
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  lines.forEach((content, index) => {
    const line = index + 1;
    const values = content.split(/\s+/).filter((each) => each !== '');
    if (values.some((value) => identityIn(value, of) === null)) problems.push({ line, value: content.trim() });
    else
      for (const value of values) {
        const identity = identityIn(value, of)!;
        const before = found.get(identity);
        if (before === undefined) found.set(identity, line);
        else problems.push({ line, value, twiceOf: before });
      }
  });
  return { identities: [...found.keys()], lines: [...found.values()], problems };
}

export interface RefusedLine {
  /** null: it is about the import as a whole. */
  line: number | null;
  value: string;
  message: string;
}

/** What the server says is wrong (`details.problems` of STOCK_BATCH_INVALID): about a card by its place, or in words. */
export function refusedLines(problems: unknown, { identities, lines }: ReadSerials): RefusedLine[] {
  if (!Array.isArray(problems)) return [];
  return problems.map((problem: string | { path: string; message: string }) => {
    if (typeof problem === 'string') return { line: null, value: '', message: problem };
    const [, place] = /^\/serials\/(\d+)$/.exec(problem.path) ?? [];
    const index = place === undefined ? -1 : Number(place);
    return { line: lines[index] ?? null, value: identities[index] ?? '', message: problem.message };
  });
}
