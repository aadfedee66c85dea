import { describe, expect, it } from '@jest/globals';
import { statusError, type StatusSubject } from './status-error.js';

describe('status words as errors of the catalogue', () => {
  it.each([
    [0x63c2, 'pin', 'CARD_PIN_INCORRECT', 2],
    [0x63c0, 'pin', 'CARD_PIN_BLOCKED', 0],
    [0x6983, 'pin', 'CARD_PIN_BLOCKED', 0],
    [0x63c1, 'puk', 'CARD_PUK_INCORRECT', 1],
    [0x63c0, 'puk', 'CARD_PUK_BLOCKED', 0],
    [0x6983, 'puk', 'CARD_PUK_BLOCKED', 0],
    [0x6982, 'key', 'CARD_SECURITY_STATUS', undefined],
    [0x6983, 'key', 'CARD_SECURITY_STATUS', 0],
    [0x6982, 'management-key', 'CARD_KEY_REJECTED', undefined],
    [0x6983, 'management-key', 'CARD_KEY_REJECTED', 0],
    [0x6300, 'management-key', 'CARD_KEY_REJECTED', undefined],
    [0x63c5, 'management-key', 'CARD_KEY_REJECTED', 5],
    [0x6a80, 'management-key', 'CARD_KEY_REJECTED', undefined],
    [0x6a80, 'key', 'CARD_UNEXPECTED_STATUS', undefined],
    [0x6a82, 'object', 'CARD_OBJECT_NOT_FOUND', undefined],
    [0x6a82, 'application', 'CARD_NOT_PIV', undefined],
    [0x6a88, 'application', 'CARD_NOT_PIV', undefined],
    [0x6999, 'application', 'CARD_NOT_PIV', undefined],
    [0x6e00, 'application', 'CARD_NOT_PIV', undefined],
    [0x6f00, 'application', 'CARD_UNEXPECTED_STATUS', undefined],
    [0x6d00, 'identity', 'CARD_CAPABILITY_MISSING', undefined],
    [0x6985, 'pin-change', 'CARD_PIN_REFUSED', undefined],
    [0x6a80, 'pin-change', 'CARD_PIN_REFUSED', undefined],
    [0x6982, 'pin-change', 'CARD_PIN_REFUSED', undefined],
    [0x63c2, 'pin-change', 'CARD_PIN_INCORRECT', 2],
    [0x6983, 'pin-change', 'CARD_PIN_BLOCKED', 0],
    [0x6985, 'pin-reset', 'CARD_PIN_REFUSED', undefined],
    [0x6a80, 'pin-reset', 'CARD_PIN_REFUSED', undefined],
    [0x6982, 'pin-reset', 'CARD_PIN_REFUSED', undefined],
    [0x63c1, 'pin-reset', 'CARD_PUK_INCORRECT', 1],
    [0x63c0, 'pin-reset', 'CARD_PUK_BLOCKED', 0],
    [0x6985, 'puk', 'CARD_UNEXPECTED_STATUS', undefined],
    [0x6985, 'object', 'CARD_UNEXPECTED_STATUS', undefined],
    [0x6a88, 'key', 'CARD_OBJECT_NOT_FOUND', undefined],
    [0x6a84, 'object', 'CARD_NO_SPACE', undefined],
    [0x6d00, 'application', 'CARD_NOT_PIV', undefined],
    [0x6581, 'object', 'CARD_UNEXPECTED_STATUS', undefined],
    [0x1234, 'object', 'CARD_UNEXPECTED_STATUS', undefined],
  ] as const)('%i about %s is %s', (sw, subject, code, retries) => {
    const error = statusError(sw, 0xdb, subject);
    expect(error.code).toBe(code);
    expect(error.details).toMatchObject({
      sw: sw.toString(16).toUpperCase().padStart(4, '0'),
      instruction: 'DB',
      subject,
    });
    expect(error.details['retriesRemaining']).toBe(retries);
  });
});

describe('what is advised for a status word, whichever it is', () => {
  const subjects: readonly StatusSubject[] = [
    'pin',
    'pin-change',
    'pin-reset',
    'puk',
    'management-key',
    'key',
    'object',
    'application',
    'identity',
  ];
  /** All that ISO/IEC 7816-4 leaves to errors and warnings, and what cards of their own answer. */
  const words = [...range(0x6200, 0x7000), ...range(0x9000, 0xa000)];

  it.each(subjects)('%s: nothing irreversible, but for a PUK that is blocked', (subject) => {
    const irreversible = words.filter((sw) => {
      const { fix } = statusError(sw, 0x24, subject).row;
      return /\b(recycle|retire|terminate|dispose|destroy|wipe|another profile)\b/i.test(fix);
    });
    const blocked = subject === 'puk' || subject === 'pin-reset' ? [0x63c0, 0x6983] : [];
    // "Choose another profile" is for what the card says it does not know, never for what it merely refuses.
    const unknown = subject === 'application' ? [] : [0x6a81, 0x6d00];
    expect(irreversible).toEqual([...blocked, ...unknown].sort((a, b) => a - b));
  });

  it('an unexpected one is named where people read, with the advice to keep the card', () => {
    const error = statusError(0x6f00, 0xdb, 'object');
    expect(error.message).toMatch(/^The card answered an unexpected status word: 6F00 \(.+\) to instruction DB$/);
    expect(error.row.fix).toMatch(/^Keep the card/);
  });
});

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
