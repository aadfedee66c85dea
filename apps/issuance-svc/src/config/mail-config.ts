/** The settings of mail to cardholders (docs/mail.md). Without SMTP_URL there is no mail. */
import { readFileSync } from 'node:fs';
import type { EnvReader } from '@cardwright/service-kit/config/env';

export const mailLanguages = ['en', 'de'] as const;
export type MailLanguage = (typeof mailLanguages)[number];

export interface MailConfig {
  relay: {
    host: string;
    port: number;
    /** TLS from the first byte (smtps). */
    implicitTls: boolean;
    /** Nothing is sent where the relay offers no STARTTLS. */
    requireTls: boolean;
    /** PEM of the CA of the relay; undefined: the CAs that Node trusts. */
    ca: string | undefined;
    user: string | undefined;
    password: string | undefined;
  };
  /** The mailbox that mails come from. */
  from: { name: string; address: string };
  /** Who a cardholder turns to, as one line of a mail; undefined: "your card office". */
  contact: string | undefined;
  /** Of people whose record has none. */
  language: MailLanguage;
  timeZone: string;
  /** The origin of the console, without a slash at the end. */
  publicUrl: string;
  /** News of one person within this time is one mail. */
  gatherMs: number;
  perMinute: number;
  perPersonAndDay: number;
}

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
/** What any mail program takes without quotes. */
const plainMailbox = /^[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(\.[\w-]+)*$/;

/** SMTP_URL, SMTP_PASSWORD_FILE, SMTP_CA_FILE, PUBLIC_URL and MAIL_...; null without SMTP_URL. */
export function mailConfig(reader: EnvReader): MailConfig | null {
  const text = reader.optional('SMTP_URL');
  if (text === undefined) return null;
  return {
    relay: relay(reader, text),
    from: sender(reader),
    contact: oneLine(reader, 'MAIL_CONTACT'),
    language: reader.oneOf('MAIL_LANGUAGE', mailLanguages, 'en'),
    timeZone: timeZone(reader),
    publicUrl: reader.required('PUBLIC_URL').replace(/\/+$/, ''),
    gatherMs: reader.integer('MAIL_GATHER_SECONDS', 60) * 1_000,
    perMinute: reader.integer('MAIL_PER_MINUTE', 60, 1),
    perPersonAndDay: reader.integer('MAIL_PER_PERSON_DAY', 6, 1),
  };
}

function relay(reader: EnvReader, text: string): MailConfig['relay'] {
  const url = URL.canParse(text) ? new URL(text) : null;
  const protocol = url?.protocol;
  if (url === null || url.hostname === '' || (protocol !== 'smtp:' && protocol !== 'smtps:'))
    reader.problems.push('SMTP_URL is not smtp://host:port or smtps://host:port');
  // It would stand in the environment of the process and in its logs.
  if (url?.password) reader.problems.push('SMTP_URL holds a password: it belongs into SMTP_PASSWORD_FILE');
  const password = reader.optional('SMTP_PASSWORD');
  const user = url?.username ? decodeURIComponent(url.username) : undefined;
  if ((user === undefined) !== (password === undefined))
    reader.problems.push('SMTP_URL names a user (smtp://user@host) exactly where SMTP_PASSWORD_FILE is set');
  const implicitTls = protocol === 'smtps:';
  const ca = pem(reader);
  const host = url?.hostname ?? '';
  return {
    host: host.replace(/^\[(.*)\]$/, '$1'),
    port: url?.port ? Number(url.port) : implicitTls ? 465 : 587,
    implicitTls,
    requireTls: !implicitTls && (ca !== undefined || !loopback.test(host)),
    ca,
    user,
    password,
  };
}

function pem(reader: EnvReader): string | undefined {
  const path = reader.optionalFile('SMTP_CA_FILE');
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch {
    reader.problems.push('SMTP_CA_FILE cannot be read');
    return undefined;
  }
}

/** `cards@example.org`, or `Card office <cards@example.org>`. */
function sender(reader: EnvReader): MailConfig['from'] {
  const text = reader.required('MAIL_FROM');
  const [, name, address] = /^(?:([^<>]*?)\s*<([^<>]+)>|.*)$/.exec(text) ?? [];
  const from = { name: name ?? '', address: address ?? text };
  if (text !== '' && !(plainMailbox.test(from.address) && isOneLine(from.name)))
    reader.problems.push('MAIL_FROM is not cards@example.org or Card office <cards@example.org>');
  return from;
}

// eslint-disable-next-line no-control-regex
const isOneLine = (text: string): boolean => !/[\u0000-\u001f\u007f]/.test(text);

function oneLine(reader: EnvReader, name: string): string | undefined {
  const text = reader.optional(name);
  if (text !== undefined && !isOneLine(text)) reader.problems.push(`${name} is not one line of text`);
  return text;
}

function timeZone(reader: EnvReader): string {
  const name = reader.string('MAIL_TIME_ZONE', 'UTC');
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    reader.problems.push('MAIL_TIME_ZONE is no time zone such as Europe/Berlin');
    return 'UTC';
  }
}
