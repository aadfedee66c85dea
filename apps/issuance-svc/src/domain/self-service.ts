/**
 * What holders may issue to themselves without an operator ("my" flow): a blank card with a profile that is for self-service, and a card that is
 * bound to them with the profile that it is bound with. Pure.
 */
import type { CredentialProfile } from '@cardwright/contracts/card/credential-profile';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import type { DeviceState } from '@cardwright/contracts/nats/issuance.api';
import { say } from '@cardwright/contracts/words/say';
import { permissionsOf, type ActorContext } from './authorisation.js';

export interface OwnIssue {
  device: { state: DeviceState; personId: string | null; profileName: string | null };
  personId: string;
  profile: Pick<CredentialProfile, 'name' | 'selfService'>;
}

/**
 * Whether these rules are to be asked: it is about the actor's own card. One person who alone holds every duty (SEPARATION_OF_DUTIES) decides as an
 * operator about it; where duties are separated, an operator's own issue was refused before.
 */
export const isSelfService = (actor: ActorContext, personId: string): boolean =>
  actor.personId === personId && !permissionsOf(actor, 'single-operator').includes('card.run');

/** `bound`: what waits for this holder is what they mean. Throws PROFILE_NOT_SELF_SERVICE {name, bound?}. */
export function requireSelfService({ device, personId, profile }: OwnIssue): 'bound' | 'chosen' {
  const { name } = profile;
  if (device.state === 'ASSIGNED' && device.personId === personId) {
    if (device.profileName === name) return 'bound';
    throw new CardwrightError('PROFILE_NOT_SELF_SERVICE', say('record.other-profile'), {
      name,
      bound: device.profileName,
    });
  }
  if (profile.selfService === true) return 'chosen';
  throw new CardwrightError('PROFILE_NOT_SELF_SERVICE', undefined, { name });
}
