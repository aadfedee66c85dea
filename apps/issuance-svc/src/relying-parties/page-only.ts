/** A relying party at which passkeys come to be on its own page alone, behind a port that asks for more. */
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { say } from '@cardwright/contracts/words/say';
import type { RelyingParty } from './relying-party.port.js';

export type PageOnlyParty = Omit<RelyingParty, 'options' | 'register'> & Required<Pick<RelyingParty, 'page'>>;

/** RELYING_PARTY_REFUSED {reason: 'page-only'} for what it cannot do. */
export function pageOnly(party: PageOnlyParty): RelyingParty {
  const refuse = (): Promise<never> =>
    Promise.reject(new CardwrightError('RELYING_PARTY_REFUSED', say('keycloak.page-only'), { reason: 'page-only' }));
  return {
    obstacles: (...asked) => party.obstacles(...asked),
    page: (...asked) => party.page(...asked),
    list: (...asked) => party.list(...asked),
    find: (...asked) => party.find(...asked),
    delete: (...asked) => party.delete(...asked),
    ...{ options: refuse, register: refuse },
  };
}
