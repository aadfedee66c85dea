import { describe, expect, it } from '@jest/globals';
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { CardModel } from '@cardwright/contracts/card/card-model';
import { strictImage, vendorImage } from '../../test/images.js';
import { cardModels } from './card-models.js';
import { isMatchExpression, matchModel } from './match-model.js';

const idOf = (image: CardImage): string | undefined => matchModel(image, cardModels)?.id;
const site = (match: CardModel['match']): CardModel => ({ ...cardModels[0]!, id: 'site', match });

describe('the models that ship', () => {
  it.each([
    ['5.0.1', 'vendor-5-early'],
    ['5.1.2', 'vendor-5-early'],
    ['5.2.7', 'vendor-5-early'],
    ['5.3.0', 'vendor-5-3'],
    ['5.4.1', 'vendor-5-3'],
    ['5.4.2', 'vendor-5-4'],
    ['5.4.3', 'vendor-5-4'],
    ['5.4.10', 'vendor-5-4'],
    ['5.6.4', 'vendor-5-4'],
    ['5.7.0', 'vendor-5'],
    ['5.7.4', 'vendor-5'],
    ['5.10.0', 'vendor-5'],
    ['4.3.5', undefined],
    ['6.0.0', undefined],
  ])('firmware %s is %s', (version, id) => {
    const image = vendorImage({ version });
    expect(idOf(image)).toBe(id);
    expect(cardModels.filter((row) => matchModel(image, [row]) !== undefined)).toHaveLength(id === undefined ? 0 : 1);
  });

  it.each<[string, string, CardImage]>([
    ['CPLC', 'nist-strict', strictImage()],
    ['a card image number', 'nist-strict-cuid', strictImage({ identity: { scheme: 'cuid', value: '0102030405' } })],
    [
      'a serial instruction, and none for a firmware version,',
      'nist-strict-serial',
      strictImage({ identity: { scheme: 'ykserial', value: '77' } }),
    ],
  ])('a card with %s is %s', (_what, id, image) => {
    expect(idOf(image)).toBe(id);
  });

  it('a profile that is for the NIST card is for each of its kinds', () => {
    const strict = cardModels.filter(({ id }) => id.startsWith('nist-strict'));
    expect(strict.map(({ id, variantOf }) => variantOf ?? id)).toEqual(['nist-strict', 'nist-strict', 'nist-strict']);
  });
});

describe('matchModel', () => {
  it('takes the first row that fits: rows of a site stand before the shipped ones', () => {
    const own = site({ version: '^5\\.7\\.1$', atrHex: '^3BFD13' });
    expect(matchModel(vendorImage({ version: '5.7.1' }), [own, ...cardModels])?.id).toBe('site');
    expect(matchModel(vendorImage({ version: '5.7.2' }), [own, ...cardModels])?.id).toBe('vendor-5');
  });

  it('holds every expression against the card; one that cannot be read fits nothing', () => {
    const image = vendorImage({ applicationLabel: 'PIV of Example', version: '5.7.1' });
    expect(matchModel(image, [site({ applicationLabel: 'Example$', version: '^6' })])).toBeUndefined();
    expect(matchModel(image, [site({ applicationLabel: 'Example$' })])?.id).toBe('site');
    expect(matchModel(image, [site({ applicationLabel: '(?<=of )Example' })])).toBeUndefined();
  });

  it('is done at once with an expression that would keep a back-tracking engine busy for years', () => {
    const image = vendorImage({ applicationLabel: 'a'.repeat(60) });
    expect(matchModel(image, [site({ applicationLabel: '^(a+)+b$' })])).toBeUndefined();
  });

  it.each([
    ['^5\\.(4\\.([2-9]|[1-9][0-9])|[56]\\.)', true],
    ['', true],
    ['(?=a)', false],
    ['(a)\\1', false],
    ['[', false],
  ])('%s is an expression: %s', (expression, is) => {
    expect(isMatchExpression(expression)).toBe(is);
  });
});
