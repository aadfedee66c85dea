import { describe, expect, it } from '@jest/globals';
import { fromHex, toHex } from '@cardwright/card-protocol/bytes';
import { ctapCommands } from './ctap-commands.js';

/** Class and instruction, data, whether it changes the card and survives a reset; what of the data may be recorded. */
describe('commands of CTAP', () => {
  it.each<[string, string, string, boolean, boolean, string | undefined]>([
    ['SELECT', '00a4', 'A0000006472F0001', false, true, 'a0000006472f0001'],
    ['SELECT by what is no application identifier', '00a4', 'AA'.repeat(17), false, true, undefined],
    ['getInfo', '8010', '04', false, true, '04'],
    ['getKeyAgreement', '8010', '06A201020202', false, true, '06a201020202'],
    ['a PIN that is compared', '8010', '06A60102020903A0', true, false, '06a601020209'],
    ['the first piece of a PIN that is set', '9010', '06A50102020303A5', true, false, '06a501020203'],
    ['a credential that is made', '8010', '01A40150AABB', true, false, '01'],
    ['reset', '8010', '07', true, false, '07'],
    ['a poll', '8011', '', true, false, undefined],
    ['the instruction of CTAP in the class of others', '0010', '04AABB', true, false, undefined],
    ['an instruction that nobody knows', '0099', 'AABB', true, false, undefined],
  ])('%s', (_name, header, hex, changes, survivesReset, recordable) => {
    const [cla, ins] = fromHex(header) as unknown as [number, number];
    const apdu = { cla, ins, p1: 0x80, p2: 0, data: fromHex(hex), le: 256 };
    const data = ctapCommands.recordable(apdu);
    expect({
      changes: ctapCommands.changes(apdu),
      survivesReset: ctapCommands.survivesReset(apdu),
      hasLongAnswer: ctapCommands.hasLongAnswer(apdu),
      recordable: data && toHex(data),
    }).toEqual({ changes, survivesReset, hasLongAnswer: false, recordable });
  });
});
