import { describe, expect, it } from '@jest/globals';
import { portalPathOf } from './portal-path.js';

describe('[C01] an operators’ page that a cardholder comes to', () => {
  it.each([
    ['/devices', '/mine'],
    ['/devices/', '/mine'],
    ['/devices/8a1c', '/mine/8a1c'],
    ['/sagas/77d0', '/mine/follow/77d0'],
    ['/issue/77d0', '/mine/follow/77d0'],
    ['/sagas', '/mine'],
    ['/people/3f/more', '/mine'],
    ['/start', '/mine'],
    ['/', null],
  ])('%s leads to %s', (path, to) => {
    expect(portalPathOf(path)).toBe(to);
  });
});
