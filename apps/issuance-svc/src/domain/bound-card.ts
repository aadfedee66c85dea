/**
 * What is fixed when a card is bound to a person, and never changed by a later saga: expiry, card UUID, FASC-N, cardholder UUID, Printed
 * Information (SP 800-73-5 Part 1 sections 3.1.2 and 3.3.1). Pure.
 */
import type { CredentialProfile } from '@cardwright/contracts/card/credential-profile';
import { toHex } from '@cardwright/card-protocol/bytes';
import { encodeFascN } from '@cardwright/card-protocol/piv/fasc-n';
import { toPrintableAscii, type PrintedInformation } from '@cardwright/card-protocol/piv/printed-information';

/** FASC-N of a PIV-I card: 14 nines, the rest zero, one issue. */
const pivIFascN = {
  agencyCode: '9999',
  systemCode: '9999',
  credentialNumber: '999999',
  credentialSeries: '0',
  individualCredentialIssue: '1',
  personIdentifier: '0000000000',
  organizationalCategory: '3',
  organizationalIdentifier: '0000',
  associationCategory: '1',
} as const;

/** What a binding is made with. */
export interface Binding {
  today: Date;
  newUuid: () => string;
  /** `YYYY-MM-DD`, for a card that replaces another one. Default: the lifetime of the profile. */
  expiresOn?: string | undefined;
}

export interface BoundCard {
  personId: string;
  /** `YYYY-MM-DD`. */
  expiresOn: string;
  cardUuid: string;
  cardholderUuid: string;
  /** Upper-case hex. */
  fascNHex: string;
  printedInformation: PrintedInformation;
}

/** device.identityText: `<scheme>:<value>`. */
export function bindCard(
  device: { identityText: string },
  person: { personId: string; displayName: string; organizationalUnit: string | null },
  profile: Pick<CredentialProfile, 'cardLifetimeDays'>,
  { today, newUuid, expiresOn = lifetimeEnd(profile, today) }: Binding,
): BoundCard {
  return {
    personId: person.personId,
    expiresOn,
    cardUuid: newUuid(),
    cardholderUuid: newUuid(),
    fascNHex: toHex(encodeFascN(pivIFascN)).toUpperCase(),
    printedInformation: {
      name: toPrintableAscii(person.displayName),
      employeeAffiliation: toPrintableAscii(person.organizationalUnit ?? 'Cardholder', 20),
      expirationDate: expiresOn,
      agencyCardSerialNumber: device.identityText.split(':')[1]!.slice(-20),
      issuerIdentification: 'CARDWRIGHT',
    },
  };
}

function lifetimeEnd({ cardLifetimeDays }: Pick<CredentialProfile, 'cardLifetimeDays'>, today: Date): string {
  const expiry = new Date(today);
  expiry.setUTCDate(expiry.getUTCDate() + cardLifetimeDays);
  return expiry.toISOString().slice(0, 10);
}
