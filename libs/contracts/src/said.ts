/**
 * What the server says to people: a code and values, from which each language makes its own sentence, and the English sentence beside it. A
 * code stays what it is; its words are in the tables of words/, in English and German (docs/decisions/0016).
 */

/** On the wire, in tables and in Temporal's histories. values: what stands in the sentence, by the name of its place. */
export interface Said {
  code: string;
  values?: Record<string, SaidValue>;
}
/** Several are shown one after the other, with commas. */
export type SaidValue = string | number | Said | (string | Said)[];

/** Where it is made: the English text, and what it is made from. */
export interface Sentence {
  text: string;
  said: Said;
}
/**
 * Words that have no other language: of the command line, of what an agent says at its own terminal, and of what only programs are told. Readers
 * of other languages are told what the error is called. In the services that people read, only-in-english.spec.ts counts them.
 */
export interface OnlyEnglish {
  text: string;
  said: null;
}
export const onlyInEnglish = (text: string): OnlyEnglish => ({ text, said: null });

export type SentenceValue = string | number | Sentence | readonly (string | Sentence)[];

/**
 * Beside the texts of an answer, which are English: what each says, by the name of its member. The gateway gives whoever reads another language
 * the text in it. Absent: text of a service of an earlier version, or text that has no code yet.
 */
export type SaidIn<Member extends string> = { said?: Partial<Record<Member, Said>> };

/** Puts values into `{places}`. */
export const filled = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replaceAll(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
