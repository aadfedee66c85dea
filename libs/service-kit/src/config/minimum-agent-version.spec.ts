import { expect, it } from '@jest/globals';
import { ConfigurationError, readEnv } from './env.js';
import { readMinimumAgentVersion } from './minimum-agent-version.js';

const read = (text?: string): string =>
  readEnv(text === undefined ? {} : { MINIMUM_AGENT_VERSION: text }, readMinimumAgentVersion);

it('[B12] the least version of agents is that of the release, and may be raised', () => {
  expect(read()).toBe('0.1.0');
  expect(read('0.1.0')).toBe('0.1.0');
  expect(read('1.4.0-rc.1')).toBe('1.4.0-rc.1');
});

it.each(['0.0.9', '0.1.0-rc.1', 'newest', '0.2.x'])('[B12] it cannot be lowered, nor set to %s', (text) => {
  const problem = '  - MINIMUM_AGENT_VERSION is no version of at least 0.1.0, which this release needs';
  expect(() => read(text)).toThrow(new ConfigurationError([problem.slice(4)]));
});
