/**
 * The short code that an agent shows and a person types into the portal, where no window can go between the two (docs/decisions/0012). 40 random bits, good
 * once and for minutes, and a session has few tries. Letters as Crockford's Base32 has them: none of them is taken for another.
 */
export const typedCodeSeconds = 300;
/** Of a session, within `typedCodeSeconds`. */
export const typedCodeTries = 5;

const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const length = 8;

/** random: a byte for each of 8 letters. */
export function makeTypedCode(random: Uint8Array): string {
  if (random.length !== length) throw new TypeError(`${random.length} bytes, not ${length}`);
  return [...random].map((byte) => letters[byte % letters.length]).join('');
}

/** In two groups, for people. */
export const showTypedCode = (code: string): string => `${code.slice(0, 4)}-${code.slice(4)}`;

/** What somebody typed, however they did; undefined: no such code. */
export function readTypedCode(typed: string): string | undefined {
  const code = typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  return code.length === length && [...code].every((letter) => letters.includes(letter)) ? code : undefined;
}
