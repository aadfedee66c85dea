import { expect, it } from '@jest/globals';
import { manualsFor } from './for-whom.js';

it.each([
  ['nobody', undefined, ['cardholder', 'update'], ['operator', 'administrator', 'integrator']],
  ['a cardholder', ['own.manage'], ['cardholder', 'update'], ['operator', 'administrator', 'integrator']],
  [
    'the help desk',
    ['own.manage', 'others.view'],
    ['cardholder', 'update', 'operator'],
    ['administrator', 'integrator'],
  ],
  ['a system administrator', ['system.manage'], ['cardholder', 'update', 'administrator', 'integrator'], ['operator']],
])('the manuals of %s come first', (_, permissions, own, others) =>
  expect(manualsFor(permissions)).toEqual({ own, others }),
);
