/** The model of one card: its row of the registry, without the abilities that this card was found to lack. Pure. */
import type { CardFacts } from '@cardwright/contracts/card/card-facts';
import type { CardModel } from '@cardwright/contracts/card/card-model';

export function withFacts(model: CardModel, { lacks = [] }: CardFacts): CardModel {
  if (lacks.length === 0) return model;
  const capabilities = { ...model.capabilities };
  for (const capability of lacks) capabilities[capability] = false;
  return { ...model, capabilities };
}
