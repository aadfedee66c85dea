import { describe, expect, it } from '@jest/globals';
import { pinBreach } from '@cardwright/contracts/card/pin-rule';
import { drawPin } from './random-pin.js';

const text = (pin: Uint8Array): string => new TextDecoder().decode(pin);

describe('random PIN', () => {
  it('meets the rule, is as long as the card takes, and differs', () => {
    const rule = { minLength: 6, maxLength: 8, alphabet: 'ascii', forbidSequences: true } as const;
    const drawn = Array.from({ length: 200 }, () => text(drawPin(rule)));
    for (const pin of drawn) {
      expect(pin).toMatch(/^[0-9]{8}$/);
      expect(pinBreach(pin, rule)).toBeNull();
    }
    expect(new Set(drawn).size).toBeGreaterThan(190);
  });

  it('has no three equal, ascending or descending digits in a row: cards with a rule of their own refuse them', () => {
    const drawn = Array.from({ length: 2000 }, () =>
      text(drawPin({ minLength: 6, maxLength: 8, alphabet: 'numeric' })),
    );
    const easy =
      /000|111|222|333|444|555|666|777|888|999|012|123|234|345|456|567|678|789|987|876|765|654|543|432|321|210/;
    expect(drawn.filter((pin) => easy.test(pin))).toEqual([]);
  });

  it('never draws what the denylist names', () => {
    const denylist = Array.from({ length: 9000 }, (_, i) => String(i + 1000)).filter((pin) => pin !== '7392');
    const pin = drawPin({ minLength: 4, maxLength: 4, alphabet: 'numeric', denylist });
    expect(denylist).not.toContain(text(pin));
  });

  it('says so when a rule allows nothing', () => {
    expect(() => drawPin({ minLength: 9, maxLength: 12, alphabet: 'numeric' })).toThrow(TypeError);
  });
});
