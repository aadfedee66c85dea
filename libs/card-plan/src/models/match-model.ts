/**
 * Which model a card is: the first row of the registry that fits. The expressions of a row may be a site's own, so they are RE2's: their
 * time is linear in what they are held against, whatever they say. Pure.
 */
import { RE2JS } from 're2js';
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { CardModel } from '@cardwright/contracts/card/card-model';

/** The first model whose row fits, or undefined. Every expression given in `match` must fit; what a card does not say is an empty text. */
export function matchModel(image: CardImage, models: readonly CardModel[]): CardModel | undefined {
  return models.find(({ match }) => {
    if (match.identityScheme !== undefined && match.identityScheme !== image.identity?.scheme) return false;
    const pairs: [expression: string | undefined, text: string | null][] = [
      [match.applicationLabel, image.applicationLabel],
      [match.version, image.version],
      [match.atrHex, image.atrHex],
    ];
    return pairs.every(([expression, text]) => expression === undefined || compiled(expression)?.test(text ?? ''));
  });
}

/** Whether `match` may hold this expression: RE2's syntax, which has no back references and no look-around. */
export const isMatchExpression = (expression: string): boolean => compiled(expression) !== undefined;

const known = new Map<string, RE2JS | undefined>();

/** undefined for what is no expression: such a row fits no card. */
function compiled(expression: string): RE2JS | undefined {
  if (known.has(expression)) return known.get(expression);
  let found: RE2JS | undefined;
  try {
    found = RE2JS.compile(expression);
  } catch {
    found = undefined;
  }
  known.set(expression, found);
  return found;
}
