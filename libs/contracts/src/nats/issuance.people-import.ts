/** A table of people: what comes in, how the file was understood, and what is wrong with it. */
import type { SaidIn } from '../said.js';

/** A table of people: `csv`, text as it is, or `fileBase64`, the bytes of a file. */
export interface ImportPeopleRequest {
  csv?: string;
  fileBase64?: string;
  /** Label of an encoding (`windows-1250`), where the file does not say so itself. */
  encoding?: string;
  dryRun?: boolean;
}

export interface ImportedPeople {
  created: number;
  updated: number;
  unchanged: number;
  file?: ImportedFile;
}

/** How a file was understood. */
export interface ImportedFile {
  encoding: string;
  /** `,` `;` `|` or a tab. */
  delimiter: string;
  /** Its header is line 1, unless blank lines or `sep=` stand above. */
  headerLine: number;
  /** Besides header and blank rows. */
  rows: number;
  blankRows: number;
  columns: ImportedColumn[];
}

export interface ImportedColumn {
  /** As it stands in the file. */
  header: string;
  /** What it was read as; null: not read. */
  column: string | null;
  filled: number;
  /** Values that are stored in another form than in the file: blanks, invisible characters, the case of a domain. */
  changed: number;
  /** Up to three values as they are stored; those with letters beyond ASCII first. */
  examples: string[];
}

/** A file that comes in pieces; nothing of it counts before it is committed. */
export interface StagedImport {
  importId: string;
  /** At most so many bytes in one piece. */
  pieceBytes: number;
  /** Counting from 1. */
  maximumPieces: number;
  /** It is thrown away then. */
  expiresAt: string;
}

export interface ImportProblem extends SaidIn<'message'> {
  /** Line of the file, counting from 1. */
  line: number;
  column: string | null;
  /** TAKEN: another person, who is not in this file, has the value already. OWN_ROW: it would change whoever imports. */
  code: 'MISSING' | 'INVALID' | 'DUPLICATE_IN_FILE' | 'TAKEN' | 'UNKNOWN_COLUMN' | 'WRONG_COLUMN_COUNT' | 'OWN_ROW';
  message: string;
}
