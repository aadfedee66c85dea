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
  serialNumberHex: string;
}

const reason = 'FORGOTTEN_PIN';
const words = 'Not mine';

/** Ids that are well made, and of nothing. */
export const nothing = (): Things => ({
  ...{ personId: randomUUID(), deviceId: randomUUID(), requestId: randomUUID(), offerId: randomUUID() },
  ...{ sessionSha256Hex: 'AB'.repeat(32), identity: 'ykserial:1', serialNumberHex: 'AB'.repeat(16) },
});

const ofCard = ['AUTH_NOT_YOUR_DEVICE', 'LIFECYCLE_DEVICE_NOT_FOUND'] as const;
const ofSaga = ['AUTH_NOT_YOUR_DEVICE', 'REQUEST_NOT_FOUND'] as const;
export const here = { workstationId, readerName: 'Reader 0' };

/** By request: what is sent, and the refusals of what is somebody else's and of what is nobody's. */
export const refused: Partial<Record<Name, readonly [(of: Things) => object, theirs: string, nobodys: string]>> = {
  'people.get': [({ personId }) => ({ personId }), 'AUTH_FORBIDDEN', 'AUTH_FORBIDDEN'],
  'people.wizard-step': [({ personId }) => ({ personId }), 'AUTH_FORBIDDEN', 'AUTH_FORBIDDEN'],
  'people.photo.get': [({ personId }) => ({ personId }), 'AUTH_FORBIDDEN', 'AUTH_FORBIDDEN'],
  'sessions.end-of-person': [({ personId }) => ({ personId, reason: words }), 'AUTH_FORBIDDEN', 'AUTH_FORBIDDEN'],
  'devices.get': [({ deviceId }) => ({ deviceId }), ...ofCard],
  'certificates.get': [
    ({ serialNumberHex }) => ({ serialNumberHex }),
    'AUTH_NOT_YOUR_DEVICE',
    'PKI_CERTIFICATE_NOT_FOUND',
  ],
  'devices.inspect': [({ deviceId }) => ({ deviceId, workstationId }), ...ofCard],
  'devices.plan': [({ deviceId, personId }) => ({ ...issueOf(personId), deviceId }), ...ofCard],
  'devices.issue': [({ deviceId, personId }) => ({ ...issueOf(personId), deviceId }), ...ofCard],
  'devices.plan-reprovision': [
    ({ deviceId }) => ({ deviceId, ...here, reason: 'OTHER', reasonText: words }),
    ...ofCard,
  ],
  'devices.reprovision': [({ deviceId }) => ({ deviceId, ...here, reason: 'OTHER', reasonText: words }), ...ofCard],
  'devices.plan-update': [({ deviceId }) => ({ deviceId, ...here, reason: 'RENEW', keyReferences: ['9A'] }), ...ofCard],
  'devices.update': [({ deviceId }) => ({ deviceId, ...here, reason: 'RENEW', keyReferences: ['9A'] }), ...ofCard],
  'devices.reset-pin': [({ deviceId }) => ({ deviceId, ...here, reason }), ...ofCard],
  'devices.change-pin': [({ deviceId }) => ({ deviceId, ...here }), ...ofCard],
  'devices.passkey': [({ deviceId }) => ({ deviceId, ...here }), ...ofCard],
  'devices.ask-replacement': [({ deviceId }) => ({ deviceId, reason: 'DAMAGED' }), ...ofCard],
  'devices.decline-replacement': [({ deviceId }) => ({ deviceId, reason: words }), ...ofCard],
  'devices.suspend': [({ deviceId }) => ({ deviceId, reason: 'LOST_DEVICE' }), ...ofCard],
  'devices.resume': [({ deviceId }) => ({ deviceId, reason: 'FOUND' }), ...ofCard],
  'devices.update-offers': [({ deviceId }) => ({ deviceId }), ...ofCard],
  'update-offers.get': [({ offerId }) => ({ offerId }), ...ofSaga],
  'update-offers.begin': [({ offerId }) => ({ offerId }), ...ofSaga],
  'sagas.get': [({ requestId }) => ({ requestId }), ...ofSaga],
  'sagas.timeline': [({ requestId }) => ({ requestId }), ...ofSaga],
  'sagas.retry': [({ requestId }) => ({ requestId, workstationId }), ...ofSaga],
  // Theirs is what an operator asked for and nobody has begun: no holder withdraws that, of no card.
  'sagas.cancel': [({ requestId }) => ({ requestId, reason: words }), 'AUTH_FORBIDDEN', 'REQUEST_NOT_FOUND'],
  'sagas.pin-key': [({ requestId }) => ({ requestId }), ...ofSaga],
  'sagas.supply-pin': [({ requestId }) => ({ requestId, jwe: 'a.b.c.d.e' }), ...ofSaga],
  'sagas.passkey-options': [({ requestId }) => ({ requestId }), ...ofSaga],
  'sagas.passkey-made': [
    ({ requestId }) => ({ requestId, made: { credentialId: 'AA', clientDataJson: 'AA', attestationObject: 'AA' } }),
    ...ofSaga,
  ],
  'sagas.skip-pin': [({ requestId }) => ({ requestId }), ...ofSaga],
  'sagas.show-temporary-pin': [({ requestId }) => ({ requestId, recipientJwk: {} }), ...ofSaga],
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
  ...([
    'models.list',
    'profiles.list',
    'profiles.get',
    'profiles.diff',
    'reasons.list',
    'relying-parties.list',
  ] as const),
];
/** An id that nobody can guess, and no person: it is the authority itself. */
export const bearers: readonly Name[] = [
  ...(['sessions.start', 'sessions.check', 'sessions.end', 'workstations.enrol'] as const),
  ...(['card-sign-in.prove', 'card-sign-in.redeem', 'passkey-sign-in.redeem'] as const),
  ...(['bridge.open', 'bridge.pair', 'bridge.pair-typed', 'bridge.state', 'bridge.unpair'] as const),
];
