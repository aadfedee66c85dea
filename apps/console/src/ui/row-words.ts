/** A sentence of the rows of kinds, stages and states (contracts words/rows.ts), in the language of the page. */
import type { Sentence } from '@cardwright/contracts/said';
import { rowsInGerman } from '@cardwright/contracts/words/rows.de.table';
import { inPagesLanguage } from './language.js';

export const rowText = inPagesLanguage<(sentence: Sentence) => string>({
  en: ({ text }) => text,
  de: ({ text, said }) => rowsInGerman[said.code] ?? text,
});
