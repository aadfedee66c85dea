/** Reads a mail as its receiver would (RFC 5322, 2045, 2047): headers unfolded and decoded, and the bodies. As much of it as our mails need. */

export interface ReceivedMail {
  /** Of the envelope. */
  from: string;
  to: string[];
  /** It came over TLS. */
  encrypted: boolean;
  raw: string;
  /** By name in lower case; a name that stands twice has both. */
  headers: Readonly<Record<string, readonly string[]>>;
  subject: string;
  text: string;
  html: string;
}

export function readMail(raw: string, envelope: Pick<ReceivedMail, 'from' | 'to' | 'encrypted'>): ReceivedMail {
  const { headers, body } = partOf(raw);
  const boundary = /boundary="?([^";]+)"?/.exec(headers['content-type']?.[0] ?? '')?.[1];
  const parts = boundary === undefined ? [raw] : body.split(`--${boundary}`).slice(1, -1);
  const of = (type: string): string => {
    const found = parts.map((part) => partOf(part.replace(/^\r?\n/, ''))).find((part) => contentType(part) === type);
    return found === undefined ? '' : decoded(found);
  };
  return {
    ...envelope,
    raw,
    headers,
    subject: headers['subject']?.[0] ?? '',
    text: of('text/plain'),
    html: of('text/html'),
  };
}

interface Part {
  headers: Record<string, string[]>;
  body: string;
}

function partOf(raw: string): Part {
  const end = /\r?\n\r?\n/.exec(raw);
  const head = end === null ? raw : raw.slice(0, end.index);
  const headers: Record<string, string[]> = {};
  for (const line of head.replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    (headers[line.slice(0, colon).toLowerCase()] ??= []).push(words(line.slice(colon + 1).trim()));
  }
  return { headers, body: end === null ? '' : raw.slice(end.index + end[0].length) };
}

const contentType = ({ headers }: Part): string => (headers['content-type']?.[0] ?? '').split(';')[0]!;

function decoded({ headers, body }: Part): string {
  const encoding = headers['content-transfer-encoding']?.[0]?.toLowerCase();
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  return encoding === 'quoted-printable' ? quotedPrintable(body.replaceAll(/=\r?\n/g, '')) : body;
}

const quotedPrintable = (text: string): string =>
  Buffer.from(
    text.replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  ).toString('utf8');

/** RFC 2047 encoded words; blanks between two of them are none. */
const words = (text: string): string =>
  text
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, content: string) =>
      kind.toLowerCase() === 'b'
        ? Buffer.from(content, 'base64').toString('utf8')
        : quotedPrintable(content.replaceAll('_', ' ')),
    );
