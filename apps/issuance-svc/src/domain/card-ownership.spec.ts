import { describe, expect, it } from '@jest/globals';
import { cardModels } from '@cardwright/card-plan/models/card-models';
import type { KeySetInfo } from '@cardwright/contracts/nats/pki.api';
import { ownershipOf, type OwnedCard } from './card-ownership.js';

const model = (id: string) => cardModels.find((row) => row.id === id)!;
const strict = model('nist-strict');
const early = model('vendor-5-early');
const set = (version: number, changes: Partial<KeySetInfo> = {}): KeySetInfo => ({
  version,
  managementKeyAlgorithm: '3DES',
  managementKeyDiversified: true,
  pukDiversified: true,
  ...changes,
});
const pukOnly = (version: number) => set(version, { managementKeyDiversified: false });
const image = (
  factory: boolean | null,
  algorithm: KeySetInfo['managementKeyAlgorithm'] = '3DES',
): OwnedCard['image'] => ({
  managementKey: { algorithm, factory },
  pin: { retriesRemaining: 3, retriesTotal: null, factory, blocked: false },
  puk: { retriesRemaining: null, retriesTotal: null, factory, blocked: false },
});
const none = { current: null, pending: null };

describe('which PIN, PUK and management key a card has', () => {
  it.each<[string, Partial<OwnedCard>, object]>([
    ['never ours', { keySets: none }, { keySet: 'stock', pin: 'stock', puk: 'puk.factory' }],
    [
      'never ours, in a later attempt: the PIN was changed, maybe',
      { keySets: none, attempt: 2 },
      { keySet: 'stock', pin: 'unknown', puk: 'puk.factory' },
    ],
    [
      'ours',
      { keySets: { current: set(1), pending: null } },
      { keySet: 'current', pin: 'unknown', puk: 'puk.current' },
    ],
    [
      'a strict card whose PUK is ours',
      { model: strict, keySets: { current: pukOnly(1), pending: null } },
      { keySet: 'stock', pin: 'unknown', puk: 'puk.current' },
    ],
    [
      'one that tells that it has factory values, whatever was under way',
      { image: image(true), keySets: { current: null, pending: set(1) }, attempt: 2 },
      { keySet: 'stock', pin: 'stock', puk: 'puk.factory' },
    ],
    [
      'one that tells that it has none',
      { image: image(false), keySets: { current: null, pending: set(1) }, attempt: 2 },
      { keySet: 'pending', pin: 'unknown', puk: 'puk.pending' },
    ],
    [
      'one that tells so, and had a key of ours before: either of two, the new one first',
      { image: image(false), keySets: { current: set(1), pending: set(2) }, attempt: 2 },
      { keySet: 'pending', elseKeySet: 'current', pin: 'unknown', puk: 'puk.pending' },
    ],
    [
      'the same, and its key is of the algorithm that it had',
      {
        image: image(false),
        keySets: { current: set(1), pending: set(2, { managementKeyAlgorithm: 'AES256' }) },
        attempt: 2,
      },
      { keySet: 'current', pin: 'unknown', puk: 'puk.pending' },
    ],
    [
      'one that cannot tell, cut while it was taken over: either of two, each named, the old PUK first',
      { keySets: { current: null, pending: set(1) }, attempt: 2 },
      { keySet: 'pending', elseKeySet: 'stock', pin: 'unknown', puk: 'puk.factory', elsePuk: 'puk.pending' },
    ],
    [
      'one whose PUK was changed in a later batch than the one that was cut: that says nothing of the management key beside it',
      { keySets: { current: pukOnly(1), pending: set(1) }, attempt: 3 },
      { keySet: 'pending', elseKeySet: 'stock', pin: 'unknown', puk: 'puk.current', elsePuk: 'puk.pending' },
    ],
    [
      'the same, and its key is not of the algorithm that was on its way',
      { keySets: { current: null, pending: set(1, { managementKeyAlgorithm: 'AES256' }) }, attempt: 2 },
      { keySet: 'stock', pin: 'unknown', puk: 'puk.factory', elsePuk: 'puk.pending' },
    ],
    [
      'the same, and its key is not of the algorithm that it had',
      {
        image: image(null, 'AES256'),
        keySets: { current: set(1), pending: set(2, { managementKeyAlgorithm: 'AES256' }) },
        attempt: 2,
      },
      { keySet: 'pending', pin: 'unknown', puk: 'puk.current', elsePuk: 'puk.pending' },
    ],
    [
      'the same, and it refused the PUK of its stock batch: only the one that was on its way is presented',
      { keySets: { current: null, pending: set(1), wrongPuks: ['puk.factory'] }, attempt: 3 },
      { keySet: 'pending', elseKeySet: 'stock', pin: 'unknown', puk: 'puk.pending' },
    ],
    [
      'the same, and it refused the PUK that was on its way',
      { keySets: { current: null, pending: set(1), wrongPuks: ['puk.pending'] }, attempt: 3 },
      { keySet: 'pending', elseKeySet: 'stock', pin: 'unknown', puk: 'puk.factory' },
    ],
    [
      'the same, and it refused both: what it refused is forgotten',
      { keySets: { current: null, pending: set(1), wrongPuks: ['puk.factory', 'puk.pending'] }, attempt: 3 },
      { keySet: 'pending', elseKeySet: 'stock', pin: 'unknown', puk: 'puk.factory', elsePuk: 'puk.pending' },
    ],
    [
      'a card that refused the only PUK that it can have',
      { keySets: { current: set(1), pending: null, wrongPuks: ['puk.current'] }, attempt: 2 },
      { keySet: 'current', pin: 'unknown', puk: 'puk.current' },
    ],
    [
      'a PUK on its way to a card that does not change it never got there',
      {
        model: { ...strict, capabilities: { ...strict.capabilities, changePuk: false } },
        keySets: { current: null, pending: pukOnly(1) },
        attempt: 2,
      },
      { keySet: 'stock', pin: 'unknown', puk: 'puk.factory' },
    ],
    [
      'one that is being wiped, and cannot tell how far that went',
      { keySets: { current: set(1), pending: null }, recycling: true },
      { keySet: 'current', elseKeySet: 'stock', pin: 'unknown', puk: 'puk.current', elsePuk: 'puk.factory' },
    ],
    [
      'the same, and it refused the PUK that it had from us',
      { keySets: { current: set(1), pending: null, wrongPuks: ['puk.current'] }, recycling: true, attempt: 2 },
      { keySet: 'current', elseKeySet: 'stock', pin: 'unknown', puk: 'puk.factory' },
    ],
    [
      'one that is to be wiped, cut before while it was taken over: the old PUK first',
      { keySets: { current: null, pending: set(1) }, recycling: true },
      { keySet: 'pending', elseKeySet: 'stock', pin: 'unknown', puk: 'puk.factory', elsePuk: 'puk.pending' },
    ],
    [
      'the same, when an earlier attempt may have wiped it: the one that it replaced first, and what the stock batch was refused for is old',
      { keySets: { current: null, pending: set(1), wrongPuks: ['puk.factory'] }, recycling: true, attempt: 2 },
      { keySet: 'pending', elseKeySet: 'stock', pin: 'unknown', puk: 'puk.pending', elsePuk: 'puk.factory' },
    ],
    [
      'one that is being wiped and can tell',
      { image: image(false), keySets: { current: set(1), pending: null }, recycling: true },
      { keySet: 'current', pin: 'unknown', puk: 'puk.current' },
    ],
  ])('%s', (_what, card, expected) => {
    const attempt = card.attempt ?? 1;
    expect(ownershipOf({ image: image(null), model: early, keySets: none, ...card, attempt })).toEqual({
      attempt,
      ...expected,
    });
  });
});
