/**
 * The fields of a data object as cards in the field hold them: BER-TLV in order, filling bytes (00, FF) between them skipped, and nothing
 * asked of the error detection code FE, which ends an object: it may be missing, without a length, or hold an LRC byte. What stands before
 * FE is read strictly. Governing documents: ISO/IEC 7816-4:2020 section 6.3 (filling), SP 800-73-5 Part 1 appendix A (FE is not used).
 */
import { CardProtocolError } from '../card-protocol-error.js';
import { decodeTlv, type Tlv } from '../tlv/ber-tlv.js';

const errorDetectionCode = 0xfe;

/** content: of tag 53. Throws TLV_* for a field that is cut short or has no readable length. */
export function objectFields(content: Uint8Array): Tlv[] {
  const fields: Tlv[] = [];
  for (let at = 0; at < content.length;) {
    const first = content[at]!;
    if (first === 0x00 || first === 0xff) at += 1;
    else if (first === errorDetectionCode) return [...fields, ...lastField(content, at)];
    else {
      const { end, ...tlv } = decodeTlv(content, at);
      fields.push(tlv);
      at = end;
    }
  }
  return fields;
}

function lastField(content: Uint8Array, at: number): Tlv[] {
  try {
    const { end: _end, ...tlv } = decodeTlv(content, at);
    return [tlv];
  } catch (error) {
    if (!(error instanceof CardProtocolError)) throw error;
    return [];
  }
}
