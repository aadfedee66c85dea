/**
 * What is wrong with a field of a request, as a sentence: the rules of class-validator by their names, with the words that class-validator has in
 * English (rules.table.ts). One rule that is in use and has no words fails field-words.spec.ts.
 */
import { getMetadataStorage, type ValidationError } from 'class-validator';
import type { Said } from '@cardwright/contracts/said';
import { ruleSentences } from '@cardwright/contracts/words/rule-words';

/** Beside each of the texts; null: it is only in English. */
export interface FieldWords {
  problems: string[];
  said: { problems: (Said | null)[] };
}

export function fieldWords({ target, property, constraints = {} }: ValidationError): FieldWords {
  const rules =
    target === undefined ? [] : getMetadataStorage().getTargetValidationMetadatas(target.constructor, '', false, false);
  const saidOf = ([rule, text]: [string, string]): Said | null => {
    const row = rules.find(({ propertyName, name, type }) => propertyName === property && (name ?? type) === rule);
    return ruleSentences(rule, property, row?.constraints ?? []).find((each) => each.text === text)?.said ?? null;
  };
  return { problems: Object.values(constraints), said: { problems: Object.entries(constraints).map(saidOf) } };
}
