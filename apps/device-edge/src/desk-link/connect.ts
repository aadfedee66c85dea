/** A user's process comes to the machine service: connects, shows who it is, and talks. */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';
import type { Visit } from './doorway.port.js';
import { visitOf } from './doorways.js';
import { JsonLines } from './json-lines.js';
import type { FromService, FromUser, LinkRole } from './protocol.js';

export interface ServiceLink {
  send(message: FromUser): void;
  close(): void;
}

/**
 * Resolves once the service knows who speaks. EDGE_UNREACHABLE: no service listens, or it did not believe us, or who listens did not show that it is
 * the service.
 */
export async function connectToService(
  folder: string,
  role: LinkRole,
  on: { message: (message: FromService) => void; end: () => void },
  // The service itself waits for a proof for 10 s.
  { visiting = visitOf(folder), limitMs = 15_000 }: { visiting?: Promise<Visit>; limitMs?: number } = {},
): Promise<ServiceLink> {
  const visit = await visiting;
  const socket = await visit.connect().catch((error: unknown) => {
    throw unreachable(error);
  });
  return new Promise((resolve, reject) => {
    let [shown, welcome] = [false, false];
    const failed = (reason: unknown): void => {
      reject(unreachable(reason));
      socket.destroy();
    };
    const late = setTimeout(() => failed('it says nothing'), limitMs);
    const lines = new JsonLines<FromService, FromUser>(socket, {
      message: (message) => {
        if (message.say === 'prove')
          visit.prove(message).then(() => {
            shown = true;
            lines.send({ ask: 'proved' });
          }, failed);
        else if (message.say === 'welcome') {
          // Who listens may be anybody, until it has shown that it is the service.
          if (!shown) return failed('it is not the service');
          welcome = true;
          clearTimeout(late);
          visit.done();
          resolve({ send: (each) => lines.send(each), close: () => lines.close() });
        } else if (welcome) on.message(message);
      },
      end: () => {
        clearTimeout(late);
        visit.done();
        if (welcome) on.end();
        else failed('it hung up');
      },
    });
    lines.send({ ask: 'hello', role, ...visit.hello });
  });
}

function unreachable(reason: unknown): CardwrightError {
  const { code, message } = reason instanceof Error ? (reason as NodeJS.ErrnoException) : { code: String(reason) };
  return new CardwrightError(
    'EDGE_UNREACHABLE',
    onlyInEnglish(`The card service of this computer does not answer (${code ?? message})`),
  );
}
