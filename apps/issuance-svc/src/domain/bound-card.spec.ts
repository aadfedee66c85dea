import { expect, it } from '@jest/globals';
import { bindCard } from './bound-card.js';

const uuids = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'];
const device = { identityText: 'ykserial:123456789012345678901234' };
const person = { personId: 'p-1', displayName: 'Zoë Ångström', organizationalUnit: null };
const bind = (expiresOn?: string) => {
  const left = [...uuids];
  return bindCard(
    device,
    person,
    { cardLifetimeDays: 365 },
    {
      today: new Date('2027-03-01T23:30:00Z'),
      newUuid: () => left.shift()!,
      expiresOn,
    },
  );
};

it('fixes the identity of the card and what is printed on it', () => {
  expect(bind()).toEqual({
    personId: 'p-1',
    expiresOn: '2028-02-29',
    cardUuid: '11111111-1111-4111-8111-111111111111',
    cardholderUuid: '22222222-2222-4222-8222-222222222222',
    fascNHex: 'D4E739DA739CED39CE739D836858210842108421C84210C3EB',
    printedInformation: {
      name: 'Zoe Angstrom',
      employeeAffiliation: 'Cardholder',
      expirationDate: '2028-02-29',
      agencyCardSerialNumber: '56789012345678901234',
      issuerIdentification: 'CARDWRIGHT',
    },
  });
});

it('a card that replaces another one may have its expiry', () => {
  const { expiresOn, printedInformation } = bind('2027-06-01');
  expect([expiresOn, printedInformation.expirationDate]).toEqual(['2027-06-01', '2027-06-01']);
});
