/**
 * Every request that a holder may send, written down by hand, with what is sent about another holder's things and what is answered. Specs
 * hold it against the role matrix, so that the next request of holders cannot be forgotten here.
 */
import { randomUUID } from 'node:crypto';
import type { IssuanceApi } from '@cardwright/contracts/nats/issuance.requests';
import { workstationId } from './sagas-service.js';

export type Name = keyof IssuanceApi & string;
/** The things of one holder, or ids of nothing. */
export interface Things {
  personId: string;
  deviceId: string;
  requestId: string;
  offerId: string;
  sessionSha256Hex: string;
  identity: string;
}

const reason = 'FORGOTTEN_PIN';
const words = 'Not mine';

/** Ids that are well made, and of nothing. */
export const nothing = (): Things => ({
  ...{ personId: randomUUID(), deviceId: randomUUID(), requestId: randomUUID(), offerId: randomUUID() },
  ...{ sessionSha256Hex: 'AB'.repeat(32), identity: 'ykserial:1' },
});

const ofCard = ['AUTH_NOT_YOUR_DEVICE', 'LIFECYCLE_DEVICE_NOT_FOUND'] as const;
/** No flow of holders leads there with somebody else's card (D02 is about what they do with the card in their reader). */
const ofCardPlainly = ['AUTH_FORBIDDEN', 'LIFECYCLE_DEVICE_NOT_FOUND'] as const;
const ofSaga = ['AUTH_FORBIDDEN', 'REQUEST_NOT_FOUND'] as const;
export const here = { workstationId, readerName: 'Reader 0' };

/** By request: what is sent, and the refusals of what is somebody else's and of what is nobody's. */
export const refused: Partial<Record<Name, readonly [(of: Things) => object, theirs: string, nobodys: string]>> = {
  'people.get': [({ personId }) => ({ personId }), 'AUTH_FORBIDDEN', 'AUTH_FORBIDDEN'],
  'sessions.end-of-person': [({ personId }) => ({ personId, reason: words }), 'AUTH_FORBIDDEN', 'AUTH_FORBIDDEN'],
  'devices.get': [({ deviceId }) => ({ deviceId }), ...ofCardPlainly],
  'devices.inspect': [({ deviceId }) => ({ deviceId, workstationId }), ...ofCardPlainly],
  'devices.plan': [({ deviceId, personId }) => ({ ...issueOf(personId), deviceId }), ...ofCardPlainly],
  'devices.issue': [({ deviceId, personId }) => ({ ...issueOf(personId), deviceId }), ...ofCardPlainly],
  'devices.plan-reprovision': [
    ({ deviceId }) => ({ deviceId, ...here, reason: 'OTHER', reasonText: words }),
    ...ofCard,
  ],
  'devices.reprovision': [({ deviceId }) => ({ deviceId, ...here, reason: 'OTHER', reasonText: words }), ...ofCard],
  'devices.plan-update': [({ deviceId }) => ({ deviceId, ...here, reason: 'RENEW', keyReferences: ['9A'] }), ...ofCard],
  'devices.update': [({ deviceId }) => ({ deviceId, ...here, reason: 'RENEW', keyReferences: ['9A'] }), ...ofCard],
  'devices.reset-pin': [({ deviceId }) => ({ deviceId, ...here, reason }), ...ofCardPlainly],
  'devices.change-pin': [({ deviceId }) => ({ deviceId, ...here }), ...ofCardPlainly],
  'devices.ask-replacement': [({ deviceId }) => ({ deviceId, reason: 'DAMAGED' }), ...ofCardPlainly],
  'devices.decline-replacement': [({ deviceId }) => ({ deviceId, reason: words }), ...ofCardPlainly],
  'devices.suspend': [({ deviceId }) => ({ deviceId, reason: 'LOST_DEVICE' }), ...ofCardPlainly],
  'devices.resume': [({ deviceId }) => ({ deviceId, reason: 'FOUND' }), ...ofCardPlainly],
  'devices.update-offers': [({ deviceId }) => ({ deviceId }), ...ofCard],
  'update-offers.get': [({ offerId }) => ({ offerId }), 'AUTH_NOT_YOUR_DEVICE', 'REQUEST_NOT_FOUND'],
  'update-offers.begin': [({ offerId }) => ({ offerId }), 'AUTH_NOT_YOUR_DEVICE', 'REQUEST_NOT_FOUND'],
  'sagas.get': [({ requestId }) => ({ requestId }), ...ofSaga],
  'sagas.timeline': [({ requestId }) => ({ requestId }), ...ofSaga],
  'sagas.retry': [({ requestId }) => ({ requestId, workstationId }), ...ofSaga],
  'sagas.cancel': [({ requestId }) => ({ requestId, reason: words }), ...ofSaga],
  'sagas.pin-key': [({ requestId }) => ({ requestId }), ...ofSaga],
  'sagas.supply-pin': [({ requestId }) => ({ requestId, jwe: 'a.b.c.d.e' }), ...ofSaga],
  'sagas.skip-pin': [({ requestId }) => ({ requestId }), ...ofSaga],
  'sagas.reveal-initial-pin': [({ requestId }) => ({ requestId, recipientJwk: {}, reason: words }), ...ofSaga],
};
const issueOf = (personId: string) => ({
  ...{ personId, profileName: 'authentication-only', pinChange: 'holder' },
  ...here,
});

/** Lists, and what is said of oneself: somebody else's is never among it, whatever is asked for. */
export const without: Partial<Record<Name, readonly ((of: Things) => object)[]>> = {
  'me.get': [() => ({})],
  'devices.list': [
    () => ({}),
    () => ({ mine: true }),
    ({ personId }) => ({ personId }),
    ({ personId }) => ({ personId, mine: true }),
    ({ identity }) => ({ identity }),
    ({ identity }) => ({ label: identity }),
    ({ identity }) => ({ query: identity }),
  ],
  'sagas.list': [() => ({}), ({ deviceId }) => ({ deviceId }), ({ personId }) => ({ personId })],
  'sagas.attention': [() => ({})],
  'sessions.list': [() => ({}), ({ sessionSha256Hex }) => ({ sessionSha256Hex })],
  'workstations.readers': [() => ({ workstationId }), ({ identity }) => ({ workstationId, identity })],
};

/** The same for everybody. */
export const common: readonly Name[] = [
  ...(['models.list', 'profiles.list', 'profiles.get', 'profiles.diff', 'reasons.list'] as const),
];
/** An id that nobody can guess, and no person: it is the authority itself. */
export const bearers: readonly Name[] = [
  ...(['sessions.start', 'sessions.check', 'sessions.end', 'workstations.enrol'] as const),
  ...(['card-sign-in.prove', 'card-sign-in.redeem'] as const),
  ...(['bridge.open', 'bridge.pair', 'bridge.pair-typed', 'bridge.state', 'bridge.unpair'] as const),
];
