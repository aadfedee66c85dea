/**
 * Finds the model of a card: the first row of the registry that fits. A site may write expressions of its own, so RE2 evaluates them: its
 * time is linear in the input for every expression. Pure.
 */
import { RE2JS } from 're2js';
import type { CardImage } from '@cardwright/contracts/card/card-image';
import type { CardModel } from '@cardwright/contracts/card/card-model';

/**
 * The first model whose row fits, or undefined. Every expression given in `match` must fit. A value that the card does not report counts as
 * an empty text.
 */
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

/** undefined if the text is no valid expression: such a row fits no card. */
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
