import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { agentVersion } from './version.js';

it('[B12] the version that the agent reports is the package version', () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  expect(agentVersion).toBe(version);
});
