import { expect, it } from '@jest/globals';
import { RelyingParties } from './relying-parties.js';
import type { RelyingParty } from './relying-party.port.js';

const never = (): Promise<never> => Promise.reject(new Error('nobody asks'));
const read = { obstacles: never, list: never, find: never, delete: never };
const parties = new RelyingParties(
  new Map<string, RelyingParty>([
    ['contoso', { ...read, options: never, register: never }],
    ['portal', { ...read, options: never, register: never, inPortal: true }],
    ['sso', { ...read, page: never }],
  ]),
);

it('says who can make passkeys for each', () => {
  expect(Object.fromEntries(parties.makers())).toEqual({
    ...{ contoso: ['agent', 'platform'], portal: ['agent', 'platform', 'browser'], sso: ['browser'] },
  });
});

it('says where a browser makes them', () => {
  expect([parties.browserWay('portal'), parties.browserWay('sso')]).toEqual(['dialog', 'page']);
  expect(() => parties.withPage('portal')).toThrow('portal has no page on which people register passkeys');
  expect(() => parties.registering('sso')).toThrow('passkeys at sso come to be on its own page alone');
});
