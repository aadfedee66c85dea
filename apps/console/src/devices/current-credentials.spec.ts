import { describe, expect, it } from '@jest/globals';
import type { Credential, DeviceState } from '../api/types.js';
import { currentAndEarlier } from './current-credentials.js';

/** `9A ACTIVE` with its serial number. */
const rows = (...each: [container: string, state: Credential['state'], serial: string][]): Credential[] =>
  each.map(([container, state, serialNumberHex]) => ({
    ...{ container, state, serialNumberHex, keyReference: container, algorithm: 'ECCP256', keyOrigin: 'card' },
    ...{ notAfter: null, attested: false },
  }));
const serials = (credentials: Credential[]): (string | null)[] =>
  credentials.map(({ serialNumberHex }) => serialNumberHex);

describe('[D15] credentials of a device', () => {
  it.each<{ what: string; state: DeviceState; all: Credential[]; current: string[]; earlier: string[] }>([
    {
      what: 'that was reprovisioned: the new ones, and apart from them the old',
      state: 'ACTIVE',
      all: rows(['9A', 'ACTIVE', '3'], ['9D', 'ACTIVE', '4'], ['9A', 'REVOKED', '1'], ['9D', 'SUPERSEDED', '2']),
      current: ['3', '4'],
      earlier: ['1', '2'],
    },
    {
      what: 'while it is written anew: the one that is made stands beside the one that is on the card still',
      state: 'ACTIVE',
      all: rows(['9A', 'REQUESTED', '3'], ['9A', 'ACTIVE', '1'], ['9A', 'REVOKED', '0']),
      current: ['3', '1'],
      earlier: ['0'],
    },
    {
      what: 'whose certificate has expired, and nothing has taken its place: it is on the card',
      state: 'ACTIVE',
      all: rows(['9A', 'EXPIRED', '2'], ['9C', 'ACTIVE', '3'], ['9A', 'REVOKED', '1']),
      current: ['2', '3'],
      earlier: ['1'],
    },
    {
      what: 'that was terminated: they are on the card, revoked',
      state: 'TERMINATED',
      all: rows(['9A', 'REVOKED', '2'], ['9A', 'REVOKED', '1']),
      current: ['2'],
      earlier: ['1'],
    },
    {
      what: 'that was recycled: nothing is on it',
      state: 'AVAILABLE',
      all: rows(['9A', 'REVOKED', '1'], ['9A', 'ABANDONED', '0']),
      current: [],
      earlier: ['1', '0'],
    },
    {
      what: 'whose issue was given up: nothing of it counts',
      state: 'ISSUE_FAILED',
      all: rows(['9A', 'ABANDONED', '1']),
      current: [],
      earlier: ['1'],
    },
  ])('$what', ({ state, all, current, earlier }) => {
    const told = currentAndEarlier(state, all);
    expect([serials(told.current), serials(told.earlier)]).toEqual([current, earlier]);
  });
});
