import { describe, expect, it } from '@jest/globals';
import { cardApplicationNames, cardApplications, mainApplication } from './card-applications.js';

describe('applications of a card', () => {
  it('are these, and their batches are opened so', () => {
    expect(cardApplications).toEqual({ PIV: { opens: 'management-key' }, FIDO2: { opens: 'none' } });
    expect([cardApplicationNames, mainApplication]).toEqual([['PIV', 'FIDO2'], 'PIV']);
  });
});
