import { describe, expect, it } from '@jest/globals';
import { whereTheCardIs } from './where-the-card-is.js';

const row = (workstationId: string, online = true) => ({ workstationId, name: workstationId, online });
const both = [row('front'), row('back')];

describe('the workstation whose readers are shown', () => {
  it.each([
    ['the only one that is online', [row('front'), row('back', false)], '', [], 'front'],
    ['none of several', both, '', [], undefined],
    ['none where none is online', [row('front', false)], '', [], undefined],
    ['the one that this browser is at', both, '', ['back', 'front'], 'back'],
    ['not a likely one that is away', [row('front'), row('back'), row('desk', false)], '', ['desk', 'front'], 'front'],
    ['the chosen one before a likely one', both, 'front', ['back'], 'front'],
    [
      'the chosen one, though it went offline and another is there',
      [row('front', false), row('back')],
      'front',
      [],
      'front',
    ],
    ['not a chosen one that is no more', [row('back')], 'front', [], 'back'],
  ])('%s', (_, rows, chosen, likely, expected) => {
    expect(whereTheCardIs(rows, chosen, likely)?.workstationId).toBe(expected);
  });
});
