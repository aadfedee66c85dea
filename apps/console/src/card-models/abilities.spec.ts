import { describe, expect, it } from '@jest/globals';
import type { CardModel } from '../api/types.js';
import { algorithmsOf, keysOf, lacking } from './abilities.js';

const algorithms: CardModel['algorithms'] = {
  '82': ['RSA2048'],
  '95': ['RSA2048'],
  '*': ['RSA2048', 'ECCP384'],
  '9C': ['ECCP256', 'ECCP384'],
  '9A': ['ECCP256', 'ECCP384'],
};

describe('what a card model can do', () => {
  it('is said by key reference: those with the same algorithms together, and what is not named at the end', () => {
    expect(keysOf({ algorithms })).toEqual([
      { keyReferences: ['9A', '9C'], algorithms: ['ECCP256', 'ECCP384'] },
      { keyReferences: ['82', '95'], algorithms: ['RSA2048'] },
      { keyReferences: ['*'], algorithms: ['RSA2048', 'ECCP384'] },
    ]);
    expect(algorithmsOf({ algorithms }).toSorted()).toEqual(['ECCP256', 'ECCP384', 'RSA2048']);
  });

  it('is said by what it lacks; what only the attempt shows is not lacking', () => {
    const capabilities = {
      ...{ importKey: true, moveKey: false, deleteKey: false, attest: true, metadata: true, setManagementKey: false },
      ...{ setPinTryLimits: true, vendorReset: true, pinPolicies: true, changePuk: 'try' as const },
    };
    expect(lacking({ capabilities })).toEqual(['setManagementKey', 'moveKey', 'deleteKey']);
  });
});
