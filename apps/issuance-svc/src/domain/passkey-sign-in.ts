/** Whether somebody who has proved a passkey may be signed in: only with that of an active card, as its own person. Pure. */
import type { PasskeySignInRefusal } from '@cardwright/contracts/access/passkey-sign-in';
import type { DeviceState } from '@cardwright/contracts/nats/issuance.api';

export interface PasskeyFacts {
  /** On which card it is by the record, and whose that is; null: on none. */
  device: { state: DeviceState; personId: string | null } | null;
  person: { personId: string; enabled: boolean } | null;
}

/** null: may be signed in. */
export function passkeySignInRefusal({ device, person }: PasskeyFacts): PasskeySignInRefusal | null {
  if (device?.state === 'SUSPENDED') return 'suspended';
  if (device?.state !== 'ACTIVE') return 'not-active';
  if (person?.enabled !== true || device.personId !== person.personId) return 'no-person';
  return null;
}
