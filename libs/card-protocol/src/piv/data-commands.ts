/**
 * GET DATA and PUT DATA. An object's content is what stands inside tag 53; only the Discovery Object (7E) and the
 * Biometric Information Templates Group Template (7F61) come without 53, and their content is the whole template.
 * Governing document: SP 800-73-5 Part 2 sections 3.1.2 and 3.3.2.
 */
import { command, shortLeAll, type CommandApdu } from '../apdu/command-apdu.js';
import { concat, emptyBytes } from '../bytes.js';
import { instruction } from '../iso7816/instruction.js';
import { encodeTag, encodeTlv, unwrapTlv } from '../tlv/ber-tlv.js';
import { tagOf } from './data-object.js';

const dataTag = 0x53;
const tagListTag = 0x5c;

/** Whether the object comes without the 53 around it. */
function isInterindustryTemplate(tag: number): boolean {
  return tag === tagOf.discovery || tag === tagOf.biometricInformation;
}

export function getData(tag: number): CommandApdu {
  return command(instruction.getData, 0x3f, 0xff, encodeTlv(tagListTag, encodeTag(tag)), shortLeAll);
}

/** Content of the object from the answer to GET DATA. `53 00` and an empty answer give no bytes: an erased object. */
export function parseGetData(tag: number, data: Uint8Array): Uint8Array {
  if (data.length === 0) return emptyBytes;
  if (!isInterindustryTemplate(tag)) return unwrapTlv(data, dataTag);
  // A vendor's erased 7E reads as 53 00 too.
  if (data[0] === dataTag) return unwrapTlv(data, dataTag);
  unwrapTlv(data, tag);
  return data;
}

/** Writes an object; no content erases it (`53 00`). Needs 9B. Throws TLV_UNEXPECTED if a 7E or 7F61 is not whole. */
export function putData(tag: number, content: Uint8Array): CommandApdu {
  return command(
    instruction.putData,
    0x3f,
    0xff,
    concat(encodeTlv(tagListTag, encodeTag(tag)), wrapContent(tag, content)),
  );
}

/** The object as GET DATA returns it and PUT DATA takes it. */
function wrapContent(tag: number, content: Uint8Array): Uint8Array {
  if (!isInterindustryTemplate(tag) || content.length === 0) return encodeTlv(dataTag, content);
  unwrapTlv(content, tag);
  return content;
}
