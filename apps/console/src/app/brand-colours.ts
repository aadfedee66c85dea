/**
 * The accent of the pages from the one colour of an organisation: ten shades, of which each that is text or lies under text is moved towards black or
 * white until it can be read (WCAG 2.2, 1.4.3: 4.5 to 1). So any colour can be given. Pure.
 */
type Rgb = readonly [red: number, green: number, blue: number];
export type Shades = readonly [string, string, string, string, string, string, string, string, string, string];

/** A little more than needed: text lies on tints of the colour too. */
const readable = 5.2;
const white: Rgb = [255, 255, 255];
const black: Rgb = [0, 0, 0];
/** The lightest of the dark surfaces that coloured text stands on (theme.ts: dark-5). */
const darkSurface: Rgb = [0x2c, 0x32, 0x3c];

const rgbOf = (hex: string): Rgb => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as never as Rgb;
const hexOf = (rgb: Rgb): string => `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
const mixed = (from: Rgb, to: Rgb, share: number): Rgb =>
  from.map((part, at) => part + (to[at]! - part) * share) as never as Rgb;

function luminance(rgb: Rgb): number {
  const [red, green, blue] = rgb.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

export function contrastOf(one: string, other: string): number {
  const [high, low] = [luminance(rgbOf(one)), luminance(rgbOf(other))].sort((a, b) => b - a);
  return (high! + 0.05) / (low! + 0.05);
}

/** Moved towards `to`, by as little as is needed to be read on `on`. */
function readableOn(colour: Rgb, on: Rgb, to: Rgb): Rgb {
  for (let share = 0; share < 1; share += 0.02) {
    const moved = mixed(colour, to, share);
    if (contrastOf(hexOf(moved), hexOf(on)) >= readable) return moved;
  }
  return to;
}

/** From the palest to the darkest: 8 lies under white text and is text on white, 3 is text on dark. */
export function shadesOf(colour: string): Shades {
  const given = rgbOf(colour);
  const eight = readableOn(given, white, black);
  const three = readableOn(given, darkSurface, white);
  const pale = (share: number): string => hexOf(mixed(eight, white, share));
  return [
    ...[pale(0.92), pale(0.84), hexOf(mixed(three, white, 0.3)), hexOf(three)],
    ...[pale(0.45), pale(0.35), pale(0.22), pale(0.1), hexOf(eight), hexOf(mixed(eight, black, 0.35))],
  ] as never as Shades;
}

/** `r g b`, for a colour with an alpha. */
export const partsOf = (hex: string): string => rgbOf(hex).join(' ');
/** Behind what is current, on dark: the colour under a quarter of light. */
export const underDark = (hex: string): string => hexOf(mixed([0x18, 0x1c, 0x22], rgbOf(hex), 0.22));
