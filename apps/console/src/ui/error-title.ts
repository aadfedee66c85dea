/** What a code of the catalogue means, and what to do, in the language of the page; one that this release does not know is shown as it is. */
import { errorCatalogue, type ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import { errorsInGerman } from '@cardwright/contracts/words/errors.de';
import { inPagesLanguage } from './language.js';

const wordsOf = inPagesLanguage<(code: ErrorCode) => { title: string; fix: string }>({
  en: (code) => errorCatalogue[code],
  de: (code) => ({ title: errorsInGerman[code][0], fix: errorsInGerman[code][1] }),
});

export const errorWords = (code: string | null): { title: string; fix: string } | undefined =>
  code !== null && Object.hasOwn(errorCatalogue, code) ? wordsOf(code as ErrorCode) : undefined;

export const errorTitle = (code: string): string => errorWords(code)?.title ?? code;
