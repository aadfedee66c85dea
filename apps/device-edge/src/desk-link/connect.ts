/** A user's process comes to the machine service: connects, shows who it is, and talks. */
import { connect } from 'node:net';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { proofsIn, socketIn } from './folder.js';
import { JsonLines } from './json-lines.js';
import { prove } from './proof.js';
import type { FromService, FromUser, LinkRole } from './protocol.js';

export interface ServiceLink {
  send(message: FromUser): void;
  close(): void;
}

/** Resolves once the service knows who speaks. EDGE_UNREACHABLE: no service listens, or it did not believe us. */
export function connectToService(
  folder: string,
  role: LinkRole,
  on: { message: (message: FromService) => void; end: () => void },
): Promise<ServiceLink> {
  return new Promise((resolve, reject) => {
    let welcome = false;
    const failed = (reason: string): void =>
      reject(
        new CardwrightError(
          'EDGE_UNREACHABLE',
          onlyInEnglish(`The card service of this computer does not answer (${reason})`),
        ),
      );
    const socket = connect(socketIn(folder));
    socket.once('error', (error: NodeJS.ErrnoException) => failed(error.code ?? error.message));
    const lines = new JsonLines<FromService, FromUser>(socket, {
      message: (message) => {
        if (message.say === 'prove')
          prove(proofsIn(folder), message).then(
            () => lines.send({ ask: 'proved' }),
            (error: NodeJS.ErrnoException) => {
              failed(error.code ?? error.message);
              socket.destroy();
            },
          );
        else if (message.say === 'welcome') {
          welcome = true;
          resolve({ send: (each) => lines.send(each), close: () => lines.close() });
        } else on.message(message);
      },
      end: () => (welcome ? on.end() : failed('it hung up')),
    });
    socket.once('connect', () => lines.send({ ask: 'hello', role, sessionId: process.env['XDG_SESSION_ID'] ?? null }));
  });
}
