/** News of one person -> subject, plain text and simple HTML that say the same. Nothing is loaded from anywhere, and the one link names a page alone. Pure. */
import type { MailConfig, MailLanguage } from '../../config/mail-config.js';
import type { MailFacts, MailKind } from '../../domain/mail-facts.js';
import type { Letter } from './relay.js';
import { words, type Words } from './words.js';

export interface Addressee {
  name: string;
  /** Default: that of the configuration. */
  language?: MailLanguage | null;
  config: Pick<MailConfig, 'language' | 'timeZone' | 'contact' | 'publicUrl'>;
}
type News = readonly { kind: MailKind; facts: MailFacts }[];

/** More is no letter any more; the page of the card says the rest. */
const mostNews = 20;

export function letterOf(news: News, { name, language, config }: Addressee): Letter {
  const used = language ?? config.language;
  const said = words[used];
  const newest = news.slice(-mostNews);
  const [only] = newest;
  const subject = newest.length === 1 && only !== undefined ? said.subjects[only.facts.event] : said.several;
  const when = dateOf(used, config.timeZone);
  const paragraphs = [said.greeting(plain(name)), ...newest.map(({ facts }) => paragraphOf(facts, said, when))];
  // Also where the holder's own account did it: it may be in other hands.
  if (newest.some(({ kind }) => kind === 'activity')) paragraphs.push(said.notYou(config.contact ?? said.contact));
  return { subject, ...bodyOf(paragraphs, said, used, `${config.publicUrl}/mine${pageOf(newest)}`) };
}

/** The page of the one card whose page says more; of all cards where there is none or are several. */
function pageOf(news: News): string {
  const [page, ...others] = new Set(news.flatMap(({ facts: { deviceId } }) => deviceId ?? []));
  return page === undefined || others.length > 0 ? '' : `/${page}`;
}

function paragraphOf(
  { event, by, card, at, words: given = '' }: MailFacts,
  said: Words,
  when: (iso: string) => string,
): string {
  const told = said.told[event](said.card(plain(card)), at === null ? '' : when(at));
  const reason = plain(given) === '' ? '' : said.reason(plain(given));
  return [told, said.by[by], reason, said.next[event]].filter((sentence) => sentence !== '').join(' ');
}

function bodyOf(
  paragraphs: readonly string[],
  said: Words,
  language: string,
  link: string,
): Pick<Letter, 'text' | 'html'> {
  const text = [...paragraphs, `${said.page}: ${link}`, said.closing].join('\n\n') + '\n';
  const html = [
    `<!DOCTYPE html><html lang="${language}"><head><meta charset="utf-8"><title>${escaped(said.page)}</title></head><body>`,
    ...paragraphs.map((paragraph) => `<p>${escaped(paragraph)}</p>`),
    `<p><a href="${escaped(link)}">${escaped(said.page)}</a></p>`,
    `<p>${escaped(said.closing)}</p>`,
    '</body></html>',
  ].join('\n');
  return { text, html };
}

const dateOf = (language: MailLanguage, timeZone: string): ((iso: string) => string) => {
  const format = new Intl.DateTimeFormat(language, {
    ...{ day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit' },
    timeZone,
    timeZoneName: 'short',
  });
  return (iso) => format.format(new Date(iso));
};

/** One line, whatever stands on record: a name is no place for a second paragraph. */
const plain = (text: string): string => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => entities[sign]!);
