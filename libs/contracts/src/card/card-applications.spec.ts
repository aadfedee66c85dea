import { describe, expect, it } from '@jest/globals';
import { cardApplicationNames, cardApplications, mainApplication } from './card-applications.js';

describe('applications of a card', () => {
  it('are these, and their batches are opened so', () => {
    expect(cardApplications).toEqual({ PIV: { opens: 'management-key' } });
    expect([cardApplicationNames, mainApplication]).toEqual([['PIV'], 'PIV']);
  });
});
