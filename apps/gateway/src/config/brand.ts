/**
 * Under whose name people see the console and the portal: name, logo and colour of the organisation, each of which may be left out. The logo is read
 * when the gateway starts, so that a wrong file is said then and not by an empty corner of every page.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { EnvReader } from '@cardwright/service-kit/config/env';

export interface BrandConfig {
  name: string | null;
  /** `#rrggbb`. What is written in it or on it is made from it so that it can be read. */
  colour: string | null;
  logo: { bytes: Buffer; type: 'image/svg+xml' | 'image/png'; hash: string } | null;
}

const longestName = 40;
const largestLogo = 200_000;

export function brandConfig(reader: EnvReader): BrandConfig {
  const name = reader.optional('BRAND_NAME')?.trim() || null;
  if (name !== null && (name.length > longestName || /\p{Cc}/u.test(name)))
    reader.problems.push(`BRAND_NAME must be one line of at most ${longestName} characters`);
  const colour = reader.optional('BRAND_COLOUR')?.toLowerCase() ?? null;
  if (colour !== null && !/^#[0-9a-f]{6}$/.test(colour))
    reader.problems.push('BRAND_COLOUR must be written as #rrggbb');
  return { name, colour, logo: logoOf(reader) };
}

function logoOf(reader: EnvReader): BrandConfig['logo'] {
  const file = reader.optionalFile('BRAND_LOGO_FILE');
  if (file === undefined) return null;
  const bytes = read(file);
  const type = bytes === null ? null : typeOf(bytes);
  if (bytes === null) reader.problems.push(`BRAND_LOGO_FILE cannot be read: ${file}`);
  else if (bytes.length > largestLogo) reader.problems.push(`BRAND_LOGO_FILE is larger than ${largestLogo / 1000} kB`);
  else if (type === null) reader.problems.push('BRAND_LOGO_FILE must be an SVG or a PNG');
  if (bytes === null || type === null) return null;
  return { bytes, type, hash: createHash('sha256').update(bytes).digest('hex').slice(0, 16) };
}

function read(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}

/** By what is in it: a name may be anything. */
function typeOf(bytes: Buffer): 'image/svg+xml' | 'image/png' | null {
  if (bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'))) return 'image/png';
  return /^\s*(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)*<svg[\s>]/.test(bytes.subarray(0, 4096).toString('utf8'))
    ? 'image/svg+xml'
    : null;
}
