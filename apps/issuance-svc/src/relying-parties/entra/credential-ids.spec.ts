import { describe, expect, it } from '@jest/globals';
import { credentialIds } from './credential-ids.js';

describe('ids of credentials', () => {
  it.each<[string, string, string[]]>([
    ['three bytes and the digit for no padding', 'AQID0', ['AQID']],
    ['two bytes and the digit for one', 'AQI1', ['AQI', 'AQI1']],
    ['one byte and the digit for two', 'AQ2', ['AQ']],
    ['three bytes without a digit', 'AQID', ['AQID']],
    ['two bytes without a digit', 'AQI', ['AQI']],
    ['as Graph documents an id: of 16 bytes', '-2_GRUg2-HYz6_1YG4YRAQ2', ['-2_GRUg2-HYz6_1YG4YRAQ']],
    ['a last character that looks like a digit of padding', 'AAA1', ['AAA', 'AAA1']],
    ['a digit that counts wrong', 'AQID2', []],
    ['base64 with padding', 'AQI=', []],
    ['a UUID', 'b5e01f81-1f81-b5e0-811f-e0b5811fe0b5', []],
    ['nothing', '', []],
  ])('%s: %s', (_, text, ids) => expect(credentialIds(text)).toEqual(ids));
});
