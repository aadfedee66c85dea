/** A real SMTP server for specs: takes mails, or refuses and breaks off as a spec says. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { readMail, type ReceivedMail } from './read-mail.js';

export interface MailServerOptions {
  /** 0: any. */
  port?: number;
  /** PEM; without them no STARTTLS is offered. */
  tls?: { key: string; cert: string };
  /** Of users that may sign in; undefined: nobody has to. */
  users?: Readonly<Record<string, string>>;
}

/** An answer of the server: `new Refusal(550, '5.1.1 nobody of this name')`. */
export class Refusal extends Error {
  constructor(
    readonly responseCode: number,
    text: string,
  ) {
    super(text);
  }
}

export class TestMailServer {
  /** Those that were taken, the oldest first. */
  readonly mails: ReceivedMail[] = [];
  /** How often a mail was begun, also those that were refused. */
  begun = 0;
  /** Throws what the server answers to MAIL FROM, RCPT TO, and to the whole mail. */
  onSender: (address: string) => void = () => undefined;
  onRecipient: (address: string) => void = () => undefined;
  onMail: (mail: ReceivedMail) => void | Promise<void> = () => undefined;

  private constructor(
    private readonly server: SMTPServer,
    readonly port: number,
  ) {}

  static async start({ port = 0, tls, users }: MailServerOptions = {}): Promise<TestMailServer> {
    // Made once the port is known; nobody connects before.
    const state = {} as { self: TestMailServer };
    const options: SMTPServerOptions = {
      logger: false,
      disabledCommands: [...(tls === undefined ? ['STARTTLS'] : []), ...(users === undefined ? ['AUTH'] : [])],
      authOptional: users === undefined,
      ...tls,
      onAuth: ({ username, password }, _session, done) => {
        const known = username !== undefined && users?.[username] === password;
        done(known ? null : new Refusal(535, '5.7.8 who is this'), { user: username });
      },
      onMailFrom: ({ address }, _session, done) => done(thrownBy(() => state.self.onSender(address))),
      onRcptTo: ({ address }, _session, done) => done(thrownBy(() => state.self.onRecipient(address))),
      onData: (stream, session, done) => {
        state.self.begun++;
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const { mailFrom, rcptTo } = session.envelope;
          const mail = readMail(Buffer.concat(chunks).toString('utf8'), {
            from: mailFrom === false ? '' : mailFrom.address,
            to: rcptTo.map(({ address }) => address),
            encrypted: session.secure === true,
          });
          void take(state.self, mail).then(() => done(), done);
        });
      },
    };
    const server = new SMTPServer(options);
    // Clients that break off are no error of the spec.
    server.on('error', () => undefined);
    const listening = server.listen(port, '127.0.0.1');
    await once(listening, 'listening');
    state.self = new TestMailServer(server, (listening.address() as AddressInfo).port);
    return state.self;
  }

  /** Everybody who is connected is cut off. */
  cut(): void {
    for (const { _socket: socket } of this.server.connections) socket.destroy();
  }

  /** Of this person, the oldest first. */
  to(address: string): ReceivedMail[] {
    return this.mails.filter(({ to }) => to.includes(address));
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}

async function take(server: TestMailServer, mail: ReceivedMail): Promise<void> {
  await server.onMail(mail);
  server.mails.push(mail);
}

function thrownBy(check: () => void): Error | null {
  try {
    check();
    return null;
  } catch (error) {
    return error as Error;
  }
}
