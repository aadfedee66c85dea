import { expect, it } from '@jest/globals';
import { makeTypedCode, readTypedCode, showTypedCode } from './typed-code.js';

it('is read however somebody types it', () => {
  const code = makeTypedCode(Uint8Array.of(0, 31, 32, 255, 10, 17, 1, 22));
  expect([code, showTypedCode(code)]).toEqual(['0Z0ZAH1P', '0Z0Z-AH1P']);
  for (const typed of ['0Z0Z-AH1P', ' ozoz ahip ', 'OZ0Z-AHLP', '0z0zah1p']) expect(readTypedCode(typed)).toBe(code);
});

it.each(['', '0Z0Z-AH1', '0Z0Z-AH1PP', '0Z0Z-AH1U', '0Z0Z_AH1P'])('refuses / %j', (typed) => {
  expect(readTypedCode(typed)).toBe(undefined);
});
