/**
 * The few facts that Cardwright takes from an answer to reset: whether T=1 is offered and whether the historical bytes
 * declare extended length. Not a full ATR analysis: unknown shapes give `undefined`, never an error.
 * Governing documents: ISO/IEC 7816-3:2006 section 8.2, ISO/IEC 7816-4:2020 section 12.1.1 (card capabilities, tag 73).
 */
export interface AtrFacts {
  /** T=1 is among the protocols; undefined where the ATR is broken. */
  readonly t1: boolean | undefined;
  /** Extended Lc and Le, by the third card capabilities byte; undefined where the card says nothing. */
  readonly extendedLength: boolean | undefined;
}

export function readAtr(atr: Uint8Array): AtrFacts {
  const t0 = atr[1];
  if (t0 === undefined) return { t1: undefined, extendedLength: undefined };
  let t1 = false;
  let at = 2;
  for (let indicator = t0 >> 4; indicator !== 0;) {
    at += bitCount(indicator & 0x07);
    if ((indicator & 0x08) === 0) break;
    const td = atr[at++];
    if (td === undefined) return { t1: undefined, extendedLength: undefined };
    if ((td & 0x0f) === 1) t1 = true;
    indicator = td >> 4;
  }
  return { t1, extendedLength: declaredExtendedLength(atr.slice(at, at + (t0 & 0x0f))) };
}

/** Compact-TLV after the category byte 80 (status inside) or 00 (status in the last 3 bytes). */
function declaredExtendedLength(historical: Uint8Array): boolean | undefined {
  const category = historical[0];
  if (category !== 0x80 && category !== 0x00) return undefined;
  const end = category === 0x00 ? historical.length - 3 : historical.length;
  for (let at = 1; at < end;) {
    const header = historical[at]!;
    const length = header & 0x0f;
    if (header >> 4 === 7 && length === 3 && at + 3 < end + 1) return (historical[at + 3]! & 0x40) !== 0;
    at += 1 + length;
  }
  return undefined;
}

function bitCount(nibble: number): number {
  return [1, 2, 4].filter((bit) => nibble & bit).length;
}
