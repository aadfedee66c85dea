import { describe, expect, it } from '@jest/globals';
import type { KeyReferenceName } from '@cardwright/contracts/card/card-model';
import type { CredentialProfile, CredentialRow } from '@cardwright/contracts/card/credential-profile';
import { isReached, profileChange } from './profile-change.js';

const row = (keyReference: KeyReferenceName, more: Partial<CredentialRow> = {}): CredentialRow => ({
  ...{ keyReference, container: `container-${keyReference}`, algorithm: 'ECCP256', keyOrigin: 'card' },
  certificateProfile: 'piv',
  ...more,
});
const version = (credentials: CredentialRow[], more: Partial<CredentialProfile> = {}): CredentialProfile => ({
  ...{ name: 'p', title: 'p', application: 'PIV', cardLifetimeDays: 365, initialPin: 'none', credentials },
  pin: { minLength: 6, maxLength: 8, alphabet: 'numeric' },
  dataObjects: { securityObject: true },
  ...more,
});
const issued = version([row('9A'), row('9C')]);
/** In use on the card: by default what it was issued with. */
const made = (names: KeyReferenceName[], madeWith = issued) =>
  names.map((keyReference) => ({ keyReference, container: `container-${keyReference}`, madeWith }));
const nothing = { added: [], removed: [], changed: [], reprovision: false };

describe('what a newer version of the profile would change', () => {
  const cases: [string, CredentialProfile, object][] = [
    ['nothing where only its title differs', version([row('9A'), row('9C')], { title: 'x' }), nothing],
    [
      'nothing by how long a certificate is valid, which counts from its renewal on',
      version([row('9A', { validityDays: 10, renewalWindowDays: 5 }), row('9C')]),
      nothing,
    ],
    [
      'nothing where a policy is written out that holds without it',
      version([row('9A', { pinPolicy: 'default' }), row('9C')]),
      nothing,
    ],
    [
      '[A04] a key reference more',
      version([row('9E'), row('9A'), row('9C'), row('9D')]),
      { ...nothing, added: ['9D', '9E'] },
    ],
    ['[B04] a key reference less', version([row('9A')]), { ...nothing, removed: ['9C'] }],
    ['another algorithm', version([row('9A', { algorithm: 'ECCP384' }), row('9C')]), { ...nothing, changed: ['9A'] }],
    [
      'another certificate profile',
      version([row('9A'), row('9C', { certificateProfile: 'x' })]),
      { ...nothing, changed: ['9C'] },
    ],
    [
      'another touch policy',
      version([row('9A', { touchPolicy: 'always' }), row('9C')]),
      { ...nothing, changed: ['9A'] },
    ],
    ['another container', version([row('9A', { container: 'x' }), row('9C')]), { ...nothing, changed: ['9A'] }],
    [
      'every key where attestations are required from now on',
      version([row('9A'), row('9C')], { requireAttestation: true }),
      { ...nothing, changed: ['9A', '9C'] },
    ],
    [
      '[E5] a data object more, which no update writes',
      version([row('9A'), row('9C')], { dataObjects: { securityObject: true, printedInformation: true } }),
      { ...nothing, reprovision: true },
    ],
    [
      '[E5] archived keys, which no update imports',
      version([row('9A'), row('9C')], { keyHistory: { count: 2 }, dataObjects: { securityObject: true } }),
      { ...nothing, reprovision: true },
    ],
    [
      '[E5] an archived key in a key reference of its own',
      version([row('9A'), row('9C'), row('9D', { keyOrigin: 'archived' })]),
      { ...nothing, added: ['9D'], reprovision: true },
    ],
  ];
  it.each(cases)('%s', (_name, newest, expected) => {
    expect(profileChange(newest, { issued, credentials: made(['9A', '9C']) })).toEqual(expected);
  });

  it('[E5] an archived key that is dropped, which no update destroys', () => {
    const before = version([row('9A'), row('9C'), row('9D', { keyOrigin: 'archived' })]);
    const card = { issued: before, credentials: made(['9A', '9C', '9D'], before) };
    expect(profileChange(issued, card)).toEqual({ ...nothing, removed: ['9D'], reprovision: true });
  });

  it('counts a key by the version that it was made with', () => {
    const newest = version([row('9A', { algorithm: 'ECCP384' }), row('9C'), row('9E')]);
    const credentials = [...made(['9C']), ...made(['9A', '9E'], newest)];
    expect(profileChange(newest, { issued, credentials })).toEqual(nothing);
  });

  it('adds none that was revoked or has ended: the card was issued with it', () => {
    const newest = version([row('9A'), row('9C'), row('9E')]);
    expect(profileChange(newest, { issued, credentials: made(['9A']) })).toEqual({ ...nothing, added: ['9E'] });
  });

  it('[D14] is reached when nothing is left to change', () => {
    expect(isReached(nothing)).toBe(true);
    for (const left of [{ added: ['9E'] }, { removed: ['9C'] }, { changed: ['9A'] }, { reprovision: true }] as const)
      expect([left, isReached({ ...nothing, ...(left as object) })]).toEqual([left, false]);
  });
});
