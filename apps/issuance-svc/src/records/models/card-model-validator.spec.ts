import { describe, expect, it } from '@jest/globals';
import { cardModels } from '@cardwright/card-plan/models/card-models';
import type { CardModel } from '@cardwright/contracts/card/card-model';
import { validateModel } from './card-model-validator.js';

const vendor = cardModels.find(({ id }) => id === 'vendor-5')!;
const own = (): CardModel & Record<string, unknown> => ({
  ...structuredClone(vendor),
  id: 'example-6',
  title: 'A card of firmware 6',
  match: { identityScheme: 'ykserial', version: '^6\\.' },
});
const problemsOf = (definition: unknown): [string, string][] =>
  validateModel(definition, cardModels).problems.map(({ path, message }) => [path, message]);

describe('a card model of a site', () => {
  it('every shipped model is of the published shape; only its id is taken', () => {
    for (const model of cardModels)
      expect(problemsOf(model).filter(([path]) => path !== '/id' && path !== '/match')).toEqual([]);
  });

  it('is taken as it stands', () => {
    expect(validateModel(own(), cardModels)).toEqual({ model: own(), problems: [] });
    expect(problemsOf({ ...own(), variantOf: 'vendor-5' })).toEqual([]);
  });

  it.each<[string, string, string, (model: CardModel & Record<string, unknown>) => unknown]>([
    ['a shipped id', '/id', 'vendor-5 ships', (model) => ({ ...model, id: 'vendor-5' })],
    ['an id that no text may have', '/id', 'must match pattern', (model) => ({ ...model, id: 'Example 6' })],
    ['a variant of itself', '/variantOf', 'no variant of itself', (model) => ({ ...model, variantOf: 'example-6' })],
    ['a variant of nothing', '/variantOf', 'No card model is called', (model) => ({ ...model, variantOf: 'gone' })],
    ['a row that fits every card', '/match', 'cards of other models', (model) => ({ ...model, match: {} })],
    [
      'a row that fits every card of a kind of identity',
      '/match',
      'cards of other models',
      (model) => ({ ...model, match: { identityScheme: 'cplc' } }),
    ],
    [
      'an expression that cannot be read',
      '/match/version',
      'no regular expression',
      (model) => ({ ...model, match: { version: '5.(7' } }),
    ],
    [
      'an unknown capability',
      '/capabilities/fly',
      'unknown member',
      (model) => ({ ...model, capabilities: { ...model.capabilities, fly: true } }),
    ],
    [
      'an unknown algorithm',
      '/algorithms/*/0',
      'must be one of',
      (model) => ({ ...model, algorithms: { '*': ['RSA1024'] } }),
    ],
    [
      'a PIN that nobody can type',
      '/pin/minLength',
      'longer than',
      (model) => ({ ...model, pin: { ...model.pin, minLength: 8, maxLength: 6 } }),
    ],
    [
      'a root that is none',
      '/attestationRootsPem/0',
      'no certificate',
      (model) => ({ ...model, attestationRootsPem: ['x'] }),
    ],
    ['no object', '/', 'must be object', () => 'example-6'],
  ])('refuses / %s', (_what, path, message, change) => {
    expect(problemsOf(change(own()))).toContainEqual([path, expect.stringContaining(message)]);
  });
});
