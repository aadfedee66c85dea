import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { isOlderThan, isVersion, minimumAgentVersion, minimumServerVersion, releaseVersion } from './versions.js';

describe('[B12] versions of agents and servers', () => {
  it('the version of this release is that of the package, and works with itself', () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect(releaseVersion).toBe(version);
    expect(isOlderThan(releaseVersion, minimumAgentVersion)).toBe(false);
    expect(isOlderThan(releaseVersion, minimumServerVersion)).toBe(false);
  });

  it.each([
    ['0.0.9', '0.1.0'],
    ['0.9.0', '0.10.0'],
    ['1.2.3', '1.2.4'],
    ['1.2', '1.2.1'],
    ['1', '1.0.1'],
    ['0.2.0-rc.1', '0.2.0'],
    ['0.2.0-alpha', '0.2.0-beta'],
    ['0.2.0-rc.2', '0.2.0-rc.10'],
    ['0.2.0-rc', '0.2.0-rc.1'],
    ['0.2.0-1', '0.2.0-rc'],
    ['0.1.9', '0.2.0-rc.1'],
  ])('%s is older than %s, and not the other way round', (older, newer) => {
    expect(isOlderThan(older, newer)).toBe(true);
    expect(isOlderThan(newer, older)).toBe(false);
  });

  it.each([
    ['0.2.0', '0.2.0'],
    ['0.2', '0.2.0'],
    ['0.2.0+build.7', '0.2.0'],
    ['0.2.0-rc.1+a', '0.2.0-rc.1+b'],
  ])('%s counts as %s', (one, other) => {
    expect(isOlderThan(one, other)).toBe(false);
    expect(isOlderThan(other, one)).toBe(false);
  });

  it.each([undefined, null, '', 'unknown', 7, {}, 'v0.2.0', '0.2.0.1', '0.2.x', '0.2.0-', ' 0.2.0', '9'.repeat(50)])(
    'what is no version (%p) is older than any',
    (reported) => {
      expect(isVersion(reported)).toBe(false);
      expect(isOlderThan(reported, '0.0.1')).toBe(true);
    },
  );

  it('a minimum that is no version is a mistake of ours', () => {
    expect(() => isOlderThan('1.0.0', 'newest')).toThrow(TypeError);
  });
});
