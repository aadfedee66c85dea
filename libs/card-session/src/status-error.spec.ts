import { describe, expect, it } from '@jest/globals';
import { statusError } from './status-error.js';

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
