/**
 * Builds the subject of a certificate from the record. The check before the first write and the certificates themselves use the same
 * subject.
 */
import type { CertificateSubject } from '@cardwright/contracts/nats/pki.api';
import type { DeviceEntity } from '../persistence/device.entity.js';
import type { PersonEntity } from '../persistence/person.entity.js';

/** Fixed when a card is bound to its holder. */
export type CardNames = Pick<DeviceEntity, 'cardUuid' | 'fascNHex'>;

export function certificateSubject(person: PersonEntity, card: CardNames): CertificateSubject {
  return {
    commonName: person.displayName,
    givenName: person.givenName,
    surname: person.surname,
    ...(person.email === null ? {} : { email: person.email }),
    ...(person.upn === null ? {} : { upn: person.upn }),
    ...(person.organizationalUnit === null ? {} : { organizationalUnit: person.organizationalUnit }),
    ...(person.sid === null ? {} : { sid: person.sid }),
    personId: person.personId,
    cardUuid: card.cardUuid!,
    fascNHex: card.fascNHex!,
  };
}

/** The last second of the day on which a planned certificate must end at the latest. */
export const endOfDay = (day: string): string => `${day}T23:59:59.000Z`;
