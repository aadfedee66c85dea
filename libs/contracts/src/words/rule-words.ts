/** Sentences of the rules that fields of requests have, by the names of class-validator. */
import type { Sentence } from '../said.js';
import { say } from './say.js';

type Rule = (field: string, values: readonly unknown[]) => Sentence[];

const rules: Readonly<Record<string, Rule>> = {
  isString: (field) => [say('rule.string', { field })],
  isUuid: (field) => [say('rule.uuid', { field })],
  isIn: (field, [values]) => [say('rule.one-of', { field, values: listOf(values) })],
  anyOf: (field, values) => [say('rule.any-of', { field, values: listOf(values) })],
  isLength: (field, [least, most]) => [
    say('rule.too-short', { field, least: String(least) }),
    say('rule.too-long', { field, most: String(most) }),
    say('rule.length', { field, least: String(least), most: String(most) }),
  ],
  matches: (field, [pattern]) => [say('rule.matches', { field, pattern: String(pattern) })],
  max: (field, [most]) => [say('rule.max', { field, most: String(most) })],
  min: (field, [least]) => [say('rule.min', { field, least: String(least) })],
  isInt: (field) => [say('rule.int', { field })],
  isBoolean: (field) => [say('rule.boolean', { field })],
  isObject: (field) => [say('rule.object', { field })],
  isArray: (field) => [say('rule.array', { field })],
  arrayMinSize: (field, [least]) => [say('rule.at-least', { field, least: String(least) })],
  arrayMaxSize: (field, [most]) => [say('rule.at-most', { field, most: String(most) })],
  arrayUnique: (field) => [say('rule.unique', { field })],
  nestedValidation: (field) => [say('rule.nested', { field }), say('rule.nested-each', { field })],
  whitelistValidation: (field) => [say('rule.unknown', { field })],
  pointOnCurve: () => [say('rule.no-point')],
};

const listOf = (values: unknown): string => (Array.isArray(values) ? values.join(', ') : '');

export const hasWords = (rule: string): boolean => Object.hasOwn(rules, rule);

/** Each sentence that the rule may say of the field, of the whole and of each of its values. values: what the rule was given. */
export function ruleSentences(rule: string, field: string, values: readonly unknown[]): Sentence[] {
  const whole = hasWords(rule) ? rules[rule]!(field, values) : [];
  return [...whole, ...whole.map((each) => say('rule.each', { rule: each }))];
}
