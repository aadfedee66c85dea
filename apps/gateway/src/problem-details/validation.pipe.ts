/**
 * Every input is a class with rules; a field that no rule names is refused. The answer names each field and what is wrong
 * with it, never the value (it could be a secret typed into the wrong place). Unknown fields are looked for before anything is
 * transformed: class-transformer takes quadratic time in them. How deep and how large a body may be is limits/body-limits.ts's.
 */
import { type ArgumentMetadata, type Type, ValidationPipe, type ValidationError } from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { Sentence } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';
import { fieldWords, type FieldWords } from './field-words.js';

export interface FieldProblem extends FieldWords {
  /** `a.b.0` */
  field: string;
}

function fieldProblems(errors: readonly ValidationError[], parent = ''): FieldProblem[] {
  return errors.flatMap((error) => {
    const field = parent + error.property;
    const own = fieldWords(error);
    return [
      ...(own.problems.length > 0 ? [{ field, ...own }] : []),
      ...fieldProblems(error.children ?? [], `${field}.`),
    ];
  });
}

/** Text that no database takes: NUL, and halves of surrogate pairs. Names of the fields that hold some, keys included. */
export function unstorableFields(value: unknown, field = ''): string[] {
  if (typeof value === 'string') return value.includes('\0') || /\p{Cs}/u.test(value) ? [field || 'value'] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => {
    const path = field === '' ? key : `${field}.${key}`;
    return unstorableFields(key).length > 0 ? [field || 'value'] : unstorableFields(part, path);
  });
}

/** Names of fields that no rule of the class names; none for a class without rules, which other checks refuse. */
function unknownFields(value: unknown, type: Type | undefined): string[] {
  if (typeof value !== 'object' || value === null || type === undefined) return [];
  const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  const known = new Set(rules.map(({ propertyName }) => propertyName));
  return known.size === 0 ? [] : Object.keys(value).filter((key) => !known.has(key));
}

/** A field's name goes back to the caller: as much of it, and as many, as a person would read. */
const nameLength = 100;
const namesShown = 20;

class InputPipe extends ValidationPipe {
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const unknown = unknownFields(value, metadata.metatype);
    if (unknown.length > 0)
      throw invalid(
        unknown
          .slice(0, namesShown)
          .map((name) => name.slice(0, nameLength))
          .map((field) => problemOf(field, say('rule.unknown', { field }))),
      );
    const fields = unstorableFields(value).map((field) => problemOf(field, say('rule.no-text')));
    if (fields.length > 0) throw invalid(fields);
    return super.transform(value, metadata);
  }
}

const problemOf = (field: string, { text, said }: Sentence): FieldProblem => ({
  ...{ field, problems: [text] },
  said: { problems: [said] },
});

function invalid(fields: FieldProblem[]): CardwrightError {
  return new CardwrightError('REQUEST_INVALID', say('input.not-valid', { fields: fields.map(({ field }) => field) }), {
    fields,
  });
}

export const inputValidation = (): InputPipe =>
  new InputPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transform: true,
    // Its class says which rules a field has; the answer names neither it nor the value.
    validationError: { target: true, value: false },
    exceptionFactory: (errors) => invalid(fieldProblems(errors)),
  });
