import { expect, it } from '@jest/globals';
import { VerifiedTokens } from './verified-tokens.js';

it('knows a token again for half a minute, never beyond its own end, and no other', () => {
  let now = 1_000_000;
  const tokens = new VerifiedTokens(() => now);
  tokens.put('long', { sub: 'a', exp: 2_000 });
  tokens.put('short', { sub: 'b', exp: 1_010 });
  expect([tokens.get('long')?.sub, tokens.get('short')?.sub, tokens.get('longer')]).toEqual(['a', 'b', undefined]);
  now = 1_010_000;
  expect([tokens.get('long')?.sub, tokens.get('short')]).toEqual(['a', undefined]);
  now = 1_030_000;
  expect(tokens.get('long')).toBeUndefined();
});

it('forgets the oldest when there are too many', () => {
  const tokens = new VerifiedTokens(() => 0);
  for (let count = 0; count <= 5_000; count++) tokens.put(`t${count}`, { exp: 100 });
  expect([tokens.get('t0'), tokens.get('t1')?.exp, tokens.get('t5000')?.exp]).toEqual([undefined, 100, 100]);
});
