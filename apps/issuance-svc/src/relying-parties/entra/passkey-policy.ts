/** What the tenant's policy for passkeys (fido2AuthenticationMethodConfiguration of Graph v1.0) has against a key, by its own names of settings. */
import type { Sentence } from '@cardwright/contracts/said';
import { say } from '@cardwright/contracts/words/say';
import type { PasskeyObstacle } from '../relying-party.port.js';
import { noModel } from '../said-model.js';

/** aaguid: of the key, in lower case; null: not known. */
export function policyObstacles(policy: Readonly<Record<string, unknown>>, aaguid: string | null): PasskeyObstacle[] {
  const obstacles: PasskeyObstacle[] = [];
  const add = (setting: string, says: Sentence): void => void obstacles.push({ setting, says });
  if (policy['state'] === 'disabled') add('state', say('passkey.disabled'));
  if (policy['isSelfServiceRegistrationAllowed'] === false)
    add('isSelfServiceRegistrationAllowed', say('passkey.no-self-service'));
  if (policy['isAttestationEnforced'] === true && aaguid === noModel)
    add('isAttestationEnforced', say('passkey.no-model'));
  const restricted = aaguid === null ? undefined : restrictionOn(policy['keyRestrictions'], aaguid);
  if (restricted !== undefined) add('keyRestrictions.aaGuids', restricted);
  return obstacles;
}

function restrictionOn(value: unknown, aaguid: string): Sentence | undefined {
  const { isEnforced, enforcementType, aaGuids } = (value ?? {}) as Record<string, unknown>;
  if (isEnforced !== true || !Array.isArray(aaGuids)) return undefined;
  const listed = aaGuids.some((each) => typeof each === 'string' && each.toLowerCase() === aaguid);
  if (enforcementType === 'block') return listed ? say('passkey.model-blocked', { aaguid }) : undefined;
  return listed ? undefined : say('passkey.model-not-listed', { aaguid });
}
