import { describe, expect, it } from '@jest/globals';
import { command } from '@cardwright/card-protocol/apdu/command-apdu';
import { fromHex, toHex } from '@cardwright/card-protocol/bytes';
import { pivCommands } from './piv-commands.js';

/** Instruction, data, whether it changes the card, survives a reset and has a long answer; what of the data may be recorded. */
describe('commands of PIV', () => {
  it.each<[string, number, string, boolean, boolean, boolean, string | undefined]>([
    ['SELECT', 0xa4, 'A000000308', false, true, false, 'a000000308'],
    ['GET DATA', 0xcb, '5C035FC105', false, true, true, '5c035fc105'],
    ['VERIFY', 0x20, '313233343536FFFF', true, false, false, undefined],
    ['an empty VERIFY', 0x20, '', false, true, false, undefined],
    ['CHANGE REFERENCE DATA', 0x24, '3132', true, false, false, undefined],
    ['RESET RETRY COUNTER', 0x2c, '3132', true, false, false, undefined],
    ['GENERAL AUTHENTICATE', 0x87, '7C028000', false, false, true, undefined],
    ['GENERATE', 0x47, 'AC03800111', true, false, true, 'ac03800111'],
    ['PUT DATA, its tag and length', 0xdb, '5C035FC10553820102AABB', true, false, false, '5c035fc10553820102'],
    ['PUT DATA of another form', 0xdb, '7E02AABB', true, false, false, ''],
    ['SET MANAGEMENT KEY, without the key', 0xff, '0A9B18AABBCC', true, false, false, '0a9b18'],
    ['IMPORT KEY', 0xfe, '0120AABB', true, false, false, undefined],
    ['GET VERSION', 0xfd, '', false, true, false, undefined],
    ['GET SERIAL', 0xf8, '', false, true, false, undefined],
    ['GET METADATA', 0xf7, '', false, true, true, undefined],
    ['ATTEST', 0xf9, '', false, true, true, undefined],
    ['an instruction that nobody knows', 0x99, 'AABB', true, false, false, undefined],
  ])('%s', (_name, ins, hex, changes, survivesReset, hasLongAnswer, recordable) => {
    const apdu = command(ins, 0, 0, fromHex(hex));
    const data = pivCommands.recordable(apdu);
    expect({
      changes: pivCommands.changes(apdu),
      survivesReset: pivCommands.survivesReset(apdu),
      hasLongAnswer: pivCommands.hasLongAnswer(apdu),
      recordable: data && toHex(data),
    }).toEqual({ changes, survivesReset, hasLongAnswer, recordable });
  });

  it('nothing is recorded of data that is longer than such data can be', () =>
    expect(pivCommands.recordable(command(0xcb, 0x3f, 0xff, new Uint8Array(33)))).toBeUndefined());
});
