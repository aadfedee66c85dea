/** Builds the target of an authorisation from rows that the caller has read. */
import type { Scope, Target } from '../../domain/authorisation.js';
import type { DeviceEntity } from '../../persistence/device.entity.js';
import type { PersonEntity } from '../../persistence/person.entity.js';
import { isBegunByHolder } from '../../domain/attention.js';
import type { RequestView } from '../requests/request.repository.js';

export const personTarget = (person: PersonEntity): Target => ({
  personId: person.personId,
  organizationalUnit: person.organizationalUnit,
});

/** A role's scope, as if it were what the role reaches: whoever gives or takes it must reach all of it by one role of their own. */
export const scopeTarget = ({ personId }: PersonEntity, { groupScope, profileScope }: Scope): Target => ({
  personId,
  organizationalUnit: groupScope,
  profileName: profileScope,
});

interface DeviceWithPerson {
  device: Pick<DeviceEntity, 'personId' | 'profileName'>;
  person: Pick<PersonEntity, 'organizationalUnit'> | null;
}

export const deviceTarget = ({ device, person }: DeviceWithPerson): Target => ({
  personId: device.personId,
  organizationalUnit: person?.organizationalUnit ?? null,
  profileName: device.profileName,
  cardOf: device.personId,
});

export const requestTarget = ({ request, organizationalUnit }: RequestView): Target => ({
  personId: request.personId,
  organizationalUnit,
  profileName: request.profileName,
  cardOf: request.personId,
  begunByHolder: isBegunByHolder(request),
});
