import { describe, expect, it } from '@jest/globals';
import { credentialIds } from './credential-ids.js';

describe('ids of credentials', () => {
  it.each<[string, string, string[]]>([
    ['three bytes and the digit for no padding', 'AQID0', ['AQID']],
    ['two bytes and the digit for one', 'AQI1', ['AQI', 'AQI1']],
    ['one byte and the digit for two', 'AQ2', ['AQ']],
    ['three bytes without a digit', 'AQID', ['AQID']],
    ['two bytes without a digit', 'AQI', ['AQI']],
    ['a last character that looks like a digit of padding', 'AAA1', ['AAA', 'AAA1']],
    ['a digit that counts wrong', 'AQID2', []],
    ['base64 with padding', 'AQI=', []],
    ['nothing', '', []],
  ])('%s: %s', (_, text, ids) => expect(credentialIds(text)).toEqual(ids));
});
