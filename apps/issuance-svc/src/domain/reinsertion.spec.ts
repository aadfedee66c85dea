import { describe, expect, it } from '@jest/globals';
import { verdictOf } from './reinsertion.js';

const certificate = (keyReference: string, byte: string, seen = false) => ({
  keyReference,
  serialNumberHex: byte,
  thumbprint: byte.repeat(32),
  seen,
});
const two = [certificate('9A', 'A1'), certificate('9D', 'D1')];

describe('what programs see of a card that was put in again', () => {
  it('every new certificate, in whatever letters; others beside them do not matter', () => {
    expect(verdictOf(two, { by: 'pkcs11', thumbprints: ['0d'.repeat(32), 'd1'.repeat(32), 'a1'.repeat(32)] })).toEqual({
      state: 'PROPAGATED',
      why: null,
      certificates: [certificate('9A', 'A1', true), certificate('9D', 'D1', true)],
      sentence: expect.objectContaining({ text: 'The card was put in again, and programs see its new certificates' }),
    });
  });

  it('one of two is not all', () => {
    expect(verdictOf(two, { by: 'pkcs11', thumbprints: ['A1'.repeat(32)] })).toMatchObject({
      state: 'NOT_SEEN',
      certificates: [certificate('9A', 'A1', true), certificate('9D', 'D1')],
      sentence: expect.objectContaining({
        text: 'The card was put in again, and programs do not see the new certificate for 9D',
      }),
    });
  });

  it('PC/SC alone proves nothing', () => {
    expect(verdictOf(two, { by: 'pcsc', why: 'no-desk' })).toMatchObject({
      state: 'NOT_VERIFIED',
      why: 'no-desk',
      certificates: two,
    });
  });
});
