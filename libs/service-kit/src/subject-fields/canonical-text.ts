/**
 * The one form in which text about people is stored, compared and certified. What a reader cannot see must not tell two people apart:
 * - Unicode NFC;
 * - every blank (no-break, ideographic, Braille, tab ...) is a space, runs of them are one, none stands at the ends;
 * - characters that show nothing (Unicode Default_Ignorable_Code_Point: zero-width space, soft hyphen, byte order mark, marks of
 *   direction, tags ...) are left out. They stay where a script is written with them: joiners inside words of scripts that join,
 *   variation selectors after Han;
 * - what cannot be meant stays and is refused by `unreadableCharacter`: control characters and line breaks, overrides of direction,
 *   surrogates, private use, noncharacters, the replacement character that a wrong decoding leaves.
 * Governing documents: Unicode UAX 15, UAX 31 section 2.3, UTS 39; RFC 8264 section 9.
 */

/** Spaces of all widths; U+2800 is a blank that Unicode counts as a symbol. */
const blanks = /[\t\p{Zs}\u2800]+/gu;
/** At the ends line breaks are blanks too: a cell of a table often ends with one. */
const ends = /^[\s\u0085\u2800]+|[\s\u0085\u2800]+$/gu;

/** Overrides and isolates make a name read as another one: refused, not left out. They are default-ignorable too. */
const overrides = '\\u202a-\\u202e\\u2066-\\u2069';
/** Zero-width (non-)joiner between letters of scripts that need it: Persian, Indic, Khmer, Mongolian ... */
const joins =
  '\\p{Script=Arabic}\\p{Script=Syriac}\\p{Script=Nko}\\p{Script=Devanagari}\\p{Script=Bengali}\\p{Script=Gurmukhi}' +
  '\\p{Script=Gujarati}\\p{Script=Oriya}\\p{Script=Tamil}\\p{Script=Telugu}\\p{Script=Kannada}\\p{Script=Malayalam}' +
  '\\p{Script=Sinhala}\\p{Script=Khmer}\\p{Script=Myanmar}\\p{Script=Mongolian}\\p{Script=Tibetan}';
const invisible = new RegExp(
  `(?<joiner>(?<=[${joins}])[\\u200c\\u200d](?=[${joins}]))` +
    `|(?<variant>(?<=\\p{Script=Han})[\\ufe00-\\ufe0f\\u{e0100}-\\u{e01ef}])` +
    `|(?![${overrides}])\\p{Default_Ignorable_Code_Point}`,
  'gu',
);
const allInvisible = /\p{Default_Ignorable_Code_Point}/gu;

const unreadable =
  /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufff9-\ufffd\p{Cs}\p{Co}\p{Noncharacter_Code_Point}]/u;

/** Most names and addresses: Latin letters that are composed already, with single spaces between. Canonical as they are. */
const plain = /^[!-~\u00c0-\u024f]+(?: [!-~\u00c0-\u024f]+)*$/;
const plainAscii = /^[!-~]+(?: [!-~]+)*$/;

/** Never throws; canonical text stays as it is. */
export function canonicalText(text: string): string {
  if (plain.test(text)) return text;
  const visible = text.normalize('NFC').replace(invisible, (...match) => {
    const { joiner, variant } = match.at(-1) as { joiner?: string; variant?: string };
    return joiner ?? variant ?? '';
  });
  return visible.replace(ends, '').replace(blanks, ' ').normalize('NFC');
}

/** The first character of canonical text that no name or address has, as `U+202E`; null when there is none. */
export function unreadableCharacter(text: string): string | null {
  const [found] = unreadable.exec(text) ?? [];
  return found === undefined ? null : `U+${found.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** The common form of texts that look the same to a reader: width, compatibility forms, case and joiners do not matter. */
export function sameText(text: string): string {
  if (plainAscii.test(text)) return text.toLowerCase();
  const folded = text.normalize('NFKC').toLowerCase().replaceAll('ς', 'σ').replace(allInvisible, '');
  return canonicalText(folded.normalize('NFKC'));
}

/** The same without case: for keys whose case counts. */
export const sameTextInItsCase = (text: string): string =>
  plainAscii.test(text) ? text : canonicalText(text.normalize('NFKC').replace(allInvisible, '').normalize('NFKC'));

/** For looking up: as `sameText`, and an accent does not matter (`muller` finds Müller, `strasse` finds Straße). */
export const searchText = (text: string): string =>
  plainAscii.test(text)
    ? text.toLowerCase()
    : canonicalText(
        sameText(text)
          .normalize('NFD')
          .replaceAll(/[\u0300-\u036f]/g, '')
          .replaceAll(/[ßłøđ]/g, (letter) => ({ ß: 'ss', ł: 'l', ø: 'o', đ: 'd' })[letter]!),
      );

/** At most so many characters (code points), never half of what a reader sees as one, and no blank at the end. */
export function cutText(text: string, longest: number): string {
  if (text.length <= longest) return canonicalText(text);
  let length = 0;
  let end = 0;
  for (const { segment, index } of graphemes.segment(text)) {
    length += [...segment].length;
    if (length > longest) break;
    end = index + segment.length;
  }
  // One character with more marks than the whole field may hold: cut between its code points.
  const cut = end === 0 ? [...text].slice(0, longest).join('') : text.slice(0, end);
  return canonicalText(cut);
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
