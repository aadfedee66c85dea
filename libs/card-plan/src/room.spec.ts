import { describe, expect, it } from '@jest/globals';
import type { CardFacts } from '@cardwright/contracts/card/card-facts';
import { profile, strictImage } from '../test/images.js';
import { cardModels } from './models/card-models.js';
import { planIssue } from './plan-issue.js';
import { withRoom, type RoomInput } from './room.js';

const model = cardModels.find(({ id }) => id === 'nist-strict')!;
const blank = strictImage();
const plan = planIssue({
  ...{ image: blank, model, profile, profileVersion: 1, personId: 'p1', expiresOn: '2028-01-31', archivedKeys: [] },
  ownership: { attempt: 1, keySet: 'stock', pin: 'stock', puk: 'puk.factory' },
});
const derBytes = { authentication: 700, 'key-management': 900 };
const input = (facts: CardFacts = {}, changes: Partial<RoomInput> = {}): RoomInput => ({
  ...{ image: blank, model, facts, derBytes },
  ...changes,
});
const firstStep = (of: RoomInput) => withRoom(plan, of).phases.own![0];
const holding = (tagHex: string, length: number) => ({ tagHex, length, sha256Hex: 'AA' });

describe('room for what a plan writes', () => {
  it('is asked for before anything else, with slack, for certificates and for what is signed; the hash stays', () => {
    // 70 82 and two bytes of length, 71 01 00, FE 00: nine bytes around a certificate.
    expect(firstStep(input())).toEqual({
      kind: 'reserve-data',
      objects: [
        { tagHex: '5FC10B', bytes: 909, wishedBytes: 1421 },
        { tagHex: '5FC105', bytes: 709, wishedBytes: 1221 },
        { tagHex: '5FC102', bytes: 0, wishedBytes: 1536 },
        { tagHex: '5FC106', bytes: 0, wishedBytes: 1536 },
      ],
    });
    expect(withRoom(plan, input()).hash).toBe(plan.hash);
  });

  it('is not asked for where as much stands there, or was there before', () => {
    const image = strictImage({ dataObjects: [holding('5FC10B', 909), holding('5FC105', 708)] });
    const facts = { objectBytes: { '5FC102': { fits: 1536 }, '5FC106': { fits: 1536 } } };
    expect(firstStep(input(facts, { image }))).toEqual({
      kind: 'reserve-data',
      objects: [{ tagHex: '5FC105', bytes: 709, wishedBytes: 1221 }],
    });
    const more = { objectBytes: { ...facts.objectBytes, '5FC105': { fits: 709 } } };
    expect(withRoom(plan, input(more, { image }))).toBe(plan);
  });

  it('is not asked for on a card whose objects are known to take as much, but for one that refused it', () => {
    expect(withRoom(plan, input({ objectsTake: 909 }))).toBe(plan);
    const facts = { objectsTake: 909, objectBytes: { '5FC105': { fits: 650, refused: 800 } } };
    expect(firstStep(input(facts))).toEqual({
      kind: 'reserve-data',
      objects: [{ tagHex: '5FC105', bytes: 709, wishedBytes: 1221 }],
    });
    expect(firstStep(input({ objectsTake: 908 }))).toMatchObject({ objects: [{ tagHex: '5FC10B' }] });
  });

  it.each([
    ['the same', 709],
    ['less', 650],
  ])('is refused in advance where the card refused %s before', (_name, refused) => {
    expect(() => withRoom(plan, input({ objectBytes: { '5FC105': { refused } } }))).toThrow(
      expect.objectContaining({ code: 'CARD_OBJECT_CANNOT_GROW', details: { tagHex: '5FC105', bytes: 709 } }),
    );
  });

  it('is asked for again where the card refused more, and within what its objects hold at all', () => {
    const facts = { objectBytes: { '5FC105': { fits: 600, refused: 710 } } };
    const small = { ...model, apdu: { ...model.apdu, maxObjectBytes: 1000 } };
    expect(firstStep(input(facts, { model: small }))).toMatchObject({
      objects: [
        { tagHex: '5FC10B', bytes: 909, wishedBytes: 999 },
        { tagHex: '5FC105', bytes: 709, wishedBytes: 999 },
        { wishedBytes: 999 },
        { wishedBytes: 999 },
      ],
    });
  });

  it('of a certificate whose size nobody knows is only wished for', () => {
    expect(firstStep(input({}, { derBytes: {} }))).toMatchObject({
      objects: [
        { tagHex: '5FC10B', bytes: 0, wishedBytes: 1536 },
        { tagHex: '5FC105', bytes: 0, wishedBytes: 1536 },
        { bytes: 0 },
        { bytes: 0 },
      ],
    });
  });
});
