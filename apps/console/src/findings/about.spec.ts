import { describe, expect, it } from '@jest/globals';
import { aboutOf } from './about.js';
import { filterOf } from './findings-search.js';

const serial = '4A2B6C8D00112233445566778899AABB';
const nothing = { deviceId: null, certificate: null, personId: null };

describe('[F06] what a finding is about', () => {
  it('is its card, and the certificate whose serial number it names', () => {
    expect(aboutOf({ code: 'CERTIFICATE_STILL_VALID', subject: serial, deviceId: 'd1' })).toEqual({
      ...nothing,
      deviceId: 'd1',
      certificate: { serialNumberHex: serial, onRecord: true },
    });
  });

  it('is a certificate without a page where the record or the CA does not know it', () => {
    expect(aboutOf({ code: 'ORPHAN_WITHOUT_REQUEST', subject: serial, deviceId: null })).toEqual({
      ...nothing,
      certificate: { serialNumberHex: serial, onRecord: false },
    });
    expect(aboutOf({ code: 'CERTIFICATE_UNKNOWN_TO_CA', subject: serial, deviceId: 'd1' })).toEqual({
      ...nothing,
      deviceId: 'd1',
      certificate: { serialNumberHex: serial, onRecord: false },
    });
  });

  it('is the card alone where a key reference or the PIN is named', () => {
    for (const [code, subject] of [
      ['CERTIFICATE_TO_REPLACE', '9A'],
      ['CARD_PIN_BLOCKED', 'PIN'],
    ] as const)
      expect(aboutOf({ code, subject, deviceId: 'd1' })).toEqual({ ...nothing, deviceId: 'd1' });
  });

  it('is the person of whom the record cannot stand in a certificate', () => {
    expect(aboutOf({ code: 'PERSON_ACCOUNT_SHARED', subject: 'p1', deviceId: null })).toEqual({
      ...nothing,
      personId: 'p1',
    });
  });
});

describe('[F06] the address of the list of findings', () => {
  it('asks for open ones where it says nothing else', () => {
    expect(filterOf({})).toEqual({ open: true });
    expect(filterOf({ state: 'all', severity: 'error', code: 'CARD_PIN_BLOCKED', device: 'd1' })).toEqual({
      severity: 'error',
      code: 'CARD_PIN_BLOCKED',
      deviceId: 'd1',
    });
  });
});
