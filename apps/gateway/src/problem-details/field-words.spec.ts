/** What is wrong with a field is said in German too: of every rule that an input of the API has. */
import 'reflect-metadata';
import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { getMetadataStorage } from 'class-validator';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { hasWords } from '@cardwright/contracts/words/rule-words';
import { Flag, OneOf, SomeOf, Text, Texts, Token, Uuid, Uuids, Whole } from '../http/dto/fields.js';
import { toProblem } from './problem.js';
import { inputValidation } from './validation.pipe.js';

class Asked {
  @Uuid({ optional: true }) id?: string;
  @Token({ optional: true }) token?: string;
  @Text(3, { optional: true }) text?: string;
  @OneOf(['a', 'b'], { optional: true }) one?: string;
  @SomeOf(['a', 'b'], { optional: true }) some?: string[];
  @Whole(1, 9, { optional: true }) whole?: number;
  @Flag({ optional: true }) flag?: boolean;
  @Uuids(2, { optional: true }) ids?: string[];
  @Texts(2, 3, { optional: true }) texts?: string[];
}

const pipe = inputValidation();
async function problems(value: object, language: 'en' | 'de'): Promise<string[]> {
  const asked = pipe.transform(value, { type: 'body', metatype: Asked }) as Promise<unknown>;
  const error = (await asked.catch((thrown: unknown) => thrown)) as CardwrightError;
  const { details } = toProblem(error, '/x', 'c', language);
  return (details!['fields'] as { problems: string[] }[]).flatMap((field) => field.problems);
}

describe('the rules of inputs', () => {
  beforeAll(async () => {
    const folder = new URL('../http/dto/', import.meta.url);
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.dto.ts')))
      await import(new URL(file, folder).href);
  });

  it('have words each', () => {
    // All there are, of every class.
    const { validationMetadatas } = getMetadataStorage() as unknown as {
      validationMetadatas: Map<unknown, { name?: string; type: string }[]>;
    };
    const rules = new Set([...validationMetadatas.values()].flat().map(({ name, type }) => name ?? type));
    rules.delete('conditionalValidation');
    expect(rules.size).toBeGreaterThan(12);
    expect([...rules].filter((rule) => !hasWords(rule))).toEqual([]);
  });
});

it.each([
  [{ id: 'x' }, ['id must be a UUID'], ['id muss eine UUID sein']],
  [{ nobody: 1 }, ['property nobody should not exist'], ['Das Feld nobody gibt es nicht']],
  [{ text: '\0' }, ['holds characters that are no text'], ['enthält Zeichen, die kein Text sind']],
  [
    { token: '!' },
    ['token must match /^[A-Za-z0-9_-]{1,64}$/ regular expression'],
    ['token muss zum regulären Ausdruck /^[A-Za-z0-9_-]{1,64}$/ passen'],
  ],
  [{ text: 'long' }, ['text must be shorter than or equal to 3 characters'], ['text darf höchstens 3 Zeichen haben']],
  [{ text: '' }, ['text must be longer than or equal to 1 characters'], ['text muss mindestens 1 Zeichen haben']],
  [{ one: 'c' }, ['one must be one of the following values: a, b'], ['one muss einer dieser Werte sein: a, b']],
  [
    { some: ['c'] },
    ['each value in some must be one of the following values: a, b'],
    ['Jeder Eintrag: some muss einer dieser Werte sein: a, b'],
  ],
  [{ some: ['a', 'a'] }, ["All some's elements must be unique"], ['In some darf nichts zweimal stehen']],
  [{ whole: 10 }, ['whole must not be greater than 9'], ['whole darf höchstens 9 sein']],
  [{ flag: 'x' }, ['flag must be a boolean value'], ['flag muss true oder false sein']],
  [{ ids: [] }, ['ids must contain at least 1 elements'], ['ids muss mindestens 1 Einträge haben']],
  [
    { texts: ['a', 'b', 'c'] },
    ['texts must contain no more than 2 elements'],
    ['texts darf höchstens 2 Einträge haben'],
  ],
])('%j: %j', async (value, english, german) => {
  expect(await problems(value, 'en')).toEqual(english);
  expect(await problems(value, 'de')).toEqual(german);
});
