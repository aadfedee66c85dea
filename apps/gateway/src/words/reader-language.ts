/** The language in which somebody reads an answer [RFC 9110 section 12.5.4]. Pure. */
export const readerLanguages = ['en', 'de'] as const;
export type ReaderLanguage = (typeof readerLanguages)[number];

/** So many are looked at: nobody prefers more. */
const mostRanges = 20;

const isOurs = (tag: string): tag is ReaderLanguage => (readerLanguages as readonly string[]).includes(tag);

/** acceptLanguage: the header, as `de-AT,de;q=0.9,en;q=0.8`. English for whoever names neither, or nothing: programs are written against it. */
export function readerLanguage(acceptLanguage: string | undefined): ReaderLanguage {
  const ranges = (acceptLanguage ?? '')
    .split(',', mostRanges)
    .map((range) => {
      const [tag = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
      const weight = parameters.find((each) => each.startsWith('q='));
      return { primary: tag.split('-')[0]!, weight: weight === undefined ? 1 : Number(weight.slice(2)) };
    })
    .filter(({ weight }) => weight > 0);
  // Sorting keeps the order of what is wanted equally.
  ranges.sort((a, b) => b.weight - a.weight);
  return ranges.map(({ primary }) => (primary === '*' ? 'en' : primary)).find(isOurs) ?? 'en';
}
