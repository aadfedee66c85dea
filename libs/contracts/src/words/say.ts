/** Makes a sentence from its code and values. Which values a code has is in its English template (sentences.table.ts). */
import { errorCatalogue, type ErrorCode } from '../errors/error-catalogue.js';
import { filled, type Said, type SaidIn, type SaidValue, type Sentence, type SentenceValue } from '../said.js';
import { sentences } from './sentences.table.js';

export type SentenceCode = keyof typeof sentences;
type Places<Template extends string> = Template extends `${string}{${infer Place}}${infer Rest}`
  ? Place | Places<Rest>
  : never;
type Values<Code extends SentenceCode> = Readonly<Record<Places<(typeof sentences)[Code]['en']>, SentenceValue>>;

/** values: one for each `{place}` of the English template. */
export function say<Code extends SentenceCode>(
  code: Code,
  ...[values]: [Places<(typeof sentences)[Code]['en']>] extends [never] ? [] : [values: Values<Code>]
): Sentence {
  const template: string = sentences[code].en;
  if (values === undefined) return { text: template, said: { code } };
  const each = Object.entries<SentenceValue>(values);
  return {
    text: filled(template, Object.fromEntries(each.map(([place, value]) => [place, textOf(value)]))),
    said: { code, values: Object.fromEntries(each.map(([place, value]) => [place, saidOf(value)])) },
  };
}

const isSentence = (value: SentenceValue): value is Sentence => typeof value === 'object' && 'said' in value;
const textOf = (value: SentenceValue): string => {
  if (isSentence(value)) return value.text;
  return typeof value === 'object' ? value.map(textOf).join(', ') : String(value);
};
const saidOf = (value: SentenceValue): SaidValue => {
  if (isSentence(value)) return value.said;
  return typeof value === 'object' ? value.map((each) => (typeof each === 'string' ? each : each.said)) : value;
};

/** What an error is called, and what to do about it: the words of the error catalogue. */
export const errorTitleOf = (code: ErrorCode): Sentence => ({
  text: errorCatalogue[code].title,
  said: { code: `error.${code}` },
});
export const errorFixOf = (code: ErrorCode): Sentence => ({
  text: errorCatalogue[code].fix,
  said: { code: `fix.${code}` },
});

/** What an error says, in a sentence about it. A message that has no code of its own is only English: other languages have the error's title. */
export const errorWords = ({ code, message, said }: { code: ErrorCode; message: string; said?: Said }): Sentence => ({
  text: message,
  said: said ?? { code: `error.${code}` },
});

/** What an error's message says; undefined: it is only English. A message that is the title of its code is known in other languages. */
export const saidBy = ({ code, message, said }: { code: ErrorCode; message: string; said?: Said }): Said | undefined =>
  said ?? (message === errorCatalogue[code].title ? errorTitleOf(code).said : undefined);

/** An error as the answer about one of many: its code and its message. */
export function refusalOf(error: { code: ErrorCode; message: string; said?: Said }): {
  code: ErrorCode;
  message: string;
} & SaidIn<'message'> {
  const said = saidBy(error);
  return { code: error.code, message: error.message, ...(said && { said: { message: said } }) };
}
