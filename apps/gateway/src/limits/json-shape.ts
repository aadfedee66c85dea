/**
 * The shape of JSON text before it is parsed: one pass over its bytes, no recursion, no object made. What comes after (JSON.parse,
 * class-transformer, our own checks) walks a body by recursion or in quadratic time, so a body is refused here while it is still text.
 * It does not say whether the text is JSON (RFC 8259): the parser does.
 */

/** What a body may be like at most. */
export interface JsonShape {
  /** Objects and lists inside each other; a body without any inside has depth 1. */
  depth: number;
  /** Members of any one object. */
  members: number;
  /** Values of the whole body: members of all objects and entries of all lists. */
  values: number;
}

const quote = 0x22;
const backslash = 0x5c;
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];
const [colon, comma] = [0x3a, 0x2c];

/** The limit that the text breaks first, or null. Text that is no JSON gives any answer, in the same time. */
export function shapeBreach(text: Uint8Array, limit: JsonShape): keyof JsonShape | null {
  /** Members so far of each object that is open; lists have an entry too, which stays 0. */
  const open: number[] = [];
  let values = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case quote:
        at = endOfString(text, at);
        break;
      case openBrace:
      case openBracket:
        open.push(0);
        if (open.length > limit.depth) return 'depth';
        if (++values > limit.values) return 'values';
        break;
      case closeBrace:
      case closeBracket:
        open.pop();
        break;
      case colon: {
        const members = (open.pop() ?? 0) + 1;
        open.push(members);
        if (members > limit.members) return 'members';
        break;
      }
      case comma:
        if (++values > limit.values) return 'values';
        break;
      default:
    }
  }
  return null;
}

/** Where the string that begins at `start` ends: the index of its closing quote, or the end of the text. */
function endOfString(text: Uint8Array, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const byte = text[at];
    if (byte === quote) return at;
    if (byte === backslash) at++;
  }
  return text.length;
}
