/**
 * SELECT of the PIV Card Application and its application property template.
 * Governing document: SP 800-73-5 Part 1 section 2.2 (AID), Part 2 section 3.1.1 and table 3 (template).
 */
import { command, shortLeAll, type CommandApdu } from '../apdu/command-apdu.js';
import { fromHex, utf8Text } from '../bytes.js';
import { instruction } from '../iso7816/instruction.js';
import { decodeTlvs, findValue, unwrapTlv } from '../tlv/ber-tlv.js';

/** Full AID with version 01 00. */
export const pivApplicationId = fromHex('A000000308000010000100');

/** SELECT goes by the AID without its two version bytes, so that any version answers. */
export const pivApplicationIdWithoutVersion = pivApplicationId.slice(0, 9);

export function selectApplication(applicationId: Uint8Array): CommandApdu {
  return command(instruction.select, 0x04, 0x00, applicationId, shortLeAll);
}

export const selectPiv = (): CommandApdu => selectApplication(pivApplicationIdWithoutVersion);

export interface ApplicationProperties {
  /** Tag 4F: PIX with version, as the card reports it. */
  readonly applicationId?: Uint8Array;
  /** Tag 50. */
  readonly label?: string;
  /** Tag 5F50. */
  readonly url?: string;
  /** Tag AC: algorithm identifiers that the card says it supports; absent on most cards. */
  readonly algorithms: readonly number[];
}

/** Reads the answer to SELECT (template 61). Unknown tags are passed over. Throws TLV_* for a broken template. */
export function parseApplicationProperties(data: Uint8Array): ApplicationProperties {
  const fields = decodeTlvs(unwrapTlv(data, 0x61));
  const applicationId = findValue(fields, 0x4f);
  const label = findValue(fields, 0x50);
  const url = findValue(fields, 0x5f50);
  const algorithms = fields
    .filter((field) => field.tag === 0xac)
    .flatMap((field) => decodeTlvs(field.value).filter((each) => each.tag === 0x80))
    .flatMap((each) => [...each.value]);
  return {
    ...(applicationId && { applicationId }),
    ...(label && { label: utf8Text(label) }),
    ...(url && { url: utf8Text(url) }),
    algorithms,
  };
}
