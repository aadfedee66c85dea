/** Days, numbers, counts and lists of the interface, as the language of the page writes them; moments are ui/time.tsx. */
import { inPagesLocale } from './language.js';

const whole = inPagesLocale((locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }));
const share = inPagesLocale((locale) => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }));
const plural = inPagesLocale((locale) => new Intl.PluralRules(locale));
const day = inPagesLocale((locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }));
const either = inPagesLocale((locale) => new Intl.ListFormat(locale, { type: 'disjunction' }));
/** A day without a time has no zone: it is the same one everywhere. */
const zoneless = inPagesLocale((locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }));
const list = inPagesLocale((locale) => new Intl.ListFormat(locale, { type: 'conjunction' }));

export const numberText = (count: number): string => whole().format(count);
/** `98%`. of: not 0. */
export const shareText = (part: number, of: number): string => share().format(part / of);
/** `1 card`, `17,027 cards`: English and German know no other forms. */
export const counted = (count: number, one: string, other: string): string =>
  `${numberText(count)} ${plural().select(count) === 'one' ? one : other}`;
/** `a, b and c` */
export const listed = (words: readonly string[]): string => list().format(words);
/** `a, b or c` */
export const eitherOf = (words: readonly string[]): string => either().format(words);
/** `YYYY-MM-DD` or an instant. */
export const dayOf = (at: string): string => (at.length === 10 ? zoneless() : day()).format(new Date(at));
