/** In which language answers are read: api/ knows no page, so it is told how to find that out. */
let readIn: (() => string) | undefined;

/** How the language of the page that is shown is found, in which the server is to answer: no page has sentences of two languages. */
export const setReaderLanguage = (language: () => string): void => {
  readIn = language;
};
/** undefined: nobody has said. */
export const readerLanguage = (): string | undefined => readIn?.();
