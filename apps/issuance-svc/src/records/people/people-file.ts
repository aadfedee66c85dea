/**
 * The bytes of a file of people -> text, with the encoding that they are in; or the name of what the file is instead of a table. Nothing
 * is guessed where a guess could turn one name into another: bytes that read differently in two encodings of the same region are
 * refused with both readings. Pure. Governing documents: Unicode 16.0 section 23.8 (byte order mark), WHATWG Encoding.
 */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { Sentence } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';

export interface PeopleText {
  text: string;
  /** The label by which `encoding` names it. */
  encoding: string;
}

/** The encodings that may be named. Each is a label of WHATWG Encoding, which TextDecoder knows. */
const encodings = [
  ...['utf-8', 'utf-16le', 'utf-16be'],
  ...['windows-1250', 'windows-1251', 'windows-1252', 'windows-1253', 'windows-1254', 'windows-1257'],
  ...['iso-8859-2', 'iso-8859-15', 'macintosh', 'koi8-r', 'shift_jis', 'gbk', 'big5', 'euc-kr'],
] as const;

/** The encoding in which offices in Western Europe and the Americas save "CSV". */
const latin = 'windows-1252';

/** Throws PERSON_IMPORT_UNREADABLE {found, ...}, REQUEST_INVALID for an encoding that is not in the list. */
export function readPeopleFile(bytes: Buffer, encoding?: string): PeopleText {
  const other = notATable(bytes);
  if (other !== undefined) throw unreadable(say('file.is-other', { what: other.says }), { found: other.found });
  const named = encoding?.toLowerCase();
  if (named !== undefined && !(encodings as readonly string[]).includes(named))
    throw new CardwrightError('REQUEST_INVALID', say('input.encoding', { encodings }), { field: 'encoding' });
  const marked = markedEncoding(bytes);
  const known = marked ?? named ?? unmarkedUtf16(bytes) ?? (isUtf8(bytes) ? 'utf-8' : undefined);
  if (known === undefined) return readLatin(bytes);
  const text = decoded(bytes, known);
  if (text === undefined)
    throw unreadable(say('file.not-encoding', { encoding: known }), {
      found: 'bytes',
      encoding: known,
    });
  return { text, encoding: known };
}

const unreadable = (message: Sentence, details: Record<string, unknown>): CardwrightError =>
  new CardwrightError('PERSON_IMPORT_UNREADABLE', message, { ...details, encodings });

const startsWith = (bytes: Buffer, hex: string): boolean => bytes.subarray(0, hex.length / 2).toString('hex') === hex;

/** Files that people send by mistake: one row each, by what they begin with. */
const strangers: readonly { found: string; says: Sentence; is: (bytes: Buffer) => boolean }[] = [
  { found: 'xlsx', says: say('file.xlsx'), is: (bytes) => isZip(bytes) && names(bytes, 'xl/') },
  { found: 'docx', says: say('file.docx'), is: (bytes) => isZip(bytes) && names(bytes, 'word/') },
  {
    found: 'ods',
    says: say('file.ods'),
    is: (bytes) => isZip(bytes) && names(bytes, 'opendocument.spreadsheet'),
  },
  { found: 'zip', says: say('file.zip'), is: isZip },
  {
    found: 'xls',
    says: say('file.xls'),
    is: (bytes) => startsWith(bytes, 'd0cf11e0a1b11ae1'),
  },
  { found: 'pdf', says: say('file.pdf'), is: (bytes) => begins(bytes, '%pdf-') },
  { found: 'gzip', says: say('file.gzip'), is: (bytes) => startsWith(bytes, '1f8b') },
  { found: 'html', says: say('file.html'), is: (bytes) => /^(<!doctype html|<html|<table)/.test(beginning(bytes)) },
  { found: 'xml', says: say('file.xml'), is: (bytes) => begins(bytes, '<?xml') },
  { found: 'rtf', says: say('file.rtf'), is: (bytes) => begins(bytes, '{\\rtf') },
  { found: 'json', says: say('file.json'), is: (bytes) => /^[[{]\s*["{[\]}]/.test(beginning(bytes)) },
  {
    found: 'utf-32',
    says: say('file.utf-32'),
    is: (bytes) => startsWith(bytes, 'fffe0000') || startsWith(bytes, '0000feff'),
  },
];

const notATable = (bytes: Buffer) => strangers.find(({ is }) => is(bytes));
function isZip(bytes: Buffer): boolean {
  return startsWith(bytes, '504b0304') || startsWith(bytes, '504b0506');
}
/** The first names of an archive's files stand near its beginning, its directory at its end. */
const names = (bytes: Buffer, name: string): boolean =>
  bytes.subarray(0, 65_536).includes(name) || bytes.subarray(-65_536).includes(name);
const beginning = (bytes: Buffer): string =>
  bytes
    .subarray(0, 200)
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart()
    .toLowerCase();
const begins = (bytes: Buffer, text: string): boolean => beginning(bytes).startsWith(text);

function markedEncoding(bytes: Buffer): 'utf-8' | 'utf-16le' | 'utf-16be' | undefined {
  if (startsWith(bytes, 'efbbbf')) return 'utf-8';
  if (startsWith(bytes, 'fffe')) return 'utf-16le';
  return startsWith(bytes, 'feff') ? 'utf-16be' : undefined;
}

/** The header and the separators are ASCII: every other byte of them is zero. */
function unmarkedUtf16(bytes: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  const sample = bytes.subarray(0, 400);
  const zeros = [0, 0];
  sample.forEach((byte, index) => void (byte === 0 && zeros[index % 2]!++));
  const half = sample.length / 2;
  if (zeros[1]! > half * 0.4 && zeros[0]! < half * 0.05) return 'utf-16le';
  return zeros[0]! > half * 0.4 && zeros[1]! < half * 0.05 ? 'utf-16be' : undefined;
}

/** WHATWG Encoding, index windows-1252, bytes 80 to 9F: Node 20 reads them as control characters. */
const windows1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

function textIn(encoding: string, bytes: Buffer, fatal = false): string {
  if (encoding !== latin) return new TextDecoder(encoding, { fatal }).decode(bytes);
  return bytes.toString('latin1').replaceAll(/[\u0080-\u009f]/g, (sign) => windows1252[sign.charCodeAt(0) - 0x80]!);
}

function decoded(bytes: Buffer, encoding: string): string | undefined {
  try {
    return textIn(encoding, bytes, true);
  } catch {
    return undefined;
  }
}

const isUtf8 = (bytes: Buffer): boolean => decoded(bytes, 'utf-8') !== undefined;

/** The encodings of neighbouring regions, which use the same bytes for other letters. */
const neighbours = ['windows-1250', 'windows-1254'] as const;

/** No byte order mark, no UTF-8: one byte per letter. Taken as Windows-1252 where all readings agree and give words; else refused. */
function readLatin(bytes: Buffer): PeopleText {
  const text = textIn(latin, bytes);
  const doubtful = firstDoubt(bytes);
  if (doubtful === undefined) return { text, encoding: latin };
  const readings = Object.fromEntries(
    ([latin, 'windows-1250', 'windows-1251', 'macintosh'] as const).map((label) => [
      label,
      textIn(label, doubtful.raw),
    ]),
  );
  const samples = Object.entries(readings).map(([label, word]) => say('file.reading', { word, label }));
  throw unreadable(say('file.doubtful', { line: doubtful.line, samples }), {
    found: 'unknown-encoding',
    line: doubtful.line,
    readings,
  });
}

function firstDoubt(bytes: Buffer): Word | undefined {
  for (const found of wordsBeyondAscii(bytes)) {
    const { raw, word } = found;
    if (!isLatinWord(word, raw) || neighbours.some((other) => textIn(other, raw) !== word)) return found;
  }
  return undefined;
}

interface Word {
  line: number;
  raw: Buffer;
  word: string;
}

/** Runs of letters with at least one byte beyond ASCII, each spelling once. */
function* wordsBeyondAscii(bytes: Buffer): Generator<Word> {
  const seen = new Set<string>();
  const isLetter = (byte: number | undefined): boolean =>
    byte !== undefined && (byte >= 0x80 || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a));
  let line = 1;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index]!;
    if (byte === 0x0a || (byte === 0x0d && bytes[index + 1] !== 0x0a)) line++;
    if (byte < 0x80) continue;
    let [from, to] = [index, index];
    while (isLetter(bytes[from - 1])) from--;
    while (isLetter(bytes[to])) to++;
    const raw = bytes.subarray(from, to);
    const word = textIn(latin, raw);
    if (!seen.has(word)) yield { line, raw, word };
    seen.add(word);
    index = to - 1;
  }
}

/**
 * True for a word of letters that does not consist of letters beyond ASCII alone. Bytes 80 to 9F must not occur: Windows has quotation
 * marks there, and old Macs and DOS have letters, so the two cannot be distinguished.
 */
const isLatinWord = (word: string, raw: Buffer): boolean =>
  /^[\p{L}\u00a0\u00ab\u00bb]+$/u.test(word) &&
  !/^[\u0080-\u{10ffff}]{3,}$/u.test(word) &&
  raw.every((byte) => byte < 0x80 || byte > 0x9f);
