/**
 * FASC-N: 40 characters of 5 bits (4 bits of a digit or separator, least significant first, and odd parity) in 25
 * bytes, the last one a longitudinal redundancy check. Governing document: Technical Implementation Guidance: Smart Card
 * Enabled Physical Access Control Systems 2.3, section 6; SP 800-73-5 Part 1 section 3.1.2.
 */
import { CardProtocolError } from '../card-protocol-error.js';

export interface FascN {
  /** 4 digits. */
  readonly agencyCode: string;
  /** 4 digits. */
  readonly systemCode: string;
  /** 6 digits. */
  readonly credentialNumber: string;
  /** 1 digit each. */
  readonly credentialSeries: string;
  readonly individualCredentialIssue: string;
  /** 10 digits; never a social security number. */
  readonly personIdentifier: string;
  /** 1 digit. */
  readonly organizationalCategory: string;
  /** 4 digits. */
  readonly organizationalIdentifier: string;
  /** 1 digit. */
  readonly associationCategory: string;
}

const start = 0xb;
const separator = 0xd;
const end = 0xf;

/** Order on the card; a number is the length of the field, `separator` stands between. */
const layout: readonly (readonly [keyof FascN, number] | typeof start | typeof separator | typeof end)[] = [
  start,
  ['agencyCode', 4],
  separator,
  ['systemCode', 4],
  separator,
  ['credentialNumber', 6],
  separator,
  ['credentialSeries', 1],
  separator,
  ['individualCredentialIssue', 1],
  separator,
  ['personIdentifier', 10],
  ['organizationalCategory', 1],
  ['organizationalIdentifier', 4],
  ['associationCategory', 1],
  end,
];

/** 25 bytes. Throws FASC_N_INVALID for a field that is not that many digits. */
export function encodeFascN(fascN: FascN): Uint8Array {
  const characters = layout.flatMap((item) => {
    if (typeof item === 'number') return [item];
    const [name, length] = item;
    if (!new RegExp(`^[0-9]{${length}}$`).test(fascN[name]))
      throw new CardProtocolError('FASC_N_INVALID', `${name} is not ${length} digits`);
    return Array.from(fascN[name], Number);
  });
  characters.push(characters.reduce((lrc, value) => lrc ^ value, 0));
  const bits = characters.flatMap(characterBits);
  return Uint8Array.from({ length: 25 }, (_, i) =>
    bits.slice(8 * i, 8 * i + 8).reduce((byte, bit) => byte * 2 + bit, 0),
  );
}

/** Throws FASC_N_INVALID for a wrong length, parity, separator or check character. */
export function decodeFascN(bytes: Uint8Array): FascN {
  if (bytes.length !== 25) throw new CardProtocolError('FASC_N_INVALID', `${bytes.length} bytes, not 25`);
  const bits = Array.from(bytes, (byte) => [7, 6, 5, 4, 3, 2, 1, 0].map((at) => (byte >> at) & 1)).flat();
  const characters = Array.from({ length: 40 }, (_, i) => {
    const five = bits.slice(5 * i, 5 * i + 5);
    const value = five.slice(0, 4).reduce((sum, bit, at) => sum + (bit << at), 0);
    if (characterBits(value).some((bit, at) => bit !== five[at]))
      throw new CardProtocolError('FASC_N_INVALID', `parity of character ${i}`);
    return value;
  });
  if (characters.reduce((lrc, value) => lrc ^ value, 0) !== 0)
    throw new CardProtocolError('FASC_N_INVALID', 'redundancy check');
  const fields: Partial<Record<keyof FascN, string>> = {};
  let at = 0;
  for (const item of layout) {
    if (typeof item === 'number') {
      if (characters[at++] !== item) throw new CardProtocolError('FASC_N_INVALID', `separator at ${at - 1}`);
      continue;
    }
    const digits = characters.slice(at, (at += item[1]));
    if (digits.some((digit) => digit > 9)) throw new CardProtocolError('FASC_N_INVALID', `${item[0]} is not decimal`);
    fields[item[0]] = digits.join('');
  }
  return fields as FascN;
}

function characterBits(value: number): number[] {
  const bits = [0, 1, 2, 3].map((at) => (value >> at) & 1);
  return [...bits, 1 - (bits.reduce((sum, bit) => sum + bit, 0) % 2)];
}
