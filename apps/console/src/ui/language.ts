/**
 * The language of the interface: decided once, when the page starts, by what somebody chose before or by what the browser prefers. A page that has no other
 * language than English is in English all the same, with everything around it. A catalogue (`*.text.ts`) holds its texts in every language and is read in
 * that of the page, so that whoever reads it needs to know of none. Changing the language loads the page again.
 */
export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

/** Beside the colour scheme's key. */
const storageKey = 'cardwright-language';
const isLanguage = (value: unknown): value is Language => (languages as readonly unknown[]).includes(value);
/** `de-AT` is German. */
const languageOf = (tag: string): string => tag.toLowerCase().split('-')[0]!;

/** preferred: BCP 47 tags, best first. Pure. */
export function decideLanguage(chosen: string | null, preferred: readonly string[]): Language {
  if (isLanguage(chosen)) return chosen;
  return preferred.map(languageOf).find(isLanguage) ?? 'en';
}

/** For dates and numbers: as the person's own region writes them, where it speaks the language of the page. Pure. */
export const localeFor = (language: Language, preferred: readonly string[]): string =>
  preferred.find((tag) => languageOf(tag) === language) ?? language;

/** Unit tests read catalogues too, outside of a browser. */
const browser = globalThis as {
  navigator?: { languages?: readonly string[] };
  localStorage?: { getItem(key: string): string | null; setItem(key: string, value: string): void };
  location?: { reload(): void };
  document?: { documentElement: { lang: string } };
};
const preferred: readonly string[] = browser.navigator?.languages ?? [];

export const language: Language = decideLanguage(stored(), preferred);
export const locale: string = localeFor(language, preferred);

let ofPage: Language = language;
/** In which language the page that is shown is written: some have no other than English yet. Dates, numbers and the server's sentences follow it. */
export function writePageIn(written: Language): void {
  ofPage = written;
  if (browser.document !== undefined) browser.document.documentElement.lang = written;
}
export const pageLanguage = (): Language => ofPage;

/** One of each language that a page was written in. Pure but for the memory. */
export function inPagesLocale<Made>(make: (locale: string) => Made): () => Made {
  const made = new Map<Language, Made>();
  return () => {
    if (!made.has(ofPage)) made.set(ofPage, make(localeFor(ofPage, preferred)));
    return made.get(ofPage)!;
  };
}

/**
 * The texts in the language of the page that is shown, so that none mixes two: some are in English alone. What is read when a module starts stays in the
 * language of then. A text that English has and German has not does not compile.
 */
export const inPagesLanguage = <Texts>(texts: Record<'en', Texts> & Record<'de', NoInfer<Texts>>): Texts =>
  following(() => texts[ofPage] as unknown) as Texts;

/** now: the texts, or a part of them. A group of texts and a function are as they are when they are used; a text is as it is now. */
function following(now: () => unknown): unknown {
  const first = now();
  if (typeof first === 'function')
    return (...given: unknown[]) => (now() as (...given: unknown[]) => unknown)(...given);
  if (!isGroup(first)) return first;
  const group = (): Record<PropertyKey, unknown> => now() as Record<PropertyKey, unknown>;
  const groups = new Map<PropertyKey, unknown>();
  const part = (name: PropertyKey): unknown => {
    const value = group()[name];
    if (!isGroup(value) && typeof value !== 'function') return value;
    if (!groups.has(name))
      groups.set(
        name,
        following(() => group()[name]),
      );
    return groups.get(name);
  };
  // Of nothing: what is there is said by the handlers alone.
  return new Proxy({} as Record<PropertyKey, unknown>, {
    get: (_, name) => part(name),
    has: (_, name) => name in group(),
    ownKeys: () => Reflect.ownKeys(group()),
    getOwnPropertyDescriptor: (_, name) =>
      Object.hasOwn(group(), name)
        ? { value: part(name), enumerable: true, configurable: true, writable: false }
        : undefined,
  });
}

const isGroup = (value: unknown): value is Record<PropertyKey, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Loads the page again; where storage is switched off nothing changes. */
export function chooseLanguage(chosen: Language): void {
  try {
    browser.localStorage?.setItem(storageKey, chosen);
  } catch {
    return;
  }
  browser.location?.reload();
}

function stored(): string | null {
  try {
    return browser.localStorage?.getItem(storageKey) ?? null;
  } catch {
    return null;
  }
}
