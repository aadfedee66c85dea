import { describe, expect, it } from '@jest/globals';
import { ConfigurationError, readEnv } from '@cardwright/service-kit/config/env';
import { mailConfig } from './mail-config.js';

const least = {
  SMTP_URL: 'smtp://mail.example.org',
  MAIL_FROM: 'cards@example.org',
  PUBLIC_URL: 'https://cards.example/',
};
const read = (env: Record<string, string>) => readEnv(env, mailConfig);
const problems = (env: Record<string, string>): readonly string[] => {
  try {
    read({ ...least, ...env });
    return [];
  } catch (error) {
    return (error as ConfigurationError).problems;
  }
};

describe('the settings of mail', () => {
  it('without SMTP_URL there is none, whatever else is set', () => {
    expect(read({ MAIL_FROM: 'nonsense' })).toBeNull();
  });

  it('defaults, and STARTTLS demanded', () => {
    expect(read(least)).toEqual({
      relay: {
        ...{ host: 'mail.example.org', port: 587, implicitTls: false, requireTls: true },
        ...{ ca: undefined, user: undefined, password: undefined },
      },
      from: { name: '', address: 'cards@example.org' },
      contact: undefined,
      language: 'en',
      timeZone: 'UTC',
      publicUrl: 'https://cards.example',
      gatherMs: 60_000,
      perMinute: 60,
      perPersonAndDay: 6,
    });
  });

  it.each([
    ['smtp://127.0.0.1:2525', { host: '127.0.0.1', port: 2525, implicitTls: false, requireTls: false }],
    ['smtp://[::1]:2525', { host: '::1', port: 2525, implicitTls: false, requireTls: false }],
    ['smtps://mail.example.org', { host: 'mail.example.org', port: 465, implicitTls: true, requireTls: false }],
    ['smtp://localhost.example.org', { port: 587, requireTls: true }],
  ])('%s', (SMTP_URL, expected) => {
    expect(read({ ...least, SMTP_URL })!.relay).toMatchObject(expected);
  });

  it('a name in front of the address', () => {
    expect(read({ ...least, MAIL_FROM: 'Kartenstelle <cards@example.org>' })!.from).toEqual({
      name: 'Kartenstelle',
      address: 'cards@example.org',
    });
  });

  it.each([
    [{ SMTP_URL: 'http://mail.example.org' }, 'SMTP_URL is not smtp://host:port or smtps://host:port'],
    [
      { SMTP_URL: 'smtp://me:secret@mail.example.org', SMTP_PASSWORD: 'x' },
      'SMTP_URL holds a password: it belongs into SMTP_PASSWORD_FILE',
    ],
    [
      { SMTP_URL: 'smtp://me@mail.example.org' },
      'SMTP_URL names a user (smtp://user@host) exactly where SMTP_PASSWORD_FILE is set',
    ],
    [{ SMTP_CA_FILE: '/nowhere' }, 'SMTP_CA_FILE cannot be read'],
    ...['cards', 'a@b <c>', '"a b"@example.org', 'x@example.org, y@example.org', 'a\nBcc: b <c@example.org>'].map(
      (MAIL_FROM) =>
        [{ MAIL_FROM }, 'MAIL_FROM is not cards@example.org or Card office <cards@example.org>'] as [
          Record<string, string>,
          string,
        ],
    ),
    [{ MAIL_CONTACT: 'a\nb' }, 'MAIL_CONTACT is not one line of text'],
    [{ MAIL_LANGUAGE: 'fr' }, 'MAIL_LANGUAGE is none of en, de'],
    [{ MAIL_TIME_ZONE: 'Mars' }, 'MAIL_TIME_ZONE is no time zone such as Europe/Berlin'],
    [{ MAIL_PER_MINUTE: '0' }, 'MAIL_PER_MINUTE is not a whole number of at least 1'],
  ])('%j', (env, problem) => {
    expect(problems(env)).toEqual([problem]);
  });
});
