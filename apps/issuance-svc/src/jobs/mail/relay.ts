/**
 * The organisation's mail server, over nodemailer: one connection for each mail, because a pool sends again by itself what a broken connection
 * left in doubt. What the server said is told as code and class alone: its words may repeat the mail.
 */
import { createTransport } from 'nodemailer';
import { canonicalField, fieldProblem } from '@cardwright/service-kit/subject-fields/subject-fields';
import type { MailConfig } from '../../config/mail-config.js';

export interface Letter {
  subject: string;
  text: string;
  html: string;
}
export interface Envelope {
  mailId: string;
  to: { name: string; address: string };
}

/**
 * refused: this address or this mail will never be taken. later: it may be taken another time. relay: the server itself is away or takes nothing
 * from us, so that there is no use in the next mail now.
 */
export type Delivery = { result: 'sent' } | { result: 'refused' | 'later' | 'relay'; answer: string };

/** The whole of one delivery; shorter than a claim (mail-sender.ts). */
export const deliveryMs = 90_000;
const silenceMs = 30_000;

/** Where the code of an answer to MAIL FROM, RCPT TO or DATA is about the mail and not about us. */
const aboutTheMail = new Set(['RCPT TO', 'DATA']);

interface SendError {
  code?: string;
  command?: string;
  responseCode?: number;
  response?: string;
}

export class Relay {
  private readonly transport;

  constructor(private readonly config: MailConfig) {
    const { host, port, implicitTls, requireTls, ca, user, password } = config.relay;
    this.transport = createTransport({
      host,
      port,
      secure: implicitTls,
      requireTLS: requireTls,
      // On loopback without a CA of its own: whatever certificate a local server has, nobody listens in between.
      ...(!implicitTls && !requireTls && { ignoreTLS: true }),
      tls: { minVersion: 'TLSv1.2', ...(ca !== undefined && { ca }) },
      ...(user !== undefined && { auth: { user, pass: password ?? '' } }),
      connectionTimeout: silenceMs,
      greetingTimeout: silenceMs,
      socketTimeout: silenceMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async send({ mailId, to }: Envelope, { subject, text, html }: Letter): Promise<Delivery> {
    const { from } = this.config;
    // What an import would refuse is on record from before, and could name more receivers than one.
    if (canonicalField('email', to.address) !== to.address || fieldProblem('email', to.address) !== null)
      return { result: 'refused', answer: 'ADDRESS' };
    const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
    try {
      await this.transport.sendMail({
        // Only this decides where it goes, whatever a name looks like.
        envelope: { from: from.address, to: [to.address] },
        from,
        to,
        subject,
        text,
        html,
        messageId: `<${mailId}@${domain}>`,
        headers: {
          // RFC 3834, and what Exchange goes by: nobody's absence notes.
          'Auto-Submitted': 'auto-generated',
          'X-Auto-Response-Suppress': 'All',
          // RFC 2919.
          'List-Id': `Card notices <card-notices.${domain}>`,
        },
        signal: AbortSignal.timeout(deliveryMs),
      });
      return { result: 'sent' };
    } catch (error) {
      return failureOf(error as SendError);
    }
  }
}

/** RFC 5321 section 4.2.1 and RFC 3463: 5yz is for good, 4yz for now; 421 is the server that closes. */
export function failureOf({ code, command, responseCode, response }: SendError): Delivery {
  if (responseCode === undefined) {
    // An address that cannot be written into an envelope, such as letters that this server cannot take.
    if (code === 'EENVELOPE') return { result: 'refused', answer: code };
    return { result: 'relay', answer: code ?? 'ERROR' };
  }
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response ?? '')?.[1];
  const answer = enhanced === undefined ? String(responseCode) : `${responseCode} ${enhanced}`;
  if (command === undefined || !aboutTheMail.has(command) || responseCode === 421) return { result: 'relay', answer };
  return { result: responseCode >= 500 ? 'refused' : 'later', answer };
}
