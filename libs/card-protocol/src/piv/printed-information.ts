/**
 * Printed Information: what is printed on the card, again in the chip, ASCII only. Names with other letters go through
 * toPrintableAscii first. Governing document: SP 800-73-5 Part 1 section 3.3.1 and appendix A.
 */
import { asciiBytes, asciiText, concat } from '../bytes.js';
import { CardProtocolError } from '../card-protocol-error.js';
import { encodeTlv, findValue } from '../tlv/ber-tlv.js';
import { objectFields } from './object-fields.js';

export interface PrintedInformation {
  readonly name: string;
  readonly employeeAffiliation: string;
  /** `2031-01-31`; stands as 2031JAN31 on the card. */
  readonly expirationDate: string;
  readonly agencyCardSerialNumber: string;
  readonly issuerIdentification: string;
  readonly organizationLine1?: string;
  readonly organizationLine2?: string;
}

const expirationTag = 0x04;
const rows = [
  { tag: 0x01, field: 'name', max: 125, optional: false },
  { tag: 0x02, field: 'employeeAffiliation', max: 20, optional: false },
  { tag: expirationTag, field: 'expirationDate', max: 10, optional: false },
  { tag: 0x05, field: 'agencyCardSerialNumber', max: 20, optional: false },
  { tag: 0x06, field: 'issuerIdentification', max: 15, optional: false },
  { tag: 0x07, field: 'organizationLine1', max: 20, optional: true },
  { tag: 0x08, field: 'organizationLine2', max: 20, optional: true },
] as const satisfies readonly { tag: number; field: keyof PrintedInformation; max: number; optional: boolean }[];

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** Content for tag 53. Throws FIELD_LENGTH, FIELD_VALUE (date), TEXT_INVALID (not ASCII). */
export function encodePrintedInformation(information: PrintedInformation): Uint8Array {
  const fields = rows.flatMap(({ tag, field, max, optional }) => {
    const text = information[field] ?? '';
    if (text.length > max) throw new CardProtocolError('FIELD_LENGTH', `${field}: ${max} characters at most`);
    if (optional && text === '') return [];
    return [encodeTlv(tag, asciiBytes(tag === expirationTag ? printedDate(text) : text))];
  });
  return concat(...fields, encodeTlv(0xfe));
}

/** Throws TLV_*, TEXT_INVALID; missing fields read as empty text. */
export function decodePrintedInformation(content: Uint8Array): PrintedInformation {
  const fields = objectFields(content);
  const entries = rows.map(({ tag, field }) => [field, asciiText(findValue(fields, tag) ?? new Uint8Array(0))]);
  const information = Object.fromEntries(entries) as Record<keyof PrintedInformation, string>;
  return { ...information, expirationDate: isoDate(information.expirationDate) };
}

/** Letters that no decomposition reaches. */
const transliteration: Readonly<Record<string, string>> = {
  ß: 'ss',
  ẞ: 'SS',
  æ: 'ae',
  Æ: 'AE',
  œ: 'oe',
  Œ: 'OE',
  ø: 'o',
  Ø: 'O',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ð: 'd',
  Ð: 'D',
  þ: 'th',
  Þ: 'Th',
  ı: 'i',
  '’': "'",
  '‘': "'",
  '–': '-',
  '—': '-',
};

/** The nearest printable ASCII: accents dropped, known letters spelled out, anything else `?`; cut to `max`. */
export function toPrintableAscii(text: string, max = 125): string {
  const folded = Array.from(text, (char) => transliteration[char] ?? char)
    .join('')
    .normalize('NFKD');
  return Array.from(folded.replace(/\p{M}/gu, ''), (char) => (char >= ' ' && char <= '~' ? char : '?'))
    .join('')
    .slice(0, max)
    .trimEnd();
}

function printedDate(iso: string): string {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(iso);
  const month = months[Number(match?.[2]) - 1];
  if (match === null || month === undefined) throw new CardProtocolError('FIELD_VALUE', 'date is not YYYY-MM-DD');
  return `${match[1]}${month}${match[3]}`;
}

function isoDate(printed: string): string {
  const match = /^(\d{4})([A-Z]{3})(\d\d)$/.exec(printed);
  const month = months.indexOf(match?.[2] ?? '') + 1;
  if (match === null || month === 0) throw new CardProtocolError('FIELD_VALUE', 'date is not YYYYMMMDD');
  return `${match[1]}-${String(month).padStart(2, '0')}-${match[3]}`;
}
