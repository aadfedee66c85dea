/** What the cards of a batch were delivered with, as it is typed or read from a file. Nothing of it is kept beyond the page. Pure. */
import { initialPinShape, managementKeyBytes } from '@cardwright/contracts/card/card-identity';
import type { ManagementKeyAlgorithm } from '@cardwright/contracts/card/card-model';
import { isWellKnownManagementKey, isWellKnownReferenceData } from '@cardwright/contracts/card/well-known-secrets';

export interface BatchValues {
  managementKeyHex: string;
  managementKeyAlgorithm: ManagementKeyAlgorithm;
  pin: string;
  puk: string;
}
export type ValueField = 'managementKeyHex' | 'pin' | 'puk';
export type ValueProblem = 'wrong' | 'well-known';

/** What is to be said of each field; an empty one has not been typed yet. `well-known` does not hinder the import. */
export function problemsOf(values: BatchValues): Partial<Record<ValueField, ValueProblem>> {
  const { managementKeyHex: key, managementKeyAlgorithm, pin, puk } = values;
  const problems: Partial<Record<ValueField, ValueProblem>> = {};
  if (key !== '' && !isKey(key, managementKeyAlgorithm)) problems.managementKeyHex = 'wrong';
  else if (key !== '' && isWellKnownManagementKey(key, managementKeyAlgorithm))
    problems.managementKeyHex = 'well-known';
  // The PIN is always changed.
  if (pin !== '' && !initialPinShape.test(pin)) problems.pin = 'wrong';
  if (puk !== '' && !initialPinShape.test(puk)) problems.puk = 'wrong';
  else if (puk !== '' && isWellKnownReferenceData(puk)) problems.puk = 'well-known';
  return problems;
}

const isKey = (hex: string, algorithm: ManagementKeyAlgorithm): boolean =>
  /^[0-9A-Fa-f]+$/.test(hex) && hex.length === managementKeyBytes[algorithm] * 2;

export const areWhole = (values: BatchValues): boolean =>
  values.managementKeyHex !== '' &&
  values.pin !== '' &&
  values.puk !== '' &&
  !Object.values(problemsOf(values)).includes('wrong');

/** As `cardwright stock import` reads them; null: it is no such file. */
export function valuesIn(json: string): BatchValues | null {
  try {
    const { managementKeyHex, managementKeyAlgorithm, pin, puk } = JSON.parse(json) as Record<string, unknown>;
    const texts = [managementKeyHex, managementKeyAlgorithm, pin, puk];
    if (texts.some((value) => typeof value !== 'string')) return null;
    if (!((managementKeyAlgorithm as string) in managementKeyBytes)) return null;
    return { managementKeyHex, managementKeyAlgorithm, pin, puk } as BatchValues;
  } catch {
    return null;
  }
}
