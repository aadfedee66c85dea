/** The model of one card: its row of the registry, less what this very card was found not to do. Pure. */
import type { CardFacts } from '@cardwright/contracts/card/card-facts';
import type { CardModel } from '@cardwright/contracts/card/card-model';

export function withFacts(model: CardModel, { lacks = [] }: CardFacts): CardModel {
  if (lacks.length === 0) return model;
  const capabilities = { ...model.capabilities };
  for (const capability of lacks) capabilities[capability] = false;
  return { ...model, capabilities };
}
