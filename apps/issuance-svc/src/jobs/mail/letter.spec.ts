import { describe, expect, it } from '@jest/globals';
import { mailLanguages } from '../../config/mail-config.js';
import type { MailActor, MailEvent, MailFacts, MailKind } from '../../domain/mail-facts.js';
import { letterOf, type Addressee } from './letter.js';
import { words } from './words.js';

const config = {
  language: 'en',
  timeZone: 'Europe/Berlin',
  contact: undefined,
  publicUrl: 'https://cards.example',
} as const;
const ada: Addressee = { name: 'Ada Lovelace', config };
const news = (
  event: MailEvent,
  kind: MailKind,
  by: MailActor = 'holder',
  card = 'No 7',
): { kind: MailKind; facts: MailFacts } => ({
  kind,
  facts: { event, by, card, at: '2026-11-28T08:30:00Z' },
});

describe('the text of a mail', () => {
  it('says what happened, when, who did it, what to do, and where to look', () => {
    expect(letterOf([news('pin-set', 'activity', 'help-desk')], ada)).toEqual({
      subject: 'A new PIN was set on your card',
      text: `Hello Ada Lovelace,

A new PIN was set on your card "No 7" (November 28, 2026 at 09:30 AM GMT+1). This was done by the help desk. The old PIN is no longer valid.

If you did not expect this, tell your card office at once. Nobody ever asks you for your PIN by mail or telephone.

Your card: https://cards.example/mine

This mail was written by a program. Please do not answer it.
`,
      html: expect.stringContaining('<p><a href="https://cards.example/mine">Your card</a></p>'),
    });
  });

  it('is German where the addressee or the setting says so', () => {
    const { subject, text, html } = letterOf([news('last-day', 'last-day', 'itself', '')], { ...ada, language: 'de' });
    expect(subject).toBe('Letzter Tag: bitte aktualisieren Sie Ihre Karte');
    expect(text).toContain('vor dem 28. November 2026 um 09:30 MEZ geschehen');
    expect(text).toContain('Betroffen ist Ihre Karte.');
    expect(html).toContain('<html lang="de">');
    expect(letterOf([news('updated', 'done')], { ...ada, config: { ...config, language: 'de' } }).subject).toBe(
      'Ihre Karte ist auf dem neuesten Stand',
    );
  });

  it('several pieces of news are one mail, and more than twenty are cut at the oldest', () => {
    const many = Array.from({ length: 25 }, (_, index) => news('locked', 'activity', 'card-office', `No ${index}`));
    const { subject, text } = letterOf(many, ada);
    expect(subject).toBe('News about your card');
    expect(text).not.toContain('"No 4"');
    expect([5, 24].every((index) => text.includes(`"No ${index}"`))).toBe(true);
    expect(text.match(/Nobody ever asks/g)).toHaveLength(1);
  });

  it('a name is one line of text and no HTML', () => {
    const mallory = { ...ada, name: 'Mallory\r\nBcc: all@example.org\u2028<img src=x>' };
    const { text, html } = letterOf([news('updated', 'done', 'holder', '<b>&"\'\r\n\r\nYour PIN is 1')], mallory);
    expect(text.split('\n')[0]).toBe('Hello Mallory Bcc: all@example.org <img src=x>,');
    expect(text).toContain(`"<b>&"' Your PIN is 1"`);
    expect(html).toContain('Hello Mallory Bcc: all@example.org &lt;img src=x&gt;,');
    expect(html).toContain('&lt;b&gt;&amp;&quot;&#39; Your PIN is 1');
    expect(html).not.toMatch(/<img|<b>/);
  });

  it('says why a new card was declined, and leads to the page of that card unless several pages say more', () => {
    const declined = (deviceId: string) => {
      const { kind, facts } = news('new-card-declined', 'activity', 'help-desk');
      return { kind, facts: { ...facts, deviceId, words: 'Sie haben schon eine.' } };
    };
    const german = { ...ada, language: 'de' as const };
    const { text } = letterOf([declined('d-1'), news('suspended', 'activity')], german);
    expect(text).toContain('Das war die Benutzerhilfe. Die Begründung: „Sie haben schon eine.“ Wenn Sie trotzdem');
    expect(text).toContain('Ihre Karte: https://cards.example/mine/d-1\n');
    expect(letterOf([declined('d-1'), declined('d-2')], german).text).toContain('https://cards.example/mine\n');
  });

  it.each([
    ['new-card-withdrawn', 'en', 'That was taken back (', 'If you still need one, ask for it again'],
    ['new-card-withdrawn', 'de', 'Das wurde zurückgenommen (', 'bitten Sie noch einmal darum'],
    ['new-card-unbound', 'en', 'A card is no longer put aside for you (', 'If you have it already, please hand it in.'],
    [
      'new-card-unbound',
      'de',
      'Eine Karte liegt nicht mehr für Sie bereit (',
      'Haben Sie sie schon, geben Sie sie bitte ab.',
    ],
  ] as const)('%s in %s says what became of the new card, and what to do', (event, language, happened, next) => {
    const { text } = letterOf([news(event, 'activity', 'card-office')], { ...ada, language });
    expect(text).toContain(happened);
    expect(text).toContain(next);
  });

  it('names whom to tell, as the organisation says it', () => {
    const contact = 'the help desk (telephone 1234)';
    const { text } = letterOf([news('suspended', 'activity', 'security')], { ...ada, config: { ...config, contact } });
    expect(text).toContain('tell the help desk (telephone 1234) at once');
  });

  it.each(mailLanguages)(
    '%s: no word that only engineers know, no picture, no link but that of the page',
    (language) => {
      const { subjects } = words[language];
      for (const event of Object.keys(subjects) as MailEvent[]) {
        const { subject, text, html } = letterOf([news(event, 'activity', 'program')], { ...ada, language });
        expect(`${subject} ${text}`).not.toMatch(
          /certificate|zertifikat|revo[kc]|saga|workflow|slot|key reference|PUK|token|reprovision|credential|undefined|null/i,
        );
        expect(html.match(/https?:[^"<]*/g)).toEqual(['https://cards.example/mine']);
        expect(html).not.toMatch(/<img|<script|<link|url\(/i);
      }
    },
  );
});
