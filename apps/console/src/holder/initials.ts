/** What stands where a photo is missing: the first letters of the first and the last word of a name. Pure. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s-]+/).filter((word) => word !== '');
  return [...new Set([words[0], words.at(-1)])].map((word) => firstOf(word ?? '')).join('');
}

/** A letter with its marks is one. */
function firstOf(word: string): string {
  const [first] = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(word);
  return (first?.segment ?? '').toLocaleUpperCase();
}
