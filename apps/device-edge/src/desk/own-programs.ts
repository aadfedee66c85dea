/** Which programs of this person may have a card open, for the machine service: it is another user, and Linux shows it nothing of them. */
import { pcscPrograms } from '@cardwright/card-session/transports/pcsc-clients';
import type { FromService, FromUser } from '../desk-link/protocol.js';

export function namesPrograms(message: FromService, send: (answer: FromUser) => void): void {
  if (message.say !== 'programs') return;
  const { askId, agentPid } = message;
  void pcscPrograms(agentPid)
    .catch(() => [])
    .then((programs) => send({ ask: 'programs', askId, names: programs.map(({ name }) => name) }));
}
