/**
 * Seals the holder's PIN to the agent that waits for it (design.md section 3): the key's signature is checked against the
 * workstation's nkey, and that against the one that this user knows, before anything is sealed to it. The PIN leaves this process only inside that JWE.
 */
import type { Answer } from '@cardwright/api-client/client';
import { CardwrightError, isCardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { sealPin, sealPinChange } from '@cardwright/sealing/sealed-pin';
import { verifySessionKey } from '@cardwright/sealing/session-key';
import { isPasskeyPin } from '@cardwright/contracts/workflow/stages';
import type { ApiClient } from '../api/api-client.js';
import type { Io } from '../terminal/io.js';
import type { KnownAgents } from './known-agents.js';
import type { PinSource } from './pin-source.js';

/**
 * answered: what was answered already. While the saga has not yet noticed the PIN it still says that it waits, for the same with the same key; a
 * card session has one key for all that it asks.
 */
export async function supplyPin(
  { api, io, agents }: { api: ApiClient; io: Io; agents: KnownAgents },
  requestId: string,
  source: PinSource,
  answered = new Set<string>(),
): Promise<Answer<'/api/v1/sagas/{requestId}/pin', 'post'> | null> {
  for (;;) {
    const waiting = await api
      .get('/api/v1/sagas/{requestId}/pin-key', { params: { path: { requestId } } })
      .catch((error: unknown) => {
        // A late progress row still said that it waits, and it has gone on with the PIN that it got.
        if (answered.size > 0 && isCardwrightError(error, 'LIFECYCLE_TRANSITION')) return null;
        throw error;
      });
    if (waiting === null) return null;
    const { sessionKey, agentNkey, pinRule, serverTime, asks, asked, forPasskeysToo } = waiting;
    const { kid } = sessionKey;
    const question = [kid, asks, asked?.refusedWith, asked?.triesLeft].join(' ');
    if (answered.has(kid) || answered.has(question)) return null;
    // This machine's clock may be wrong; the agent judges by the server's.
    const aheadMs = Date.parse(serverTime) - io.now();
    verifySessionKey(sessionKey, { agentNkey, requestId, now: io.now() + aheadMs });
    const { workstationId } = sessionKey;
    if (agents.meet(workstationId, agentNkey).first)
      io.stderr(
        `The key of workstation ${workstationId} is seen here for the first time and kept: ${agentNkey}\n` +
          'On the workstation, `cardwright-agent status` shows it.\n',
      );
    try {
      // A descriptor gives one PIN.
      if (asks === 'pin-change' && !source.isPerson)
        throw new CardwrightError(
          'REQUEST_INVALID',
          onlyInEnglish('A change of a PIN asks for two: type them at the prompt'),
        );
      if (asks === 'touch') {
        io.stderr('The key was not touched in time. Touch it when it blinks, after: cardwright sagas retry\n');
        return null;
      }
      if (asks === 'passkey-dialog') {
        io.stderr('A browser makes this passkey: open the saga in the portal, at the computer with the card.\n');
        return null;
      }
      if (asks === 'passkey-page') {
        io.stderr(
          'This passkey is registered on the page of its relying party: open the saga in the portal, at the computer with the card.\n',
        );
        return null;
      }
      if (asks === 'passkey-window') {
        io.stderr(
          'This passkey is made in a window of the computer with the card: open the saga in the portal, at that computer.\n',
        );
        return null;
      }
      const ofPasskey = isPasskeyPin(asks);
      if (ofPasskey && !source.isPerson)
        throw new CardwrightError(
          'REQUEST_INVALID',
          onlyInEnglish('A passkey has a PIN of its own: type it at the prompt'),
        );
      if (ofPasskey)
        io.stderr(
          forPasskeysToo
            ? 'The PIN of the card, which is that of its passkey:\n'
            : 'The PIN for the passkey, not the one of the card:\n',
        );
      const old = asks === 'pin-change' ? await source.read(pinRule, 'card-pin') : undefined;
      const pin = await source.read(pinRule, asks === 'card-pin' || asks === 'fido-pin' ? 'card-pin' : 'new-pin');
      const now = io.now() + aheadMs;
      const jwe =
        old === undefined
          ? await sealPin({ pin, sessionKey, purpose: ofPasskey ? 'fido-pin' : 'holder-pin', now })
          : await sealPinChange({ old, pin, sessionKey, now });
      const reply = await api.post('/api/v1/sagas/{requestId}/pin', { params: { path: { requestId } }, body: { jwe } });
      answered.add(question);
      return reply;
    } catch (error) {
      // The key ran out while somebody was typing: the same PIN to a new key. Against the rule: only a person has another.
      const again =
        isCardwrightError(error, 'PIN_KEY_EXPIRED') || (source.isPerson && isCardwrightError(error, 'PIN_POLICY'));
      if (!again) throw error;
      // This key went with its card session: the saga opens the card again, and waits again with another key.
      if (error.details['reopening'] === true) answered.add(kid);
      io.stderr(`${error.message} ${error.row.fix}\n`);
    }
  }
}
