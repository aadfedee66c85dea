import { describe, expect, it } from '@jest/globals';
import type { CredentialState } from '@cardwright/contracts/nats/issuance.api';
import { orphanOf, type CertificateFacts } from './orphan.js';

const onCard: CertificateFacts = {
  status: 'good',
  request: { closed: true },
  credential: { state: 'ACTIVE' },
  deviceState: 'ACTIVE',
  revocationOpen: false,
};
const credential = (state: CredentialState): Partial<CertificateFacts> => ({ credential: { state } });

describe('orphans', () => {
  it.each<[string, Partial<CertificateFacts>]>([
    ['on its card', {}],
    ['on hold with its card', { status: 'held', ...credential('HELD') }],
    ['left to expire', credential('SUPERSEDED')],
    ['revoked', { status: 'revoked', credential: null }],
    ['expired', { status: 'expired', credential: null }],
    ['being revoked by its own job', { ...credential('REVOKE_PENDING'), revocationOpen: true }],
    ['of an open or parked request, planned', { request: { closed: false }, status: 'planned', credential: null }],
    ['of an open or parked request, not on record', { request: { closed: false }, credential: null }],
    ['of an open or parked request, not written', { request: { closed: false }, ...credential('ISSUED_OFF_CARD') }],
    ['of an open or parked request, given up', { request: { closed: false }, ...credential('ABANDONED') }],
  ])('[I1] keeps a certificate / %s', (_name, facts) => {
    expect(orphanOf({ ...onCard, ...facts })).toBeNull();
  });

  it.each<[string, string, Partial<CertificateFacts>]>([
    ['ORPHAN_NOT_ON_RECORD', 'no credential names it', { credential: null }],
    ['ORPHAN_NOT_ON_RECORD', 'planned, no credential', { status: 'planned', credential: null }],
    ['ORPHAN_NOT_DELIVERED', 'issued, never written', credential('ISSUED_OFF_CARD')],
    ['ORPHAN_NOT_DELIVERED', 'written, never put to use', credential('VERIFIED')],
    ['ORPHAN_NOT_DELIVERED', 'never signed, whatever the record says', { status: 'planned' }],
    ['ORPHAN_NOT_REVOKED', 'abandoned on record', credential('ABANDONED')],
    ['ORPHAN_NOT_REVOKED', 'revoked on record', credential('REVOKED')],
    ['ORPHAN_NOT_REVOKED', 'waiting for a revocation that is not there', credential('REVOKE_PENDING')],
    ['ORPHAN_NOT_REVOKED', 'of a card that is blank again', { deviceState: 'AVAILABLE' }],
    ['ORPHAN_NOT_REVOKED', 'of a card that is disposed of', { deviceState: 'DISPOSED' }],
    ['ORPHAN_WITHOUT_REQUEST', 'of no request', { request: null }],
  ])('[I1] %s / %s', (code, _name, facts) => {
    expect(orphanOf({ ...onCard, ...facts })).toBe(code);
  });
});
